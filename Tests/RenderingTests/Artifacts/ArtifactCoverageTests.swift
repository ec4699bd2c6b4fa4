import CredentialTypes
import Documents
import Glibc
import Rendering
import SystemPackage
import TestSupport
import Testing

/// Holds the catalogue of artifacts against the reference that it was made from.
@Suite struct ArtifactCoverageTests {
  private static let folder: FilePath = {
    var root = FilePath("\(#filePath)")
    for _ in 0..<4 { root.removeLastComponent() }
    let folder = getenv("CREDTREE_REFERENCE").map { FilePath(String(cString: $0)) }
    return folder ?? root.removingLastComponent().appending("shared/reference")
  }()

  private static var isThere: Bool {
    (try? [UInt8](contentsOf: folder.appending("credential-types.json"))) != nil
  }

  /// What the reference lists beside artifacts, and what stands for it.
  private static let exceptions = [
    "docker-credential-helper": "a protocol, spoken by 'credtree docker-credential'",
    "git-credential-helper": "a protocol, spoken by 'credtree git-credential'",
    "aws-credential-process": "a protocol, spoken by 'credtree aws-credential-process'",
    "kubectl-exec-credential": "a protocol, spoken by 'credtree kubectl-credential'",
    "terraform-credentials-helper": "a protocol, spoken by 'credtree terraform-credentials'",
    "ansible-vault-client": "a protocol, spoken by 'credtree ansible-vault-client'",
    "github-app-jwt": "good for ten minutes, so that no revision has one",
    "totp-code": "good for half a minute, so that no revision has one: 'credtree reveal'",
    "verify via `check-secret`": "a command",
  ]

  /// What the reference has one name for, and the catalogue one for each file.
  private static let parts = [
    "pem:*": ["pem:cert", "pem:key", "pem:chain", "pem:fullchain", "pem:combined", "pem:ca"],
    "docker-tls-dir": [
      "docker-tls-dir:ca", "docker-tls-dir:cert", "docker-tls-dir:key", "docker-tls-dir:env",
    ],
    "docker-certs-d": ["docker-certs-d:ca", "docker-certs-d:cert", "docker-certs-d:key"],
  ]

  /// Which of the parts a type has: an authority's certificate has no key.
  private static let lacking: Set<String> = [
    "ca-certificate docker-certs-d:cert", "ca-certificate docker-certs-d:key",
  ]

  /// Artifacts that the reference's prose has beside the lists of the types.
  private static let prose = [
    "k8s-secret:dockercfg", "k8s-secret:bootstrap-token", "github-env", "powershell", "fish",
  ]

  private static func names(of listed: String) -> [String] {
    // What stands in brackets says what is special about it for one type.
    let name = String(listed.split(separator: "(", maxSplits: 1)[0].filter { $0 != " " })
    return parts[name] ?? [name]
  }

  private func listed() throws -> [(type: String, artifact: String)] {
    let text = try [UInt8](contentsOf: Self.folder.appending("credential-types.json"))
    let types = try #require(try JSON.parse(text.span)["types"]?.array)
    return types.flatMap { type in
      (type["artifacts"]?.array ?? []).compactMap { node in
        guard let artifact = node.string, let id = type["type"]?.string else { return nil }
        return (id, artifact)
      }
    }
  }

  @Test(.enabled(if: isThere, "the reference is not beside the checkout"))
  func everyTypeCanBeWhatTheReferenceSays() throws {
    var checked = 0
    for (id, artifact) in try listed() where Self.exceptions[artifact] == nil {
      let type = try #require(Catalogue.builtIn.type(named: id))
      for name in Self.names(of: artifact) where Self.exceptions[name] == nil {
        if Self.lacking.contains("\(id) \(name)") { continue }
        let found = ArtifactCatalogue.artifact(named: name)
        #expect(found?.accepts(type) == true, "\(id) as \(name)")
        checked += 1
      }
    }
    #expect(checked > 250)
  }

  @Test(.enabled(if: isThere, "the reference is not beside the checkout"))
  func everyNameOfTheReferenceIsThere() throws {
    let text = String(
      decoding: try [UInt8](contentsOf: Self.folder.appending("credential-types.md")),
      as: UTF8.self)
    let section = try #require(text.split(separator: "\n## ").first { $0.hasPrefix("4. ") })
    let pieces = section.split(separator: "**`").dropFirst()
    var names = pieces.compactMap { $0.split(separator: "`**").first.map(String.init) }
    // In the tables of Secrets and hashes they stand without stars.
    names += section.split(separator: "| `").compactMap { piece in
      piece.split(separator: "`").first.map(String.init)
    }.filter { $0.hasPrefix("k8s-secret:") }
    names += Self.prose
    #expect(names.count > 100)
    for name in names where Self.exceptions[name] == nil {
      for part in Self.names(of: name) {
        #expect(ArtifactCatalogue.artifact(named: part) != nil, "\(part)")
      }
    }
  }

  @Test func whatTypesListIsThereOrNoArtifact() {
    for name in Catalogue.builtIn.names {
      for listed in Catalogue.builtIn.type(named: name)?.artifacts ?? [] {
        let isThere = Self.names(of: listed).allSatisfy {
          ArtifactCatalogue.artifact(named: $0) != nil
        }
        #expect(isThere != (Self.exceptions[listed] != nil), "\(name): \(listed)")
      }
    }
  }

  @Test func namesAreUnique() {
    let names = ArtifactCatalogue.names
    #expect(Set(names).count == names.count)
    for name in names {
      let artifact = ArtifactCatalogue.artifact(named: name)
      let options = artifact?.optionNames ?? []
      #expect(Set(options).count == options.count, "\(name)")
      #expect(artifact?.title.isEmpty == false)
    }
  }

  @Test func whatTypesHoldBesidesMustBeAskedFor() throws {
    for (artifact, taken, asked) in [
      ("docker-config", "container-registry", "github"), ("pem:key", "tls-certificate", "keystore"),
      ("htpasswd", "basic-auth", "hashed-password"), ("netrc", "github", "basic-auth"),
      ("lego-env", "cloud-token", "api-token"),
    ] {
      let artifact = try ArtifactCatalogue.requiredArtifact(named: artifact)
      let one = try #require(Catalogue.builtIn.type(named: taken))
      let other = try #require(Catalogue.builtIn.type(named: asked))
      #expect(artifact.takesUnasked(one) && artifact.accepts(other))
      #expect(!artifact.takesUnasked(other), "\(artifact.id)")
    }
  }
}
