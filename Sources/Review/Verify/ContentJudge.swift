internal import Configuration
internal import CredentialStore
internal import Credentials
internal import Documents
internal import Git
internal import SOPS

/// Something wrong with what a commit made of a file.
struct ContentProblem: Hashable {
  let reason: VerificationFinding.Reason
  let message: String
  let file: String
}

/// A file that is to be opened, if a key is at hand.
struct SealedFile: Hashable, Sendable {
  let commit: ObjectID
  let name: String
  let path: String
  let blob: ObjectID
}

/// Judges what commits make of credentials: revisions rise, ids stay, files are what they seem.
struct ContentJudge {
  private let repository: Repository
  /// By id, the revisions at which credentials were deleted, and where.
  private var deleted: [String: [(revision: Int, commit: ObjectID)]] = [:]
  /// The files whose MAC and seal a key can check.
  private(set) var sealed: [SealedFile] = []

  init(_ repository: Repository) { self.repository = repository }

  /// What is wrong with the credentials that a commit changes.
  ///
  /// - Parameters:
  ///   - commit: The commit.
  ///   - differences: What differs from each parent.
  ///   - carried: The paths that a merge took from a parent as they are.
  ///   - policy: The policy in force after the commit.
  /// - Returns: The problems.
  /// - Throws: ``Failure`` with code `system` if git cannot read an object.
  mutating func problems(
    of commit: ObjectID, differences: [[String: WatchedChange]], carried: Set<String>,
    policy: Configuration?
  ) throws(Failure) -> [ContentProblem] {
    var problems: [ContentProblem] = []
    func add(_ reason: VerificationFinding.Reason, _ message: String, _ file: String) {
      let problem = ContentProblem(reason: reason, message: message, file: file)
      if !problems.contains(problem) { problems.append(problem) }
    }
    var judged: Set<String> = []
    for changes in differences {
      var removed: [String: (name: String, header: CredentialHeader, old: ObjectID)] = [:]
      for change in changes.values where change.new == nil {
        guard let name = change.credential, let old = change.old,
          let header = header(of: old, name, commit)
        else { continue }
        removed[header.id] = (name, header, old)
        if !carried.contains(change.path) {
          deleted[header.id, default: []].append((header.metadata.revision, commit))
        }
      }
      for change in changes.values.sorted(by: { $0.path < $1.path }) {
        guard let name = change.credential, let new = change.new else { continue }
        let isMade = !carried.contains(change.path)
        let header = header(of: new, name, commit)
        var before = change.old
        if let header, let old = change.old {
          if let previous = self.header(of: old, name, commit) {
            compare(previous, header, isOnlyParent: differences.count == 1, isMade: isMade) {
              add($0, $1, change.path)
            }
          }
        } else if let header {
          if let former = removed[header.id] {
            before = former.old
            if header.metadata.revision < former.header.metadata.revision {
              add(.rolledBack, Self.fall(former.header, header), change.path)
            }
          } else if isMade, let last = try lastRevision(of: header.id, before: commit),
            header.metadata.revision <= last
          {
            add(
              .rolledBack,
              "brings back \(name) as r\(header.metadata.revision), and it was deleted as r\(last)",
              change.path)
          }
        }
        guard isMade, judged.insert(change.path).inserted else { continue }
        try judgeFile(
          SealedFile(commit: commit, name: name, path: change.path, blob: new), before: before,
          policy: policy
        ) { add($0, $1, change.path) }
      }
    }
    return problems
  }

  private func compare(
    _ old: CredentialHeader, _ new: CredentialHeader, isOnlyParent: Bool, isMade: Bool,
    _ add: (VerificationFinding.Reason, String) -> Void
  ) {
    if new.metadata.revision < old.metadata.revision { add(.rolledBack, Self.fall(old, new)) }
    if new.id != old.id {
      if isMade { add(.changedID, "gives \(new.name) another id, which a credential never gets") }
    } else if isOnlyParent, new.metadata.revision == old.metadata.revision,
      new.metadata != old.metadata || new.public != old.public
    {
      add(
        .sameRevision,
        "changes the readable part of \(new.name) and leaves it at r\(new.metadata.revision)")
    }
  }

  private static func fall(_ old: CredentialHeader, _ new: CredentialHeader) -> String {
    "takes \(new.name) from r\(old.metadata.revision) back to r\(new.metadata.revision); "
      + "'credtree restore \(new.name) --revision \(new.metadata.revision)' makes a new revision"
  }

  private func lastRevision(of id: String, before commit: ObjectID) throws(Failure) -> Int? {
    var last: Int?
    for deletion in deleted[id] ?? [] where deletion.commit != commit {
      do {
        guard try repository.commit(commit, follows: deletion.commit) else { continue }
      } catch { throw Failure(error) }
      last = max(last ?? 0, deletion.revision)
    }
    return last
  }

  /// Judges a file that a commit made, without a key.
  private mutating func judgeFile(
    _ made: SealedFile, before: ObjectID?, policy: Configuration?,
    _ add: (VerificationFinding.Reason, String) -> Void
  ) throws(Failure) {
    guard let text = try? repository.contents(ofBlob: made.blob) else {
      return add(.damaged, "puts something else than a file in the place of \(made.path)")
    }
    let file: CredentialFile
    do throws(Failure) {
      file = try CredentialFile(text.span, name: made.name)
      try file.requireOwnName()
    } catch { return add(.damaged, error.message) }
    sealed.append(made)
    guard let access = try? policy?.access(for: made.name) else { return }
    let granted = Set(access.keys.map(\.key))
    var known: Set<String> = []
    if let before, let text = try? repository.contents(ofBlob: before),
      let document = try? SOPSDocument(parsing: text.span)
    {
      known = Set(document.metadata.recipients)
    }
    let extra = Set(file.document.metadata.recipients).subtracting(granted).subtracting(known)
    guard !extra.isEmpty else { return }
    add(
      .unknownReader,
      "lets \(extra.sorted().joined(separator: ", ")) open \(made.name), whom no policy of "
        + "somebody entitled lets read it; replace its values")
  }

  private func header(of blob: ObjectID, _ name: String, _ commit: ObjectID)
    -> CredentialHeader?
  {
    guard let text = try? repository.contents(ofBlob: blob) else { return nil }
    return try? CredentialHeader(text.span, name: name)
  }
}
