private import CGit2

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

extension Repository {
  /// Writes a copy of the index in which some files differ, and leaves the index alone.
  ///
  /// The caller holds `index.lock` and renames the copy. Entries of other paths stay as they
  /// are, conflicts and intents to add included. The entries written carry what `lstat` says of
  /// the work-tree file, so that git need not read it again.
  ///
  /// - Parameters:
  ///   - updates: The files to put, whose work-tree files exist, and those to leave out.
  ///   - copy: The file to write, in the folder of the index.
  /// - Throws: ``GitError`` with code `unsupported` for a split or a sparse index.
  public func writeIndex(_ updates: [TreeUpdate], to copy: String) throws(GitError) {
    guard let workFolder else {
      throw GitError(.bareRepository, in: "git_repository_workdir", "there is no work tree")
    }
    let (indexFile, permissions) = (indexFile, Self.permissions(of: indexFile))
    unsafe unlink(copy)
    // A link: libgit2 writes a new file and renames it, so that the index itself stays.
    guard unsafe link(indexFile, copy) == 0 || errno == ENOENT else {
      throw GitError(.other, in: "git_index_open", "cannot write beside the index: error \(errno)")
    }
    unsafe try withPointer { repository throws(GitError) in
      let index = unsafe try GitHandle<IndexKind>("git_index_open") { created in
        unsafe git_index_open(&created, copy)
      }
      unsafe Self.smudgeRacyEntries(of: index.pointer, indexFile, workFolder, repository)
      for update in updates {
        if let blob = update.blob {
          unsafe try Self.put(update.path, blob, below: workFolder, in: index.pointer)
        } else {
          let status = unsafe git_index_remove(index.pointer, update.path, 0)
          if status != GIT_ENOTFOUND.rawValue { try check(status, "git_index_remove") }
        }
      }
      try check(unsafe git_index_write(index.pointer), "git_index_write")
    }
    if let permissions { unsafe chmod(copy, permissions) }
  }

  /// Gives a copy that ``writeIndex(_:to:)`` wrote the index's name, in one step.
  ///
  /// - Throws: ``GitError`` if the system refuses; the index is then unchanged.
  public func installIndex(from copy: String) throws(GitError) {
    guard unsafe rename(copy, indexFile) == 0 else {
      throw GitError(.other, in: "rename", "cannot replace the index: error \(errno)")
    }
  }

  private static func permissions(of file: String) -> mode_t? {
    var status = stat()
    return unsafe lstat(file, &status) == 0 ? status.st_mode & 0o777 : nil
  }

  private static func put(
    _ path: String, _ blob: ObjectID, below folder: String, in index: OpaquePointer
  ) throws(GitError) {
    var status = stat()
    guard unsafe lstat("\(folder)/\(path)", &status) == 0 else {
      throw GitError(.notFound, in: "git_index_add", "\(path) is not in the work tree")
    }
    let result = unsafe path.withCString { name in
      var entry = unsafe git_index_entry()
      unsafe entry.ctime.seconds = Int32(truncatingIfNeeded: status.changed.tv_sec)
      unsafe entry.ctime.nanoseconds = UInt32(truncatingIfNeeded: status.changed.tv_nsec)
      unsafe entry.mtime.seconds = Int32(truncatingIfNeeded: status.modified.tv_sec)
      unsafe entry.mtime.nanoseconds = UInt32(truncatingIfNeeded: status.modified.tv_nsec)
      unsafe entry.dev = UInt32(truncatingIfNeeded: status.st_dev)
      unsafe entry.ino = UInt32(truncatingIfNeeded: status.st_ino)
      unsafe entry.mode = UInt32(GIT_FILEMODE_BLOB.rawValue)
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
  private static func smudgeRacyEntries(
    of index: OpaquePointer, _ indexFile: String, _ workFolder: String,
    _ repository: OpaquePointer
  ) {
    var written = stat()
    guard unsafe lstat(indexFile, &written) == 0 else { return }
    let second = Int32(truncatingIfNeeded: written.modified.tv_sec)
    for position in 0..<(unsafe git_index_entrycount(index)) {
      guard let entry = unsafe git_index_get_byindex(index, position),
        unsafe entry.pointee.mtime.seconds >= second,
        unsafe entry.pointee.mode & UInt32(S_IFMT) == UInt32(S_IFREG)
      else { continue }
      let file = unsafe "\(workFolder)/" + String(cString: entry.pointee.path)
      var status = stat()
      guard unsafe lstat(file, &status) == 0 else { continue }
      if unsafe isSurelyClean(entry.pointee.mtime, status.modified, written.modified) { continue }
      var id = git_oid()
      guard
        unsafe git_repository_hashfile(&id, repository, file, GIT_OBJECT_BLOB, nil) == 0,
        unsafe ObjectID(id) != ObjectID(entry.pointee.id)
      else { continue }
      // The entry belongs to `index`, which no one else has; libgit2 offers no other way.
      unsafe UnsafeMutablePointer(mutating: entry).pointee.file_size = 0
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
