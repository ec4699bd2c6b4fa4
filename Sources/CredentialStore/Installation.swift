internal import Credentials
internal import Files
internal import Git

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// The part of a transaction that others can see: work tree, index, branch.
struct Installation {
  let journal: Journal
  let repository: Repository
  let state: StateFolder
  let head: Head
  let changes: ChangeSet
  /// Who commits; `nil` where nothing is committed.
  let committer: Signature?

  /// Puts everything in place; `false` if the branch has moved, and then nothing has changed.
  ///
  /// - Throws: `Failure`; what was done until then has been undone.
  func run() throws(Failure) -> Bool {
    try state.save(journal)
    var hasBegun = false
    do throws(Failure) {
      try writeMarker()
      let isDone = try install(&hasBegun)
      try state.removeJournal()
      return isDone
    } catch {
      guard hasBegun else {
        try state.removeJournal()
        throw error
      }
      // Should undoing fail as well, the journal stays and the next command undoes it.
      try? Recovery(state: state, repository: repository).end(journal)
      throw error
    }
  }

  /// Writes the file that every lock file is a link to; as the branch's lock it names the commit.
  private func writeMarker() throws(Failure) {
    let text = journal.newCommit.map { "\($0)\n" } ?? ""
    let permissions = FileReader.permissions(of: "\(journal.gitFolder)/HEAD") ?? 0o644
    let bytes = Array(text.utf8)
    try reportingFiles { () throws(FileError) in
      try FileWriter.replace(state.marker, with: bytes.span, permissions: permissions)
    }
  }

  private func install(_ hasBegun: inout Bool) throws(Failure) -> Bool {
    let indexLock = try GitLocks.acquire(GitLocks.index(of: journal), marker: state.marker)
    guard try isHeadInPlace() else { return false }
    let index = try reportingGit { () throws(GitError) in try IndexCopy(of: repository) }
    try Preconditions(
      repository: repository, index: index, journal: journal,
      incorporated: Set(changes.incorporated.keys), resolutions: changes.resolutions
    ).verify()
    let tree = WorkTree(folder: journal.workFolder)
    let prepared = try reportingFiles { () throws(FileError) in
      try prepare(in: tree)
    }
    guard journal.mode == .commit else {
      hasBegun = true
      try replaceFiles(prepared, in: tree, index)
      letGitNotice()
      indexLock.release()
      return true
    }
    // git takes them in this order too; whoever has `HEAD` decides which branch it names.
    let headLock = try GitLocks.acquire(GitLocks.head(of: journal), marker: state.marker)
    let target = GitLocks.reference(of: journal, repository)
    if journal.reference == "HEAD" {
      guard try isHeadInPlace() else { return false }
      hasBegun = true
      try replaceFiles(prepared, in: tree, index)
      try GitLocks.install(headLock, as: target)
    } else {
      let branchLock = try GitLocks.acquire("\(target).lock", marker: state.marker)
      guard try isHeadInPlace() else { return false }
      hasBegun = true
      try replaceFiles(prepared, in: tree, index)
      try GitLocks.install(branchLock, as: target)
      headLock.release()
    }
    if let committer {
      Reflog.record(journal, in: repository, by: committer, subject: changes.message.subject)
    }
    letGitNotice()
    indexLock.release()
    return true
  }

  /// Keeps `index.lock` for a moment after the index has changed.
  ///
  /// `git commit` reads the index first and takes its lock second, and then writes what it read.
  /// One that read the old index meets the lock in this time and gives up, instead of taking the
  /// new entries away again.
  private func letGitNotice() {
    let entries = (FileReader.size(of: journal.indexFile) ?? 0) / 100
    usleep(UInt32(clamping: 8_000 + entries / 2))
  }

  /// Whether to wait for the disk once for each folder, and not for each file.
  ///
  /// Ten thousand waits take longer than all the rest. After a power cut `git restore` brings the
  /// files back: the objects were on the disk before.
  private var hasManyFiles: Bool { journal.entries.count >= NewObjects.packThreshold }

  private func isHeadInPlace() throws(Failure) -> Bool {
    try reportingGit { () throws(GitError) in try repository.head() == head }
  }

  private func prepare(in tree: WorkTree) throws(FileError) -> [PreparedFile] {
    var prepared: [PreparedFile] = []
    for entry in journal.entries {
      guard entry.new != nil, let contents = changes.writes[entry.path] else { continue }
      prepared.append(try tree.prepare(entry.path, contents, reachesDisk: !hasManyFiles))
    }
    return prepared
  }

  private func replaceFiles(_ prepared: [PreparedFile], in tree: WorkTree, _ index: IndexCopy)
    throws(Failure)
  {
    // The index needs the new files' times, so it is written after them: its space is kept free.
    let size = (FileReader.size(of: journal.indexFile) ?? 0) + 512 * journal.entries.count + 65_536
    let reserve = try reportingFiles { () throws(FileError) in
      try DiskReserve(bytes: size, at: state.reserve)
    }
    try reportingFiles { () throws(FileError) in
      for file in prepared { try file.install(reachesDisk: !hasManyFiles) }
      for entry in journal.entries where entry.new == nil { try tree.remove(entry.path) }
      if hasManyFiles {
        let folders = prepared.map { FileWriter.folder(of: $0.path) }
        for folder in Set(folders) { try FileWriter.synchronizeFolder(folder) }
      }
    }
    reserve.release()
    try reportingGit { () throws(GitError) in
      try index.install(journal.entries.map { TreeUpdate(path: $0.path, blob: $0.new) })
    }
  }
}
