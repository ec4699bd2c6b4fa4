import Age
import Configuration
import Credentials
import Documents
import Secrets
import Testing

/// Somebody with a key of their own.
struct Person {
  let name: String
  let identity: X25519Identity

  init(_ name: String) throws {
    self.name = name
    identity = try X25519Identity.generate()
  }

  var key: String { identity.recipient.text }
  var keyRing: KeyRing { KeyRing(identities: [identity]) }
}

/// A configuration in which `rule` says who may read everything.
func configuration(_ people: [Person], rule: String) throws -> Configuration {
  let members = people.map { "  \($0.name): { role: admin, keys: [\($0.key)] }\n" }.joined()
  let text = """
    version: 1
    store: credentials
    members:
    \(members)access:
      - match: "**"
        \(rule)

    """
  let bytes = Array(text.utf8)
  return try Configuration.parse(bytes.span, file: "credtree.yaml")
}

/// A configuration whose members all read everything.
func configuration(_ people: Person...) throws -> Configuration {
  let names = people.map(\.name).joined(separator: ", ")
  return try configuration(people, rule: "readers: [\(names)]")
}

func secret(_ text: String) -> Secret {
  let bytes = Array(text.utf8)
  return Secret(SecretBytes(copying: bytes.span))
}

func text(of secret: Secret?) -> String? { secret.flatMap { Node(.secret($0)).plainText } }

/// What a registry login holds; `time` is fixed, so that only what a test changes differs.
func registryLogin(
  named name: String = "hub", username: String = "bob", password: String = "s3cret"
) throws -> CredentialContents {
  var metadata = CredentialMetadata(
    id: try CredentialID.random(), name: name, type: "container-registry", title: "Docker Hub",
    category: "container-reg", now: time)
  metadata.projects = ["web"]
  let salt = Array(UInt8(0)..<32)
  return CredentialContents(
    metadata: metadata, public: [Member("server", .string("https://index.docker.io/v1/"))],
    fields: [
      Member("username", Node(.secret(secret(username)))),
      Member("password", Node(.secret(secret(password)))),
    ],
    salt: Secret(SecretBytes(copying: salt.span)))
}

let time = Timestamp(secondsSince1970: 1_800_000_000)

extension CredentialContents {
  func sealed(under configuration: Configuration, replacing previous: OpenedFile? = nil) throws
    -> [UInt8]
  {
    try sealed(
      for: try configuration.access(for: metadata.name), replacing: previous, at: time)
  }
}

/// Reads and opens a file.
func open(
  _ text: [UInt8], named name: String = "hub", as person: Person, _ configuration: Configuration
) throws(Failure) -> OpenedFile {
  try CredentialFile(text.span, name: name)
    .open(with: person.keyRing, configuration: configuration)
}

/// The failure that `body` throws.
func failure(_ body: () throws -> Void) -> Failure? {
  do {
    try body()
    return nil
  } catch { return error as? Failure }
}

/// The lines in which two texts differ, of the first.
func changedLines(_ old: [UInt8], _ new: [UInt8]) -> [String] {
  let (old, new) = (String(decoding: old, as: UTF8.self), String(decoding: new, as: UTF8.self))
  let (before, after) = (old.split(separator: "\n"), new.split(separator: "\n"))
  guard before.count == after.count else { return ["other number of lines"] }
  return zip(before, after).filter { $0 != $1 }.map { line in
    String(line.0.drop { $0 == "\t" }.split(separator: ":")[0])
  }
}
