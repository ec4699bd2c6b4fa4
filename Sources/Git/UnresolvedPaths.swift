private import CGit2
private import Files

/// A path that a merge left unresolved: what the index has of each side.
public struct UnresolvedPath: Hashable, Sendable {
  /// The path from the root of the work tree.
  public let path: String
  /// What both sides began with; `nil` where they had nothing in common.
  public internal(set) var base: ObjectID?
  /// Our side, `nil` where it deleted the file or never had it.
  public internal(set) var ours: ObjectID?
  /// Their side, `nil` where it deleted the file or never had it.
  public internal(set) var theirs: ObjectID?
}

extension Repository {
  /// The paths that a merge left unresolved, in git's order.
  ///
  /// - Parameter folder: The folder to look below, from the root of the work tree; empty for all.
  /// - Returns: The paths with their sides; symbolic links and submodules count.
  /// - Throws: ``GitError`` with code `unsupported` for a split or a sparse index.
  public func unresolvedPaths(under folder: String = "") throws(GitError) -> [UnresolvedPath] {
    unsafe try withIndex { index throws(GitError) in
      var found: [UnresolvedPath] = []
      guard unsafe git_index_has_conflicts(index) != 0 else { return found }
      for position in 0..<(unsafe git_index_entrycount(index)) {
        guard let entry = unsafe git_index_get_byindex(index, position),
          unsafe git_index_entry_stage(entry) > 0
        else { continue }
        let path = unsafe PathText.of(entry.pointee.path)
        guard folder.isEmpty || path.hasPrefix("\(folder)/") else { continue }
        if found.last?.path != path { found.append(UnresolvedPath(path: path)) }
        let blob = unsafe ObjectID(entry.pointee.id)
        switch unsafe git_index_entry_stage(entry) {
        case 1: found[found.count - 1].base = blob
        case 2: found[found.count - 1].ours = blob
        default: found[found.count - 1].theirs = blob
        }
      }
      return found
    }
  }

  /// Ends the conflict of a path in an index, so that `git checkout --merge` can bring it back.
  static func endConflict(of path: String, in index: OpaquePointer) throws(GitError) {
    func entry(_ stage: CInt) -> (mode: CInt, id: git_oid)? {
      guard let entry = unsafe git_index_get_bypath(index, path, stage) else { return nil }
      return unsafe (CInt(entry.pointee.mode), entry.pointee.id)
    }
    let (base, ours, theirs) = (entry(1), entry(2), entry(3))
    guard base != nil || ours != nil || theirs != nil else { return }
    var ids = [base, ours, theirs].map { $0?.id ?? git_oid() }
    let status = unsafe ids.withUnsafeMutableBufferPointer { ids in
      guard let start = ids.baseAddress else { return CInt(-1) }
      return unsafe git_index_reuc_add(
        index, path, base?.mode ?? 0, start, ours?.mode ?? 0, start + 1, theirs?.mode ?? 0,
        start + 2)
    }
    try check(status, "git_index_reuc_add")
    try check(unsafe git_index_conflict_remove(index, path), "git_index_conflict_remove")
  }
}
