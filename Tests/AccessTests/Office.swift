import Access
import Age
import Configuration
import CredentialStore
import Credentials
import Documents
import Secrets
import SystemPackage
import TestSupport
import Testing

/// One person with a key, who works in a repository.
struct Person {
  let name: String
  let identity: X25519Identity
  let identityFile: String

  var key: String { identity.recipient.text }

  init(_ name: String, keptIn folder: String) throws {
    self.name = name
    identity = try X25519Identity.generate()
    identityFile = "\(folder)/\(name).txt"
    let secret = identity.secretText
    let bytes = secret.bytes.withSpan { span in span.indices.map { span[$0] } }
    try writeFile(bytes + [10], to: FilePath(identityFile))
  }
}

/// A repository that Alice has set up, with Bob and Carol who may be let in.
struct Office {
  let git: GitFixture
  let alice: Person
  let bob: Person
  let carol: Person

  init(_ git: GitFixture) async throws {
    self.git = git
    alice = try Person("alice", keptIn: "\(git.path)/.git")
    bob = try Person("bob", keptIn: "\(git.path)/.git")
    carol = try Person("carol", keptIn: "\(git.path)/.git")
    try await git.git("config", "commit.gpgsign", "false")
    _ = try Setup.run(
      in: git.path, member: "alice", identityFile: alice.identityFile, registers: false,
      options: MutationOptions())
  }

  func store(as person: Person? = nil) throws(Failure) -> Store {
    try Store(root: git.path, identityFile: (person ?? alice).identityFile)
  }

  @discardableResult
  func create(
    _ name: String, password: String = "s3cret", as person: Person? = nil,
    options: MutationOptions = accepting
  ) throws(Failure) -> MutationResult {
    var input = CredentialInput()
    input.type = "container-registry"
    input.name = name
    input.values = [Member("username", .string("robot")), Member("password", .string(password))]
    return try store(as: person).create(input, nameIsExact: true, options: options) { _ in nil }
  }

  @discardableResult
  func update(
    _ name: String, password: String? = nil, title: String? = nil, as person: Person? = nil
  ) throws(Failure) -> MutationResult {
    var input = CredentialInput()
    if let password { input.values = [Member("password", .string(password))] }
    input.title = title
    return try store(as: person).update(name, with: input, options: accepting)
  }

  func text(of path: String) throws -> String {
    String(decoding: try [UInt8](contentsOf: FilePath("\(git.path)/\(path)")), as: UTF8.self)
  }

  func write(_ text: String, to path: String) throws {
    try writeFile(Array(text.utf8), to: FilePath("\(git.path)/\(path)"))
  }

  /// Replaces the members and rules of the policy, and commits that with git alone.
  func setPolicy(_ members: String, access: String) async throws {
    try write(
      "version: 1\nstore: credentials\nmembers:\n\(members)\naccess:\n\(access)\n",
      to: "credtree.yaml")
    try await git.git("commit", "-qam", "policy")
  }

  /// One line of `members`.
  func member(_ person: Person, role: String = "admin") -> String {
    "  \(person.name): { role: \(role), keys: [\(person.key)] }"
  }

  /// Lets these people read everything, and commits that with git alone.
  func setReaders(_ people: Person...) async throws {
    try await setPolicy(
      people.map { member($0) }.joined(separator: "\n"),
      access: "  - match: \"**\"\n    readers: [\(people.map(\.name).joined(separator: ", "))]")
  }

  func policyHasMember(_ name: String) -> Bool {
    (try? store().configuration.member(named: name)) != nil
  }

  func canRead(_ name: String, _ person: Person) -> Bool {
    (try? store(as: person).credential(name)) != nil
  }
}

let accepting = MutationOptions(acceptsNewReaders: true)

/// Runs `body` in a repository that is set up.
func withOffice(_ name: String, _ body: (Office) async throws -> Void) async throws {
  try await withRepository(name) { git in try await body(try await Office(git)) }
}

/// The failure that `body` throws.
func failure(_ body: () throws -> Void) -> Failure? {
  do {
    try body()
    return nil
  } catch { return error as? Failure }
}
