private import CGit2
private import Synchronization

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A copy of the index in which some files are changed before it takes the index's place.
///
/// Whoever makes one holds `index.lock`. Entries of other paths stay as they are, conflicts and
/// intents to add included.
public final class IndexCopy: Sendable {
  private let index: Mutex<GitHandle<IndexKind>>
  private let repository: Repository
  private let workFolder: String
  private let copy: String

  /// Where the copy of a repository's index is, while there is one.
  public static func path(for indexFile: String) -> String { "\(indexFile).credtree" }

  /// Reads the index.
  ///
  /// - Throws: ``GitError`` with code `unsupported` for a split or a sparse index.
  public init(of repository: Repository) throws(GitError) {
    guard let workFolder = repository.workFolder else {
      throw GitError(.bareRepository, in: "git_repository_workdir", "there is no work tree")
    }
    let copy = Self.path(for: repository.indexFile)
    unsafe unlink(copy)
    // A link: libgit2 writes a new file and renames it, so that the index itself stays.
    guard unsafe link(repository.indexFile, copy) == 0 || errno == ENOENT else {
      throw GitError(.other, in: "git_index_open", "cannot write beside the index: error \(errno)")
    }
    do throws(GitError) {
      let handle = unsafe try GitHandle<IndexKind>("git_index_open") { created in
        unsafe git_index_open(&created, copy)
      }
      self.index = Mutex(handle)
    } catch {
      unsafe unlink(copy)
      throw error
    }
    self.repository = repository
    self.workFolder = workFolder
    self.copy = copy
  }

  deinit { unsafe unlink(copy) }

  /// What the index has for several paths, in their order.
  public func staged(_ paths: [String]) -> [Staged] {
    index.withLock { index in
      paths.map { unsafe Repository.staged($0, in: index.pointer) }
    }
  }

  /// Writes the copy with some files changed, and gives it the index's name in one step.
  ///
  /// The entries written carry what `lstat` says of the work-tree file, so that git need not
  /// read it again. A path that a merge left unresolved is resolved by this.
  ///
  /// - Parameter updates: The files to put, whose work-tree files exist, and those to leave out.
  /// - Throws: ``GitError`` if the system refuses; the index is then unchanged.
  public func install(_ updates: [TreeUpdate]) throws(GitError) {
    try smudgeRacyEntries()
    let folder = workFolder
    try index.withLock { index throws(GitError) in
      for update in updates {
        unsafe try Repository.endConflict(of: update.path, in: index.pointer)
        if let blob = update.blob {
          unsafe try Self.put(update.path, blob, below: folder, in: index.pointer)
        } else {
          let status = unsafe git_index_remove(index.pointer, update.path, 0)
          if status != GIT_ENOTFOUND.rawValue { try check(status, "git_index_remove") }
        }
      }
      try check(unsafe git_index_write(index.pointer), "git_index_write")
    }
    var status = stat()
    if unsafe lstat(repository.indexFile, &status) == 0 {
      unsafe chmod(copy, status.st_mode & 0o777)
    }
    guard unsafe rename(copy, repository.indexFile) == 0 else {
      throw GitError(.other, in: "rename", "cannot replace the index: error \(errno)")
    }
  }

  private static func put(
    _ path: String, _ blob: ObjectID, below folder: String, in index: OpaquePointer
  ) throws(GitError) {
    var status = stat()
    guard unsafe lstat("\(folder)/\(path)", &status) == 0 else {
      throw GitError(.notFound, in: "git_index_add", "\(path) is not in the work tree")
    }
    let program = UInt32(GIT_FILEMODE_BLOB_EXECUTABLE.rawValue)
    let result = unsafe path.withCString { name in
      let old = unsafe git_index_get_bypath(index, name, 0)
      let isProgram = unsafe old?.pointee.mode == program
      var entry = unsafe git_index_entry()
      unsafe entry.ctime.seconds = Int32(truncatingIfNeeded: status.changed.tv_sec)
      unsafe entry.ctime.nanoseconds = UInt32(truncatingIfNeeded: status.changed.tv_nsec)
      unsafe entry.mtime.seconds = Int32(truncatingIfNeeded: status.modified.tv_sec)
      unsafe entry.mtime.nanoseconds = UInt32(truncatingIfNeeded: status.modified.tv_nsec)
      unsafe entry.dev = UInt32(truncatingIfNeeded: status.st_dev)
      unsafe entry.ino = UInt32(truncatingIfNeeded: status.st_ino)
      unsafe entry.mode = isProgram ? program : UInt32(GIT_FILEMODE_BLOB.rawValue)
      unsafe entry.uid = UInt32(truncatingIfNeeded: status.st_uid)
      unsafe entry.gid = UInt32(truncatingIfNeeded: status.st_gid)
      unsafe entry.file_size = UInt32(truncatingIfNeeded: status.st_size)
      unsafe entry.id = blob.raw
      unsafe entry.path = name
      return unsafe git_index_add(index, &entry)
    }
    try check(result, "git_index_add")
  }

  /// Marks entries whose file changed within the second in which the index was written.
  ///
  /// git tells such a change from none only because the index is no younger than the file. The
  /// copy will be younger, so these entries get the size zero, which makes git read the file.
  private func smudgeRacyEntries() throws(GitError) {
    var written = stat()
    guard unsafe lstat(repository.indexFile, &written) == 0 else { return }
    let (time, repository, folder) = (written.modified, repository, workFolder)
    try index.withLock { index throws(GitError) in
      for position in 0..<(unsafe git_index_entrycount(index.pointer)) {
        guard let entry = unsafe git_index_get_byindex(index.pointer, position),
          unsafe Int(entry.pointee.mtime.seconds) >= time.tv_sec,
          unsafe entry.pointee.mode & UInt32(S_IFMT) == UInt32(S_IFREG)
        else { continue }
        let path = unsafe String(cString: entry.pointee.path)
        var status = stat()
        guard unsafe lstat("\(folder)/\(path)", &status) == 0 else { continue }
        if unsafe Self.isSurelyClean(entry.pointee.mtime, status.modified, time) { continue }
        let blob = try repository.workTreeBlob(of: path)
        guard let blob, unsafe blob != ObjectID(entry.pointee.id) else { continue }
        // The entry belongs to the index, which no one else has; libgit2 offers no other way.
        unsafe UnsafeMutablePointer(mutating: entry).pointee.file_size = 0
      }
    }
  }

  /// Whether a file has the very time of its entry, and that lies well before the index's own.
  private static func isSurelyClean(
    _ entry: git_index_time, _ file: timespec, _ index: timespec
  ) -> Bool {
    // The kernel's clock for files moves on every few milliseconds only.
    let tick = 20_000_000
    return entry.nanoseconds != 0 && Int(entry.seconds) == file.tv_sec
      && Int(entry.nanoseconds) == file.tv_nsec
      && (file.tv_sec, file.tv_nsec + tick) < (index.tv_sec, index.tv_nsec)
  }
}

extension stat {
  #if canImport(Darwin)
    fileprivate var modified: timespec { st_mtimespec }
    fileprivate var changed: timespec { st_ctimespec }
  #else
    fileprivate var modified: timespec { st_mtim }
    fileprivate var changed: timespec { st_ctim }
  #endif
}
