public import Credentials
internal import Files
public import Git

/// What a mutation came to.
public enum CommitResult: Hashable, Sendable {
  /// Everything was so already: nothing was written.
  case unchanged
  /// The files are written and staged, and not committed.
  case staged(paths: [String])
  /// A commit was made.
  case committed(ObjectID, paths: [String])
}

/// A mutation of the repository that happens whole or not at all.
///
/// Objects are written first, then a journal of their ids. With `index.lock` and the locks of
/// `HEAD` and its branch held, and the branch still where the mutation began, the work tree and
/// the index follow and the branch moves last. So another git process sees the old state or the
/// new one; after a crash the next command brings the files to where the branch is.
public struct Transaction: Sendable {
  /// Signs a commit's text, and returns the signature to store beside it.
  public typealias Signer = @Sendable (_ commit: [UInt8]) throws(Failure) -> String

  /// How a mutation is made.
  public struct Options: Sendable {
    /// Who it is by.
    public var authorship: Authorship
    /// Whether the files are written and staged only.
    public var isStagingOnly: Bool
    /// What signs the commit, or `nil` for no signature.
    public var signer: Signer?
    /// How long to wait for other commands of this program, in seconds.
    public var patience: Double

    /// Creates options for a commit without a signature.
    public init(
      authorship: Authorship, isStagingOnly: Bool = false, signer: Signer? = nil,
      patience: Double = 60
    ) {
      self.authorship = authorship
      self.isStagingOnly = isStagingOnly
      self.signer = signer
      self.patience = patience
    }
  }

  let repository: Repository
  let options: Options
  let state: StateFolder

  /// Creates a mutation of a repository; nothing happens yet.
  public init(in repository: Repository, _ options: Options) {
    self.repository = repository
    self.options = options
    self.state = StateFolder(of: repository)
  }

  /// Ends a mutation that a crash cut off; does nothing, and costs nothing, where there is none.
  ///
  /// - Throws: `Failure` with code `conflict` if another process is still at work on it.
  public static func recover(_ repository: Repository) throws(Failure) {
    let state = StateFolder(of: repository)
    guard FileReader.exists(state.journal) else { return }
    let lock = try state.acquireLock(waitingAtMost: 10)
    let outcome = Result { () throws(Failure) in try Recovery.run(in: state, repository) }
    lock.release()
    try outcome.get()
  }

  /// Makes the change that `build` describes, as one commit.
  ///
  /// - Parameter build: Reads the committed files and says what to change; `nil` is nothing. It
  ///   is called again on newer files if somebody else commits in the meantime, so it must not
  ///   have effects of its own.
  /// - Returns: What was done.
  /// - Throws: What `build` throws; `Failure` with code `conflict` if the user has uncommitted
  ///   changes of the same files, `system` if git or the disk refuses. Nothing has changed then.
  public func commit(_ build: (Snapshot) throws(Failure) -> ChangeSet?) throws(Failure)
    -> CommitResult
  {
    guard let workFolder = repository.workFolder else {
      throw Failure(.system, "the repository is bare: changes need a work tree, so use a clone")
    }
    let lock = try state.acquireLock(waitingAtMost: options.patience)
    let outcome = Result { () throws(Failure) in
      try Recovery.run(in: state, repository)
      state.removeLeftovers()
      let deadline = ContinuousClock.now + .seconds(options.patience)
      while ContinuousClock.now < deadline {
        if let result = try attempt(in: workFolder, build) { return result }
      }
      throw Failure(.conflict, "other processes keep committing to this branch: try again")
    }
    lock.release()
    return try outcome.get()
  }

  /// Tries once; `nil` if the branch moved before the change was in place.
  private func attempt(
    in workFolder: String, _ build: (Snapshot) throws(Failure) -> ChangeSet?
  ) throws(Failure) -> CommitResult? {
    let head = try reportingGit { () throws(GitError) in try repository.head() }
    let snapshot = Snapshot(
      of: repository, head: head.commit,
      source: options.isStagingOnly ? .index : .commit(head.commit))
    guard let changes = try build(snapshot) else { return .unchanged }
    try changes.validate()
    let objects = try NewObjects(for: changes, in: repository)
    let entries = try entries(for: changes, on: snapshot, storing: objects)
    guard !entries.isEmpty else { return .unchanged }
    let paths = entries.map(\.path)
    var tree: ObjectID?
    if !options.isStagingOnly {
      let updates = entries.map { TreeUpdate(path: $0.path, blob: $0.new) }
      tree = try objects.add(tree: updates, on: head.commit)
    }
    try objects.finish()
    var commit: (id: ObjectID, committer: Signature)?
    if let tree { commit = try makeCommit(of: tree, changes.message, on: head) }

    let journal = Journal(
      mode: options.isStagingOnly ? .stage : .commit, of: repository, workFolder: workFolder,
      head: head, newCommit: commit?.id, entries: entries)
    let installation = Installation(
      journal: journal, repository: repository, state: state, head: head, changes: changes,
      committer: commit?.committer)
    guard try installation.run() else { return nil }
    guard let commit else { return .staged(paths: paths) }
    return .committed(commit.id, paths: paths)
  }

  /// Stores the new blobs, and keeps the files that really differ.
  private func entries(
    for changes: ChangeSet, on snapshot: Snapshot, storing objects: NewObjects
  ) throws(Failure) -> [Journal.Entry] {
    var entries: [Journal.Entry] = []
    let paths = changes.writes.keys.sorted() + changes.deletions.sorted()
    for (path, base) in zip(paths, try snapshot.blobs(of: paths)) {
      var new: ObjectID?
      if let contents = changes.writes[path] { new = try objects.add(contents, path: path) }
      guard base != new || changes.resolutions.contains(path) else { continue }
      var work = base
      if let bytes = changes.incorporated[path] { work = try objects.add(bytes, path: path) }
      entries.append(Journal.Entry(path: path, base: base, work: work, new: new))
    }
    return entries
  }

  private func makeCommit(
    of tree: ObjectID, _ message: CommitMessage, on head: Head
  ) throws(Failure) -> (id: ObjectID, committer: Signature) {
    let (author, committer) = try options.authorship.signatures(in: repository)
    let contents = CommitContents(
      tree: tree, parents: head.commit.map { [$0] } ?? [], author: author, committer: committer,
      message: message.text)
    let signature = try options.signer?(Array(contents.text.utf8))
    let id = try reportingGit { () throws(GitError) in
      try repository.write(commit: contents, signature: signature)
    }
    return (id, committer)
  }
}
