internal import Credentials

/// What one mutation does to the repository: files to write, files to delete, and why.
public struct ChangeSet: Sendable {
  /// The files to write, by their path from the root of the work tree.
  public var writes: [String: [UInt8]]
  /// The paths of the files to delete.
  public var deletions: Set<String>
  /// Uncommitted contents of the user's that ``writes`` takes in, by path.
  ///
  /// A file of the work tree that differs from the commit is a conflict, unless its bytes are
  /// the ones named here: then the caller has read them, and its new contents keep them.
  public var incorporated: [String: [UInt8]]
  /// The paths, among those that are written or deleted, whose unresolved merge this ends.
  public var resolutions: Set<String> = []
  /// The commit's message.
  public var message: CommitMessage

  /// Creates a change.
  public init(
    writes: [String: [UInt8]] = [:], deletions: Set<String> = [],
    incorporated: [String: [UInt8]] = [:], message: CommitMessage
  ) {
    self.writes = writes
    self.deletions = deletions
    self.incorporated = incorporated
    self.message = message
  }

  /// Refuses paths that git would not store, or that leave the work tree.
  func validate() throws(Failure) {
    for path in writes.keys.sorted() + deletions.sorted() {
      let parts = path.split(separator: "/", omittingEmptySubsequences: false)
      let isSound = parts.allSatisfy { part in
        !part.isEmpty && part != "." && part != ".." && part.lowercased() != ".git"
          && !part.utf8.contains { $0 < 32 || $0 == 127 }
      }
      guard isSound else {
        throw Failure(.invalid, "the path \(path.debugDescription) cannot be in a repository")
      }
    }
    if let path = deletions.first(where: { writes[$0] != nil }) {
      throw Failure(.internalError, "\(path) is both written and deleted")
    }
  }
}
