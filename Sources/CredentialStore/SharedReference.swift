public import Credentials
internal import Files
public import Git

/// A reference of git that several processes move, each of which may be killed at any moment.
///
/// git's own lock file of a reference stays behind when its process is killed, and then keeps
/// everybody out. Ours is a link to a file of ours, by which the next process knows it.
public struct SharedReference: Sendable {
  /// The full name, such as `refs/credtree/state`.
  public let name: String
  private let repository: Repository

  /// Names a reference, which need not exist yet.
  public init(_ name: String, in repository: Repository) {
    self.name = name
    self.repository = repository
  }

  /// What the reference names, or `nil` if it does not exist.
  ///
  /// - Throws: ``Credentials/Failure`` with code `system` if git refuses.
  public func target() throws(Failure) -> ObjectID? {
    try reportingGit { () throws(GitError) in try repository.target(of: name) }
  }

  /// Moves the reference, if it still is where the caller saw it.
  ///
  /// - Parameters:
  ///   - commit: What it is to name.
  ///   - expected: What it named, or `nil` if it did not exist.
  /// - Returns: Whether it was moved; `false` if somebody else was faster.
  /// - Throws: ``Credentials/Failure`` with code `conflict` if another process keeps it locked,
  ///   `system` if git or the system refuses.
  public func move(to commit: ObjectID, expecting expected: ObjectID?) throws(Failure) -> Bool {
    let folder = StateFolder(of: repository).path
    let guardian = try reportingFiles { () throws(FileError) in
      try FileWriter.createFolders(folder)
      return try FileLock.acquire("\(folder)/references-guard", waitingAtMost: 60)
    }
    guard let guardian else {
      throw Failure(.conflict, "another credtree command keeps \(name): try again when it ends")
    }
    let result: Result<Bool, Failure>
    do throws(Failure) {
      result = .success(try moveAlone(to: commit, expecting: expected, folder: folder))
    } catch { result = .failure(error) }
    guardian.release()
    return try result.get()
  }

  /// The same, with no other process of this program at it.
  private func moveAlone(to commit: ObjectID, expecting expected: ObjectID?, folder: String)
    throws(Failure) -> Bool
  {
    let file = "\(repository.commonFolder)/\(name)"
    let marker = "\(folder)/marker-\(name.replacing("/", with: "_"))"
    // Whose process is gone: none but this one can be at work here.
    LinkedLock.removeStale("\(file).lock", marker: marker)
    let unfinished = PreparedFile.temporaryPrefix(for: "marker-\(name.replacing("/", with: "_"))")
    for entry in (try? FileReader.entries(of: folder)) ?? []
    where entry.name.hasPrefix(unfinished) {
      try? FileWriter.remove("\(folder)/\(entry.name)")
    }
    let text = Array("\(commit)\n".utf8)
    try reportingFiles { () throws(FileError) in
      try FileWriter.replace(marker, with: text.span, permissions: 0o644)
    }
    let lock = try GitLocks.acquire("\(file).lock", marker: marker)
    guard try target() == expected else { return false }
    try GitLocks.install(lock, as: file)
    return true
  }
}
