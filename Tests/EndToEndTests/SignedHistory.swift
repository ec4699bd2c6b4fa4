import Documents
import SystemPackage
import TestSupport

/// A repository of several people who sign their commits with keys of ssh-keygen's.
///
/// `alice` is an admin, `bob` a manager, `carol` a viewer, and `mallory` nobody. Each has an age
/// key and a signing key, `NAME` and `NAME.age`, where secrets may be. Alice's first commit that
/// admits them is the trust root.
struct SignedHistory {
  let repository: TestRepository
  /// The trust root's id.
  let root: String

  init(_ repository: TestRepository, policy: String = "") async throws {
    self.repository = repository
    try await repository.succeed(
      "sh",
      [
        "-euc",
        """
        cd "$1"
        for name in alice bob carol mallory; do
          ssh-keygen -q -t ed25519 -N '' -C '' -f $name
          age-keygen -o $name.age 2>/dev/null
          age-keygen -y $name.age > $name.age.pub
        done
        """, "sh", repository.inbox.string,
      ])
    try await repository.git("config", "gpg.format", "ssh")
    try await repository.git("config", "commit.gpgsign", "true")
    func member(_ name: String, _ role: String) throws -> String {
      try Self.member(name, role, in: repository)
    }
    try repository.write(
      """
      version: 1
      members:
      \(try member("alice", "admin"))\(try member("bob", "manager"))\
      \(try member("carol", "viewer"))
      access:
        - match: "root/**"
          readers: [alice]
          managers: [alice]
        - match: "**"
          readers: [alice, bob, carol]
      \(policy)
      """, to: "credtree.yaml")
    try await repository.git("config", "user.signingkey", "\(repository.inbox)/alice")
    try await repository.git("add", "credtree.yaml")
    try await repository.git("commit", "-q", "-m", "the policy")
    root = try await repository.git("rev-parse", "HEAD")
    try await repository.git("config", "credtree.root", root)
  }

  /// A person's line for `members` in `credtree.yaml`.
  func member(_ name: String, _ role: String) throws -> String {
    try Self.member(name, role, in: repository)
  }

  private static func member(_ name: String, _ role: String, in repository: TestRepository) throws
    -> String
  {
    func line(_ file: String) throws -> String {
      let bytes = try [UInt8](contentsOf: repository.inbox.appending(file))
      return String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)
    }
    let key = try line("\(name).pub").split(separator: " ").prefix(2).joined(separator: " ")
    return "  \(name): { role: \(role), keys: [\"\(try line("\(name).age.pub"))\"], "
      + "signing: [\"\(key)\"] }\n"
  }

  /// Runs the tool as somebody, with his keys.
  @discardableResult
  func credtree(_ arguments: String..., as person: String) async throws -> Output {
    try await sign(as: person)
    return try await repository.succeed(
      "credtree", arguments, environment: environment(of: person))
  }

  /// Runs git as somebody.
  @discardableResult
  func git(_ arguments: String..., as person: String) async throws -> Output {
    try await sign(as: person)
    return try await repository.succeed("git", arguments, environment: environment(of: person))
  }

  /// Creates a credential as somebody.
  func create(_ name: String, as person: String) async throws {
    try await credtree(
      "create", "basic-auth", name, "username=u", "password=@\(repository.canaryFile)", "--yes",
      as: person)
  }

  /// What makes a program act as somebody.
  func environment(of person: String) -> [String: String] {
    [
      "CREDTREE_IDENTITY_FILE": repository.inbox.appending("\(person).age").string,
      "GIT_AUTHOR_NAME": person, "GIT_AUTHOR_EMAIL": "\(person)@example.com",
      "GIT_COMMITTER_NAME": person, "GIT_COMMITTER_EMAIL": "\(person)@example.com",
    ]
  }

  /// Chooses whose key signs what git and the tool commit from now on.
  func sign(as person: String) async throws {
    try await repository.git("config", "user.signingkey", "\(repository.inbox)/\(person)")
  }

  /// Changes text of a file and commits that as somebody with plain git.
  func edit(_ file: String, _ old: String, _ new: String, as person: String, signed: Bool = true)
    async throws
  {
    let text = String(decoding: try repository.contents(of: file), as: UTF8.self)
    guard text.contains(old) else { throw Unclean(description: "\(file) lacks \(old)") }
    try repository.write(text.replacing(old, with: new), to: file)
    try await commitAll(as: person, signed: signed)
  }

  /// Commits everything as somebody with plain git.
  func commitAll(as person: String, signed: Bool = true) async throws {
    try await git("add", "-A", as: person)
    try await git(
      "commit", "-q", "-m", "by \(person)", signed ? "-S" : "--no-gpg-sign", as: person)
  }

  /// What `verify` finds, as `PERSON REASON`, in order.
  func findings(_ arguments: String...) async throws -> [String] {
    let output = try await repository.run("credtree", ["verify", "--json"] + arguments)
    guard let status = output.exit, status < 2 else {
      throw UnexpectedVerification(description: "\(output.exit ?? -1) \(output.message)")
    }
    let document = try JSON.parse(output.stdout.span)
    let found = document["findings"]?.array ?? []
    if (status == 1) == found.isEmpty {
      throw UnexpectedVerification(description: "exit \(status) and \(output.text)")
    }
    return found.map { finding in
      let person = finding["person"]?.string ?? "?"
      return "\(person.split(separator: " ").first ?? "?") \(finding["reason"]?.string ?? "?")"
    }
  }
}

/// A verification that did not come to an answer.
struct UnexpectedVerification: Error, CustomStringConvertible {
  let description: String
}
