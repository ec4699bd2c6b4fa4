internal import Credentials
internal import Files
internal import Git

/// The folder for what this program keeps in a clone: `$GIT_COMMON_DIR/credtree`.
struct StateFolder: Sendable {
  let path: String
  /// The journal of the transaction under way, or of one that a crash ended.
  var journal: String { "\(path)/pending" }
  /// The file that every transaction locks.
  var lock: String { "\(path)/lock" }
  /// The file that our lock files in the git folder are links to.
  var marker: String { "\(path)/marker" }
  /// The file that says how packs are written.
  var packSettings: String { "\(path)/pack-settings" }
  /// The file that keeps disk space free.
  var reserve: String { "\(path)/reserve" }

  init(of repository: Repository) {
    self.init(inside: repository.commonFolder)
  }

  /// The folder inside a git folder that is known without asking git.
  init(inside gitFolder: String) {
    self.path = "\(gitFolder)/credtree"
  }

  /// Waits for the transactions of other processes to end, and keeps new ones out.
  func acquireLock(waitingAtMost seconds: Double) throws(Failure) -> FileLock {
    let lock = try reportingFiles { () throws(FileError) in
      try FileWriter.createFolders(path)
      return try FileLock.acquire(self.lock, waitingAtMost: seconds)
    }
    guard let lock else {
      throw Failure(
        .conflict, "another credtree command is changing this repository: try again when it ends")
    }
    return lock
  }

  func save(_ journal: Journal) throws(Failure) {
    let bytes = Array(journal.text.utf8)
    try reportingFiles { () throws(FileError) in
      try FileWriter.replace(self.journal, with: bytes.span, permissions: 0o644)
    }
  }

  func loadJournal() throws(Failure) -> Journal? {
    guard FileReader.exists(journal) else { return nil }
    let bytes = try reportingFiles { () throws(FileError) in
      try FileReader.contents(of: journal, limit: 1 << 30)
    }
    guard let journal = Journal(parsing: String(decoding: bytes, as: UTF8.self)) else {
      throw Failure(
        .system,
        "\(journal) is not a journal of this version: finish with the version that wrote "
          + "it, or remove the file and check `git status`")
    }
    return journal
  }

  /// Removes what a process that was killed while it wrote the journal left.
  func removeLeftovers() {
    for entry in (try? FileReader.entries(of: path)) ?? []
    where entry.name.hasPrefix(".") && entry.name.contains(".credtree-") {
      try? FileWriter.remove("\(path)/\(entry.name)")
    }
  }

  /// Ends a transaction, whether it has happened or been undone.
  func removeJournal() throws(Failure) {
    try reportingFiles { () throws(FileError) in
      try FileWriter.remove(journal)
      try FileWriter.remove(marker)
      try FileWriter.remove(reserve)
    }
  }
}
