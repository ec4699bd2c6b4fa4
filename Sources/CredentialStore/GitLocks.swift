internal import Credentials
internal import Files
internal import Git

/// The lock files with which git processes keep out of each other's way.
enum GitLocks {
  /// How long to wait for a git process that holds one, in seconds.
  static let patience = 5.0

  static func index(of journal: Journal) -> String { "\(journal.indexFile).lock" }

  static func head(of journal: Journal) -> String { "\(journal.gitFolder)/HEAD.lock" }

  /// The file of the branch, in the folder that linked work trees share.
  static func reference(of journal: Journal, _ repository: Repository) -> String {
    journal.reference == "HEAD"
      ? "\(journal.gitFolder)/HEAD" : "\(repository.commonFolder)/\(journal.reference)"
  }

  /// Takes one lock, or says who is in the way.
  static func acquire(_ path: String, marker: String) throws(Failure) -> LinkedLock {
    let lock = try reportingFiles { () throws(FileError) in
      try FileWriter.createFolders(FileWriter.folder(of: path))
      return try LinkedLock.acquire(path, marker: marker, waitingAtMost: patience)
    }
    guard let lock else {
      throw Failure(
        .conflict,
        "\(path) exists: another git process is at work; try again when it ends, "
          + "or remove the file if none is running")
    }
    return lock
  }

  /// Lets a lock file become the file that it protects.
  static func install(_ lock: consuming LinkedLock, as target: String) throws(Failure) {
    do throws(FileError) { try lock.install(as: target) } catch { throw Failure(error) }
  }

  /// Removes the locks that a transaction of a process which no longer runs left.
  static func removeStale(of journal: Journal, _ repository: Repository, marker: String) {
    for path in [
      index(of: journal), head(of: journal), "\(reference(of: journal, repository)).lock",
    ] {
      LinkedLock.removeStale(path, marker: marker)
    }
  }
}
