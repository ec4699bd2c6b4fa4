internal import Configuration
internal import CredentialStore
internal import CredentialTypes
public import Credentials
internal import Git

/// How the credentials of a repository differ between two states: in terms of people and
/// fields, not of lines.
public struct SemanticDiff: Sendable {
  /// A type of the repository's own that differs.
  public struct TypeChange: Hashable, Sendable {
    /// The file's path.
    public let path: String
    /// What happened to it: `added`, `changed`, or `removed`.
    public let change: FieldDiff.Change
  }

  /// The credentials that differ, by name.
  public internal(set) var credentials: [CredentialDiff] = []
  /// How the policy differs.
  public internal(set) var policy = PolicyDiff()
  /// The repository's own types that differ, by path.
  public internal(set) var types: [TypeChange] = []
  /// The commits between the two states that changed any of it, newest first; none where one of
  /// the states is no commit.
  public internal(set) var commits: [ReviewedCommit] = []
  /// What a reviewer should look at that is about no single credential.
  public internal(set) var worries: [Worry] = []
  /// The folder of the credentials, as a path from the repository's root.
  public internal(set) var folder = "credentials"
  /// Whether the whole store was searched for the keys and secrets of what changed.
  public internal(set) var searchedStore = false

  /// What the policy grants now and did not before, one line each.
  public var addedGrants: [String] { policy.addedGrants }
  /// What the policy granted and does not any more, one line each.
  public var removedGrants: [String] { policy.removedGrants }

  /// Whether nothing differs.
  public var isEmpty: Bool { credentials.isEmpty && policy.isEmpty && types.isEmpty }

  /// Every worry, with the name of the credential that it is about.
  public var allWorries: [(credential: String?, worry: Worry)] {
    worries.map { (nil, $0) }
      + credentials.flatMap { diff in diff.worries.map { (diff.name, $0) } }
  }

  /// Compares two states of a repository, without a key and without a look at anything but the
  /// files that differ.
  ///
  /// - Parameters:
  ///   - directory: A folder of the repository; `nil` is `CREDTREE_DIR`, or the current one.
  ///   - range: `REV`, `A..B`, or `A...B`; `nil` is the work tree against `HEAD`.
  ///   - staged: Whether the index is compared instead of the work tree.
  /// - Returns: What differs.
  /// - Throws: As ``compute(_:)``.
  public static func compute(in directory: String?, range: String?, staged: Bool)
    throws(Failure) -> SemanticDiff
  {
    try compute(
      DiffRequest(
        directory: directory, range: range, staged: staged, searchesStore: false,
        readsCommits: false))
  }

  /// Compares two states of a repository; needs no key, and no work tree if the range has two
  /// commits.
  ///
  /// - Parameter request: What is to be compared, and how far.
  /// - Returns: What differs.
  /// - Throws: ``Failure`` with code `not_found` for a revision that does not exist, `system` if
  ///   git refuses, `usage` for the index together with two revisions, `invalid` for a
  ///   `credtree.yaml` that can be read on neither side.
  public static func compute(_ request: DiffRequest) throws(Failure) -> SemanticDiff {
    let repository: Repository
    var range: RevisionRange
    do throws(GitError) {
      repository = try Repository(containing: request.start)
      range = try repository.range(request.range)
    } catch { throw Failure(error) }
    if request.staged {
      guard range.to == .workTree else {
        throw Failure(
          .usage, "--staged compares one revision with the index; leave the other out")
      }
      range = RevisionRange(from: range.from, to: .index)
    }
    var comparison = StateComparison(
      from: try RepositoryState(repository, range.from),
      to: try RepositoryState(repository, range.to), request: request)
    return try comparison.diff()
  }
}

extension SemanticDiff {
  /// Says that it is not known where the credentials are used, and why.
  public mutating func add(usesProblem reason: String) {
    worries.append(
      Worry(.usesUnknown, "where these credentials are used could not be searched: \(reason)"))
  }

  /// Says where the credentials are used, by their ids; a deleted one that is used is a worry.
  public mutating func add(_ uses: [String: [CredentialUse]]) {
    for index in credentials.indices {
      guard let id = credentials[index].id, let found = uses[id], !found.isEmpty else { continue }
      credentials[index].uses = found
      guard credentials[index].change == .removed else { continue }
      let files = Set(found.map(\.file)).sorted()
      let shown = files.prefix(3).joined(separator: ", ")
      let rest = files.count > 3 ? " and \(files.count - 3) more" : ""
      credentials[index].worries.append(
        Worry(.deletedInUse, "it was deleted, and is still used in \(shown)\(rest)"))
    }
  }
}
