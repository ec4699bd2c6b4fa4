import CredentialStore
import Credentials
import Git
import TestSupport
import Testing

/// A repository with the options that most tests use.
struct Store {
  let git: GitFixture
  let transaction: Transaction

  init(
    _ git: GitFixture, isStagingOnly: Bool = false, member: String? = nil,
    variables: [String: String] = [:], signer: Transaction.Signer? = nil
  ) throws {
    self.git = git
    let repository = try Repository(containing: git.path, environment: RepositoryEnvironment())
    self.transaction = Transaction(
      in: repository,
      Transaction.Options(
        authorship: Authorship(member: member, variables: variables),
        isStagingOnly: isStagingOnly, signer: signer))
  }

  @discardableResult
  func change(_ changes: ChangeSet) throws(Failure) -> CommitResult {
    try transaction.commit { _ in changes }
  }

  @discardableResult
  func write(_ files: [String: String]) throws(Failure) -> CommitResult {
    try change(
      ChangeSet(
        writes: files.mapValues { Array($0.utf8) }, message: CommitMessage("credtree: test")))
  }

  /// Adds to what the snapshot has, as an update does.
  func append(_ text: String, to path: String) throws(Failure) {
    _ = try transaction.commit { snapshot throws(Failure) in
      let old = try snapshot.contents(of: path) ?? []
      return ChangeSet(
        writes: [path: old + Array(text.utf8)], message: CommitMessage("credtree: test"))
    }
  }

  /// Checks that git finds nothing changed, nothing broken, and nothing left over.
  func expectClean(sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let status = try await git.git("status", "--porcelain")
    #expect(status == "", sourceLocation: sourceLocation)
    let diff = try await git.attempt(["diff-index", "--quiet", "HEAD"])
    #expect(diff.succeeded, "the index's times are wrong", sourceLocation: sourceLocation)
    let fsck = try await git.attempt(["fsck", "--strict", "--no-dangling"])
    #expect(fsck.succeeded && fsck.stdout.isEmpty, sourceLocation: sourceLocation)
    let left = try await git.shell(
      "find . -name '*.lock' -o -name '*.credtree*' -o -path '*/credtree/pending'")
    #expect(left == "", sourceLocation: sourceLocation)
  }
}
