import CredentialTypes
import Documents
import Glibc
import SystemPackage
import TestSupport
import Testing

/// Holds the program's types against the catalogue that they were made from.
@Suite struct ReferenceCatalogueTests {
  private static let file: FilePath = {
    var root = FilePath("\(#filePath)")
    for _ in 0..<3 { root.removeLastComponent() }
    let folder = getenv("CREDTREE_REFERENCE").map { FilePath(String(cString: $0)) }
    return (folder ?? root.removingLastComponent().appending("shared/reference"))
      .appending("credential-types.json")
  }()

  private static var isThere: Bool { (try? [UInt8](contentsOf: file)) != nil }

  // Kinds that say more than the catalogue's own words do.
  private static let narrower: [String: Set<String>] = [
    "string": [
      "registry", "arn", "hostport", "base64", "pem-certificate", "pem-public-key",
      "ssh-private-key",
    ],
    "text": ["ssh-private-key", "pgp-public-key", "pgp-private-key"],
    "pem": ["pem-certificate", "pem-private-key", "pem-public-key", "pem-csr"],
    "host:port": ["hostport"], "list<pem>": ["list<pem-certificate>"],
  ]

  // What differs on purpose: the provider of a certificate issuer is a property of the
  // credential, `<any>` stands for open fields, a digest is encrypted as well, and terraform knows
  // hosts with a port.
  private static let special: Set<String> = [
    "acme-wildcard.provider", "generic.<any>", "api-key.digest", "terraform-host.hostname",
  ]

  // What the program adds to the catalogue's fields.
  private static let added: Set<String> = [
    "tls-certificate.subject", "tls-certificate.issuer", "rabbitmq.tls", "aws.useExternalId",
    "seqera-compute.useExternalId", "object-storage.allBuckets", "wireguard.publicKey",
    "hashed-password.currentPassword",
  ]

  @Test(.enabled(if: isThere, "the catalogue is not beside the checkout"))
  func typesAndFieldsAreThoseOfTheCatalogue() throws {
    let text = try [UInt8](contentsOf: Self.file)
    let types = try #require(try JSON.parse(text.span)["types"]?.array)
    #expect(types.compactMap { $0["type"]?.string }.sorted() == Catalogue.builtIn.names)
    for wanted in types {
      let id = try #require(wanted["type"]?.string)
      let type = try builtIn(id)
      #expect(type.title == wanted["title"]?.string)
      #expect(type.category == wanted["category"]?.string)
      let fields = try #require(wanted["fields"]?.array)
      let ids = fields.compactMap { $0["id"]?.string }
      #expect(
        type.fields.map(\.id).filter { !ids.contains($0) && !Self.added.contains("\(id).\($0)") }
          == [])
      for wanted in fields { try compare(wanted, in: type) }
    }
  }

  private func compare(_ wanted: Node, in type: CredentialType) throws {
    let id = try #require(wanted["id"]?.string)
    let name: Comment = "\(type.id).\(id)"
    if Self.special.contains("\(type.id).\(id)") { return }
    let field = try #require(type.fields.first { $0.id == id }, name)
    let kind = try #require(wanted["kind"]?.string)
    #expect(
      field.kind.name == kind || Self.narrower[kind]?.contains(field.kind.name) == true, name)
    #expect(field.fieldClass.rawValue == wanted["cls"]?.string, name)
    let requirement = wanted["requirement"]?.string ?? ""
    switch requirement {
    case "required" where type.id == "container-registry" && id == "password":
      // Either this or an identity token.
      #expect(!field.isRequired, name)
    case "required": #expect(field.isRequired, name)
    case "optional": #expect(!field.isRequired, name)
    case "derived", "generated": #expect(!field.isInput, name)
    default: break
    }
    guard let text = wanted["default"]?.string, text != "provider default", text.first != "=" else {
      return
    }
    let value = try #require(field.defaultValue, name)
    let shown =
      switch value.content {
      case .string(let text): text
      case .number(let number): number
      case .bool(let flag): flag ? "true" : "false"
      default: "[]"
      }
    // The catalogue adds remarks to some: "5672 (5671 tls)".
    #expect(text == shown || text.hasPrefix("\(shown) (") || text.hasPrefix("\(shown);"), name)
  }
}
