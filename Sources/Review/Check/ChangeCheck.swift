internal import Configuration
public import CredentialStore
public import Credentials
public import Documents
public import Git

/// The check of what a change brings: a commit about to be made, or what is pushed.
///
/// It reads what changed and what that must be held against, so its time does not depend on how
/// many credentials there are. What was wrong before and is not touched is no finding.
public struct ChangeCheck: Sendable {
  /// A credential that is no longer there under its name.
  public struct Lost: Hashable, Sendable {
    /// The readable part that it had.
    public let header: CredentialHeader
    /// Whether it is there under another name.
    public let isRenamed: Bool
  }

  /// What was found in the credentials.
  public let report: CheckReport
  /// The files outside of the store that have other contents, or are new.
  public let files: [Change]
  /// The credentials that are no longer there under their names.
  public let lost: [Lost]
  /// Whether the policy or a type changed, which every credential must be held against.
  public let isOfEverything: Bool

  /// Checks a change; needs no key.
  ///
  /// - Parameters:
  ///   - store: The state after, which is that of a commit or of the index.
  ///   - former: The commit before, or `nil` where there is none.
  ///   - opening: Whether changed files are opened with the identities at hand.
  ///   - now: The present, for what expires.
  /// - Returns: What was found, and what references must be looked for.
  /// - Throws: ``Failure`` with code `system` if git cannot read something, `invalid` if an
  ///   identity that was asked for is unusable.
  public static func run(
    _ store: Store, since former: ObjectID?, opening: Bool = true, at now: Timestamp = .now
  ) throws(Failure) -> ChangeCheck {
    let repository = try store.repository()
    var changes: [Change]
    do {
      let end: RevisionRange.Endpoint =
        if case .commit(let revision) = store.source {
          .commit(try repository.resolve(revision))
        } else { .index }
      changes = try repository.changes(from: .commit(former), to: end)
      if end == .index { try dropPromises(from: &changes, in: repository) }
    } catch { throw Failure(error) }
    let sorted = SortedChanges(changes, store: store)
    var credentials = try CredentialChanges(sorted.credentials, store: store, opening: opening, now)
    if sorted.changesPolicy {
      try credentials.addEverything(since: former, opening: opening, now)
    } else {
      try credentials.compareWithOthers()
    }
    var report = credentials.report
    if let path = sorted.folderInTheWay { report.findings.append(StoreCheck.missingFolder(path)) }
    return ChangeCheck(
      report: report, files: sorted.others, lost: credentials.lost,
      isOfEverything: sorted.changesPolicy)
  }
}

extension ChangeCheck {
  /// The content that a file has in the index which is only promised.
  private static let nothing = ObjectID("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")

  /// Leaves out files that are only promised, with `git add --intent-to-add`: no commit has them.
  private static func dropPromises(from changes: inout [Change], in repository: Repository)
    throws(GitError)
  {
    let suspects = changes.filter { $0.new == nothing }.map(\.path)
    guard !suspects.isEmpty else { return }
    let staged = try repository.staged(suspects)
    let promised = Set(zip(suspects, staged).filter { $0.1 == .intentToAdd }.map(\.0))
    changes.removeAll { promised.contains($0.path) }
  }
}

/// Changed files by what they are.
private struct SortedChanges {
  /// The folder of the credentials, where something else has its name.
  var folderInTheWay: String?
  var credentials: [Change] = []
  var others: [Change] = []
  var changesPolicy = false

  init(_ changes: [Change], store: Store) {
    let folder = "\(store.configuration.store)/"
    for change in changes {
      if change.path == store.configuration.store, change.new != nil {
        folderInTheWay = change.path
      } else if change.path == Configuration.fileName
        || change.path.hasPrefix("\(TypeFolder.path)/")
      {
        changesPolicy = true
        if change.new != nil { others.append(change) }
      } else if change.path.hasPrefix(folder) {
        if change.path.hasSuffix(".json") { credentials.append(change) }
      } else if change.new != nil {
        others.append(change)
      }
    }
  }
}
