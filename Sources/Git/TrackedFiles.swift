private import CGit2
private import Files

/// What the index has for one path.
public enum Staged: Hashable, Sendable {
  /// Nothing.
  case absent
  /// A file with this content.
  case blob(ObjectID)
  /// Only the promise to add the file, from `git add --intent-to-add`.
  case intentToAdd
  /// An unresolved merge.
  case conflicted
}

extension Repository {
  /// The paths in the index, in git's order, each once.
  ///
  /// - Throws: ``GitError`` with code `unsupported` for a split or a sparse index.
  public func trackedFiles() throws(GitError) -> [String] {
    try trackedBlobs().map(\.path)
  }

  /// The files in the index with their staged blobs, in git's order; an unresolved path is
  /// there once, with one of its sides.
  public func trackedBlobs(under folder: String = "") throws(GitError)
    -> [(path: String, blob: ObjectID)]
  {
    unsafe try withIndex { index throws(GitError) in
      var files: [(path: String, blob: ObjectID)] = []
      let start = unsafe Self.firstPosition(under: folder, in: index)
      files.reserveCapacity(folder.isEmpty ? unsafe git_index_entrycount(index) : 0)
      let prefix = folder.isEmpty || folder.hasSuffix("/") ? folder : "\(folder)/"
      for position in start..<(unsafe git_index_entrycount(index)) {
        guard let entry = unsafe git_index_get_byindex(index, position) else { continue }
        let path = unsafe PathText.of(entry.pointee.path)
        if !prefix.isEmpty, !path.hasPrefix(prefix) {
          if path == folder || path < prefix { continue }
          break
        }
        let isGitlink = unsafe entry.pointee.mode == UInt32(GIT_FILEMODE_COMMIT.rawValue)
        if isGitlink || (unsafe git_index_entry_stage(entry) != 0 && files.last?.path == path) {
          continue
        }
        unsafe files.append((path, ObjectID(entry.pointee.id)))
      }
      return files
    }
  }

  /// Every file in the index from one reading of it, in git's order, with its staged blob.
  ///
  /// The blob is `nil` for an unresolved merge. What is only promised is left out.
  ///
  /// - Throws: ``GitError`` with code `unsupported` for a split or a sparse index.
  public func stagedFiles() throws(GitError) -> [(path: String, blob: ObjectID?)] {
    unsafe try withIndex { index throws(GitError) in
      var files: [(path: String, blob: ObjectID?)] = []
      let count = unsafe git_index_entrycount(index)
      files.reserveCapacity(count)
      for position in 0..<count {
        guard let entry = unsafe git_index_get_byindex(index, position) else { continue }
        let flags = unsafe UInt32(entry.pointee.flags_extended)
        if unsafe entry.pointee.mode == UInt32(GIT_FILEMODE_COMMIT.rawValue)
          || flags & UInt32(GIT_INDEX_ENTRY_INTENT_TO_ADD.rawValue) != 0
        {
          continue
        }
        let path = unsafe PathText.of(entry.pointee.path)
        if unsafe git_index_entry_stage(entry) == 0 {
          unsafe files.append((path, ObjectID(entry.pointee.id)))
        } else if files.last?.path != path {
          files.append((path, nil))
        }
      }
      return files
    }
  }

  /// The files that a sparse checkout leaves out of the work tree, with their staged blobs.
  ///
  /// - Throws: ``GitError`` with code `unsupported` for a split or a sparse index.
  public func skippedFiles(under folder: String = "") throws(GitError) -> [String: ObjectID] {
    // git keeps its setting in a file of the work tree's own, which libgit2 does not read.
    guard FileReader.exists("\(gitFolder)/info/sparse-checkout") else { return [:] }
    let prefix = folder.isEmpty ? "" : "\(folder)/"
    return unsafe try withIndex { index throws(GitError) in
      var files: [String: ObjectID] = [:]
      for position in 0..<(unsafe git_index_entrycount(index)) {
        guard let entry = unsafe git_index_get_byindex(index, position),
          unsafe UInt32(entry.pointee.flags_extended)
            & UInt32(GIT_INDEX_ENTRY_SKIP_WORKTREE.rawValue)
            != 0
        else { continue }
        let path = unsafe PathText.of(entry.pointee.path)
        if path.hasPrefix(prefix) { files[path] = unsafe ObjectID(entry.pointee.id) }
      }
      return files
    }
  }

  /// Whether the index has a path.
  public func isTracked(_ path: String) throws(GitError) -> Bool {
    try staged(path) != .absent
  }

  /// What the index has for a path.
  public func staged(_ path: String) throws(GitError) -> Staged {
    try staged([path])[0]
  }

  /// What the index has for several paths, in their order, from one reading of it.
  public func staged(_ paths: [String]) throws(GitError) -> [Staged] {
    unsafe try withIndex { index throws(GitError) in
      paths.map { unsafe Self.staged($0, in: index) }
    }
  }

  /// The bytes that are staged for a path, or `nil` where none are.
  public func stagedContents(of path: String) throws(GitError) -> [UInt8]? {
    guard case .blob(let blob) = try staged(path) else { return nil }
    return try contents(ofBlob: blob)
  }

  static func staged(_ path: String, in index: OpaquePointer) -> Staged {
    if let entry = unsafe git_index_get_bypath(index, path, 0) {
      let flags = unsafe UInt32(entry.pointee.flags_extended)
      if flags & UInt32(GIT_INDEX_ENTRY_INTENT_TO_ADD.rawValue) != 0 { return .intentToAdd }
      return unsafe .blob(ObjectID(entry.pointee.id))
    }
    let isConflicted = (1...3).contains { unsafe git_index_get_bypath(index, path, $0) != nil }
    return isConflicted ? .conflicted : .absent
  }

  private static func firstPosition(under folder: String, in index: OpaquePointer) -> Int {
    guard !folder.isEmpty else { return 0 }
    var position = 0
    let prefix = folder.hasSuffix("/") ? folder : "\(folder)/"
    guard unsafe git_index_find_prefix(&position, index, prefix) == 0 else {
      return unsafe git_index_entrycount(index)
    }
    return position
  }

  /// Reads the index from disk and runs `body` with it.
  func withIndex<Result: ~Copyable>(_ body: (OpaquePointer) throws(GitError) -> Result)
    throws(GitError) -> Result
  {
    let path = indexFile
    // Checked here for its error; an index that is opened alone sees no other process's lock.
    let index = unsafe try GitHandle<IndexKind>("git_index_open") { created in
      unsafe git_index_open(&created, path)
    }
    return unsafe try body(index.pointer)
  }
}
