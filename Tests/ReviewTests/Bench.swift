import Age
import Configuration
import CredentialStore
import Credentials
import Documents
import Review
import Secrets
import SystemPackage
import TestSupport
import Testing

/// A repository in which credentials are changed, and what the review says of it.
struct Bench {
  let git: GitFixture
  private let identityFile: String

  init(_ git: GitFixture) async throws {
    self.git = git
    identityFile = "\(git.path)/.git/alice.txt"
    let secret = try X25519Identity.generate().secretText
    let bytes = secret.bytes.withSpan { span in span.indices.map { span[$0] } }
    try writeFile(bytes + [10], to: FilePath(identityFile))
    try await git.git("config", "commit.gpgsign", "false")
    _ = try Setup.run(
      in: git.path, member: "alice", identityFile: identityFile, registers: false,
      options: MutationOptions())
  }

  func store(at source: Store.Source = .workTree) throws -> Store {
    try Store(root: git.path, source: source, identityFile: identityFile)
  }

  func write(_ bytes: [UInt8], to path: String) throws {
    try writeFile(bytes, to: FilePath("\(git.path)/\(path)"))
  }

  func create(_ name: String, commits: Bool = true) throws {
    var input = CredentialInput()
    input.type = "basic-auth"
    input.name = name
    input.values = [
      Member("username", .string("bob")), Member("password", .string("s3cret")),
      Member("realm", .string("Staging")),
    ]
    _ = try store().create(
      input, nameIsExact: true, options: MutationOptions(commits: commits, acceptsNewReaders: true)
    ) { _ in nil }
  }

  func createGeneric(_ name: String, _ values: [String: String]) throws {
    var input = CredentialInput()
    input.type = "generic"
    input.name = name
    input.values = values.sorted { $0.key < $1.key }.map { Member($0.key, .string($0.value)) }
    _ = try store().create(
      input, nameIsExact: true, options: MutationOptions(acceptsNewReaders: true)
    ) { _ in nil }
  }

  /// What differs, with the values that the bench's own identity opens.
  func openedDiff(_ range: String) throws -> SemanticDiff {
    try SemanticDiff.compute(
      DiffRequest(
        directory: git.path, range: range, opening: .always, identityFile: identityFile))
  }

  func createRegistry(_ name: String) throws {
    var input = CredentialInput()
    input.type = "container-registry"
    input.name = name
    input.values = [
      Member("server", .string("registry.example.com")), Member("username", .string("bob")),
      Member("password", .string("s3cret")),
    ]
    _ = try store().create(input, nameIsExact: true, options: MutationOptions()) { _ in nil }
  }

  /// Creates a certificate from `cert.pem` and `key.pem` of a folder.
  func createCertificate(_ name: String, folder: String) throws {
    func text(_ file: String) throws -> Node {
      .string(
        String(decoding: try [UInt8](contentsOf: FilePath("\(folder)/\(file)")), as: UTF8.self))
    }
    var input = CredentialInput()
    input.type = "tls-certificate"
    input.name = name
    input.values = [
      Member("certificate", try text("cert.pem")), Member("privateKey", try text("key.pem")),
    ]
    _ = try store().create(
      input, nameIsExact: true, options: MutationOptions(acceptsNewReaders: true)
    ) { _ in nil }
  }

  /// What `check` says: each finding's rule and credential.
  func findings(opening: Bool = true, at now: Timestamp = .now) throws -> [String] {
    try StoreCheck.run(try store(), opening: opening, at: now).findings.map { finding in
      [finding.rule.rawValue, finding.credential, finding.field].compactMap(\.self)
        .joined(separator: " ")
    }
  }

  func update(_ name: String, commits: Bool = true, _ change: (inout CredentialInput) -> Void)
    throws
  {
    var input = CredentialInput()
    change(&input)
    _ = try store().update(
      name, with: input, options: MutationOptions(commits: commits, acceptsNewReaders: true))
  }

  func delete(_ name: String) throws {
    _ = try store().delete(name, options: MutationOptions()) { _ in }
  }

  func reseal(_ name: String) throws {
    _ = try store().reseal(name, options: MutationOptions())
  }

  /// Adds a reader to the policy, in a commit.
  func admit(_ name: String, _ key: String) async throws {
    try await git.shell(
      """
      sed -i 's/^teams:/  \(name): { role: viewer, keys: [\(key)] }\\nteams:/
        s/readers: \\[/readers: [\(name), /' credtree.yaml
      git commit -qam 'admit \(name)'
      """)
  }

  func diff(_ range: String? = nil, staged: Bool = false) throws -> SemanticDiff {
    try SemanticDiff.compute(in: git.path, range: range, staged: staged)
  }

  /// The one credential that differs.
  func only(_ range: String? = nil, staged: Bool = false) throws -> CredentialDiff {
    let diff = try diff(range, staged: staged)
    #expect(diff.credentials.count == 1)
    return try #require(diff.credentials.first)
  }
}

func withBench(_ name: String, _ body: (Bench) async throws -> Void) async throws {
  try await withRepository(name) { git in try await body(try await Bench(git)) }
}

extension CredentialDiff {
  /// Each field with what happened to it.
  var changes: [String] { fields.map { "\($0.field) \($0.change.rawValue)" } }
}
