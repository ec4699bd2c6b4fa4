internal import Configuration
internal import CredentialStore
internal import Credentials
internal import Git

/// Goes through a history and compares each commit with the one before it.
struct LogReader {
  private let repository: Repository
  private let request: LogRequest
  private let tip: ObjectID
  private let excluded: [ObjectID]
  private var signers: SignerSearch
  private var policies = PolicyCache()
  private var keyRing: KeyRing?
  private var log = ChangeLog()

  init(
    _ repository: Repository, _ request: LogRequest, tip: ObjectID, excluding excluded: [ObjectID]
  ) {
    self.repository = repository
    self.request = request
    self.tip = tip
    self.excluded = excluded
    signers = SignerSearch(repository)
  }

  /// The whole history.
  ///
  /// Not every commit that changed a watched folder has something to show, so more are asked for
  /// until there are enough.
  mutating func everything() throws(Failure) -> ChangeLog {
    let folder = try state(tip).configuration?.store ?? "credentials"
    let paths = RangeCommits(repository: repository, folders: [folder]).paths
    var (reach, done) = (request.limit, 0)
    while true {
      let walk = try walk(from: tip, changing: paths, limit: reach)
      for id in walk.commits.dropFirst(done) where log.entries.count < request.limit {
        try add(id, only: nil)
      }
      guard log.entries.count < request.limit, walk.commits.count == reach else {
        return try finished(walk)
      }
      done = reach
      reach = reach > .max / 4 ? .max : reach * 4
    }
  }

  /// The history of one credential, under all its names.
  mutating func history(of reference: String) throws(Failure) -> ChangeLog {
    let end = try state(tip)
    let folder = end.configuration?.store ?? "credentials"
    let (name, known) = try CredentialSearch(state: end, folder: folder).find(reference)
    var owner = known
    if owner == nil {
      // A name that is not there any more stands for the credential that had it last.
      let walk = try walk(from: tip, changing: ["\(folder)/\(name).json"], limit: .max)
      for commit in walk.commits where owner == nil {
        owner = try former(name, in: commit, folder)
      }
      if owner == nil { _ = try finished(walk) }
    }
    guard let id = owner else {
      throw Failure(
        .notFound, "no commit has a credential '\(reference)'; see 'credtree log' for all of them")
    }
    let trail = try CredentialTrail(
      of: id, called: name, under: folder, from: tip, excluding: excluded, in: repository)
    for commit in trail.walk.commits where log.entries.count < request.limit {
      try add(commit, only: id)
    }
    return try finished(trail.walk)
  }

  /// The identity of the credential that a commit took away.
  private func former(_ name: String, in commit: ObjectID, _ folder: String) throws(Failure)
    -> String?
  {
    try reporting { () throws(GitError) in
      for parent in try repository.commit(commit).parents {
        guard let text = try repository.contents(of: "\(folder)/\(name).json", at: parent),
          let header = try? CredentialHeader(text.span, name: name)
        else { continue }
        return header.id
      }
      return nil
    }
  }

  /// Compares a commit with its first parent; `nil` where what is asked for did not change.
  @discardableResult
  private mutating func add(_ id: ObjectID, only wanted: String?) throws(Failure) -> SemanticDiff? {
    let (commit, policy) = try signers.commit(id)
    let parents = try reporting { () throws(GitError) in try repository.commit(id).parents }
    let before: RepositoryState
    do throws(Failure) {
      before = try RepositoryState(
        repository, .commit(parents.first), reading: &policies)
    } catch {
      guard (try? repository.isShallow()) == true else { throw error }
      throw ChangeLog.shallow
    }
    let after = try RepositoryState(repository, .commit(id), reading: &policies)
    guard before.configuration != nil || after.configuration != nil else { return nil }
    var comparison = StateComparison(
      from: before, to: after, request: request.comparison, keyRing: keyRing)
    var diff = try comparison.diff(only: wanted)
    keyRing = comparison.keyRing
    if parents.count > 1 { try keepOwn(&diff, of: id, parents, after) }
    guard !diff.isEmpty else { return nil }
    if let worry = commit.worry(under: policy) { diff.worries.append(worry) }
    log.entries.append(ChangeLog.Entry(commit: commit, diff: diff))
    return diff
  }

  /// Of a merge, only what it made itself: what it took from a parent was shown there.
  private func keepOwn(
    _ diff: inout SemanticDiff, of id: ObjectID, _ parents: [ObjectID], _ state: RepositoryState
  ) throws(Failure) {
    let folder = state.configuration?.store ?? diff.folder
    let own = try RangeCommits(repository: repository, folders: [folder])
      .credentials(changedBy: id)
    diff.credentials.removeAll { !own.contains($0.name) }
    let isTaken = try reporting { () throws(GitError) in
      let written = try repository.blob(of: Configuration.fileName, at: id)
      for parent in parents
      where try repository.blob(of: Configuration.fileName, at: parent) == written {
        return true
      }
      return false
    }
    if isTaken {
      diff.policy = PolicyDiff()
      diff.worries = []
    }
  }

  private mutating func state(_ commit: ObjectID) throws(Failure) -> RepositoryState {
    try RepositoryState(repository, .commit(commit), reading: &policies)
  }

  private func walk(from start: ObjectID, changing paths: [String], limit: Int) throws(Failure)
    -> RangeWalk
  {
    try reporting { () throws(GitError) in
      try repository.walk(from: start, excluding: excluded, changing: paths, limit: limit)
    }
  }

  private func finished(_ walk: RangeWalk) throws(Failure) -> ChangeLog {
    guard !walk.reachedShallowBoundary || log.entries.count >= request.limit else {
      throw ChangeLog.shallow
    }
    return log
  }

  private func reporting<Value>(_ body: () throws(GitError) -> Value) throws(Failure) -> Value {
    do { return try body() } catch { throw Failure(error) }
  }
}
