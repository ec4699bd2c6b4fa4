internal import Credentials
internal import Files
internal import Git

/// Finishing or undoing a transaction that a crash, or a full disk, cut off.
///
/// Whether it has happened is decided by one thing only, the commit that `HEAD` names (or the
/// index, where nothing is committed). A file that is as the transaction found or made it
/// follows; a file that somebody changed since stays.
struct Recovery {
  let state: StateFolder
  let repository: Repository

  /// Looks for a journal and ends its transaction.
  ///
  /// The caller holds the transactions' lock.
  static func run(in state: StateFolder, _ repository: Repository) throws(Failure) {
    guard let journal = try state.loadJournal() else { return }
    guard let owner = Self.repository(of: journal, near: repository) else {
      // Its linked work tree has been removed, and nothing is left to mend.
      try state.removeJournal()
      return
    }
    GitLocks.removeStale(of: journal, owner, marker: state.marker)
    try Recovery(state: state, repository: owner).end(journal)
  }

  private static func repository(of journal: Journal, near repository: Repository) -> Repository? {
    if repository.gitFolder == journal.gitFolder, repository.indexFile == journal.indexFile {
      return repository
    }
    var environment = RepositoryEnvironment()
    environment.indexFile = journal.indexFile
    return try? Repository(containing: journal.workFolder, environment: environment)
  }

  /// Brings the index and the work tree to one state, and forgets the journal.
  func end(_ journal: Journal) throws(Failure) {
    let tree = WorkTree(folder: journal.workFolder)
    let paths = journal.entries.map(\.path)
    let copy = IndexCopy.path(for: journal.indexFile)
    for path in [copy, "\(copy).lock", state.reserve] {
      try? FileWriter.remove(path)
    }
    tree.removePrepared(for: paths)

    let head = try reportingGit { () throws(GitError) in try repository.head().commit }
    let staged = try reportingGit { () throws(GitError) in try repository.staged(paths) }
    let committed = try reportingGit { () throws(GitError) in
      guard let head else { return paths.map { _ in ObjectID?.none } }
      return try repository.blobs(of: paths, at: head)
    }
    var updates: [TreeUpdate] = []
    for ((entry, staged), blob) in zip(zip(journal.entries, staged), committed) {
      guard let hasHappened = Self.hasHappened(entry, journal, committed: blob, staged: staged)
      else { continue }
      let (before, after) = hasHappened ? (entry.work, entry.new) : (entry.new, entry.work)
      let current = try reportingGit { () throws(GitError) in
        try repository.workTreeBlob(of: entry.path)
      }
      let isBehind = current == before && current != after
      if isBehind { try write(entry.path, after, in: tree) }
      let (old, new) = hasHappened ? (entry.base, entry.new) : (entry.new, entry.base)
      let matches = staged == (new.map(Staged.blob) ?? .absent)
      let isStale = !matches && staged == (old.map(Staged.blob) ?? .absent)
      guard isStale || (isBehind && matches) else { continue }
      // The entry takes its times from the file, so a file that the user removed has none.
      if new == nil || FileReader.exists("\(journal.workFolder)/\(entry.path)") {
        updates.append(TreeUpdate(path: entry.path, blob: new))
      }
    }
    if !updates.isEmpty { try rewriteIndex(updates, journal) }
    try recordMissingLog(journal, head: head)
    try state.removeJournal()
  }

  private static func hasHappened(
    _ entry: Journal.Entry, _ journal: Journal, committed blob: ObjectID?, staged: Staged
  ) -> Bool? {
    guard journal.mode == .commit else {
      return staged == (entry.new.map(Staged.blob) ?? .absent)
    }
    if blob == entry.new { return true }
    return blob == entry.base ? false : nil
  }

  private func write(_ path: String, _ blob: ObjectID?, in tree: WorkTree) throws(Failure) {
    guard let blob else {
      return try reportingFiles { () throws(FileError) in try tree.remove(path) }
    }
    let contents = try reportingGit { () throws(GitError) in try repository.contents(ofBlob: blob) }
    try reportingFiles { () throws(FileError) in try tree.prepare(path, contents).install() }
  }

  private func rewriteIndex(_ updates: [TreeUpdate], _ journal: Journal) throws(Failure) {
    if !FileReader.exists(state.marker) {
      try reportingFiles { () throws(FileError) in
        try FileWriter.create(state.marker, with: [UInt8]().span, permissions: 0o644)
      }
    }
    let lock = try GitLocks.acquire(GitLocks.index(of: journal), marker: state.marker)
    try reportingGit { () throws(GitError) in
      try IndexCopy(of: repository).install(updates)
    }
    lock.release()
  }

  private func recordMissingLog(_ journal: Journal, head: ObjectID?) throws(Failure) {
    guard let head, head == journal.newCommit else { return }
    let commit = try reportingGit { () throws(GitError) in try repository.commit(head) }
    Reflog.record(
      journal, in: repository, by: commit.committer, subject: commit.subject, isRecovering: true)
  }
}
