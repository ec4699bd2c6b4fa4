internal import Configuration
internal import CredentialStore
public import Credentials
internal import Git

/// What each commit of a history did to credentials, types, and the policy, newest first.
public struct ChangeLog: Sendable {
  /// One commit.
  public struct Entry: Sendable {
    /// The commit, and who signed it.
    public let commit: ReviewedCommit
    /// What it changed; of a merge, what none of its parents has.
    public let diff: SemanticDiff
  }

  /// The commits.
  public internal(set) var entries: [Entry] = []

  static let shallow = Failure(
    .system, "the history goes beyond this shallow clone; run 'git fetch --unshallow'")

  /// Reads a history; needs no key and no work tree.
  ///
  /// - Parameter request: Which part of it.
  /// - Returns: The commits that changed something, each compared with its first parent.
  /// - Throws: ``Failure`` with code `not_found` for a revision or a credential that never was,
  ///   `ambiguous`, `system` if git refuses, or history ends at the edge of a shallow clone.
  public static func read(_ request: LogRequest) throws(Failure) -> ChangeLog {
    let repository: Repository
    do { repository = try Repository(containing: request.start) } catch { throw Failure(error) }
    let (tip, base) = try range(request.range, in: repository)
    guard let tip else { return ChangeLog() }
    var reader = LogReader(repository, request, tip: tip, excluding: base.map { [$0] } ?? [])
    guard let reference = request.reference else { return try reader.everything() }
    return try reader.history(of: reference)
  }

  private static func range(_ text: String?, in repository: Repository) throws(Failure) -> (
    tip: ObjectID?, base: ObjectID?
  ) {
    do throws(GitError) {
      guard let text, text.contains("..") else {
        guard let text else { return (try repository.head().commit, nil) }
        return (try repository.resolve(text), nil)
      }
      let range = try repository.range(text)
      guard case .commit(let tip) = range.to, case .commit(let base) = range.from else {
        return (nil, nil)
      }
      return (tip, base)
    } catch { throw Failure(error) }
  }
}
