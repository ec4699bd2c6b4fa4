import Age
import CredentialStore
import Credentials
import Documents
import Git
import Secrets
import SystemPackage
import TestSupport
import Testing

/// A repository that `init` has set up for Alice, and her identity.
struct Workshop {
  let git: GitFixture
  let identity: X25519Identity
  let identityFile: String

  /// Her public key.
  var key: String { identity.recipient.text }

  /// Makes an identity and a file with it, beside the repository's own files but ignored.
  init(_ git: GitFixture, named name: String = "alice") async throws {
    self.git = git
    let identity = try X25519Identity.generate()
    self.identity = identity
    identityFile = "\(git.path)/.git/\(name).txt"
    let secret = identity.secretText
    let bytes = secret.bytes.withSpan { span in span.indices.map { span[$0] } }
    try writeFile(bytes + [10], to: FilePath(identityFile))
    try await git.git("config", "commit.gpgsign", "false")
  }

  /// The same person's clone of the repository.
  init(clone git: GitFixture, of original: Workshop) async throws {
    self.git = git
    identity = original.identity
    identityFile = original.identityFile
    try await git.git("config", "commit.gpgsign", "false")
  }

  @discardableResult
  func setUp(commits: Bool = true) throws(Failure) -> Setup {
    try Setup.run(
      in: git.path, member: "alice", identityFile: identityFile, registers: false,
      options: MutationOptions(commits: commits))
  }

  func store(_ source: CredentialStore.Store.Source = .workTree) throws(Failure)
    -> CredentialStore.Store
  {
    try CredentialStore.Store(root: git.path, source: source, identityFile: identityFile)
  }

  @discardableResult
  func create(
    _ name: String, type: String = "container-registry", isDefault: Bool? = nil,
    password: String = "s3cret", options: MutationOptions = MutationOptions(),
    _ change: (inout CredentialInput) -> Void = { _ in }
  ) throws(Failure) -> MutationResult {
    var input = CredentialInput()
    input.type = type
    input.name = name
    input.isDefault = isDefault
    input.values = [Member("username", .string("bob")), Member("password", .string(password))]
    change(&input)
    return try store().create(input, nameIsExact: true, options: options) { _ in nil }
  }

  @discardableResult
  func update(
    _ name: String, options: MutationOptions = MutationOptions(),
    _ change: (inout CredentialInput) -> Void
  ) throws(Failure) -> MutationResult {
    var input = CredentialInput()
    change(&input)
    return try store().update(name, with: input, options: options)
  }

  @discardableResult
  func delete(_ name: String, options: MutationOptions = MutationOptions()) throws(Failure)
    -> MutationResult
  {
    try store().delete(name, options: options) { _ in }
  }

  /// The names of the defaults.
  func defaults() throws -> [String] {
    let store = try store()
    return try store.reader.names().filter { try store.header($0)?.metadata.isDefault ?? false }
  }

  func write(_ text: String, to path: String) throws {
    try writeFile(Array(text.utf8), to: FilePath("\(git.path)/\(path)"))
  }

  func text(of path: String) throws -> String {
    String(decoding: try [UInt8](contentsOf: FilePath("\(git.path)/\(path)")), as: UTF8.self)
  }

  func edit(_ path: String, _ old: String, _ new: String) throws {
    let text = try text(of: path)
    #expect(text.contains(old))
    try write(text.replacing(old, with: new), to: path)
  }

  /// Adds a member who reads everything, as a pulled commit would.
  func admit(_ name: String, _ key: String) async throws {
    try edit("credtree.yaml", "\nteams:", "\n  \(name): { role: viewer, keys: [\(key)] }\nteams:")
    try edit("credtree.yaml", "readers: [", "readers: [\(name), ")
    try await git.git("commit", "-qam", "admit \(name)")
  }
}

/// Runs `body` in a repository that is set up.
func withWorkshop(_ name: String, _ body: (Workshop) async throws -> Void) async throws {
  try await withRepository(name) { git in
    let workshop = try await Workshop(git)
    try workshop.setUp()
    try await body(workshop)
  }
}

/// The failure that `body` throws.
func failure(_ body: () throws -> Void) -> Failure? {
  do {
    try body()
    return nil
  } catch { return error as? Failure }
}

let unrecorded = MutationOptions(commits: false)
