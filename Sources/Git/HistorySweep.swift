private import CGit2
private import Files

/// A version of a file, and the commit in which it was first met.
public struct FileVersion: Hashable, Sendable {
  /// The path from the root of the work tree.
  public let path: String
  /// The file's contents.
  public let blob: ObjectID
  /// The oldest commit that has it.
  public let commit: ObjectID
}

extension Repository {
  /// Every commit that can be reached from some commits, each after its parents, oldest first.
  ///
  /// - Throws: ``GitError`` with code `notFound` if history ends at a shallow boundary.
  public func commits(reachableFrom tips: [ObjectID]) throws(GitError) -> [ObjectID] {
    unsafe try withPointer { repository throws(GitError) in
      let walk = unsafe try GitHandle<RevisionWalkKind>("git_revwalk_new") { created in
        unsafe git_revwalk_new(&created, repository)
      }
      let order =
        GIT_SORT_TOPOLOGICAL.rawValue | GIT_SORT_TIME.rawValue | GIT_SORT_REVERSE.rawValue
      try check(unsafe git_revwalk_sorting(walk.pointer, order), "git_revwalk_sorting")
      for tip in tips {
        var id = tip.raw
        try check(unsafe git_revwalk_push(walk.pointer, &id), "git_revwalk_push")
      }
      var commits: [ObjectID] = []
      var id = git_oid()
      while true {
        let status = unsafe git_revwalk_next(&id, walk.pointer)
        if status == GIT_ITEROVER.rawValue { return commits }
        try check(status, "git_revwalk_next")
        commits.append(ObjectID(id))
      }
    }
  }

  /// The distinct contents that a file, or the files below a folder, have in some commits.
  ///
  /// Every tree is read once, so a commit costs what differs from those before it. Of equal
  /// contents the first is in the answer.
  ///
  /// - Parameters:
  ///   - path: A file or a folder from the root of the work tree.
  ///   - commits: The commits, in the order in which contents are to be met.
  /// - Returns: The versions, in the order in which they were met.
  /// - Throws: ``GitError`` with code `unsupported` if a partial clone lacks an object.
  public func versions(of path: String, in commits: [ObjectID]) throws(GitError) -> [FileVersion] {
    unsafe try withPointer { repository throws(GitError) in
      var sweep = unsafe HistorySweep(repository: repository)
      for commit in commits { try sweep.visit(commit, path: path) }
      return sweep.versions
    }
  }
}

/// Walks trees, each once.
@safe
private struct HistorySweep {
  let repository: OpaquePointer
  var seen: Set<ObjectID> = []
  var versions: [FileVersion] = []

  init(repository: OpaquePointer) { unsafe self.repository = repository }

  mutating func visit(_ commit: ObjectID, path: String) throws(GitError) {
    let root = unsafe try Repository.tree(of: commit, in: repository)
    guard let entry = unsafe try Repository.entry(at: path, in: root.pointer) else { return }
    let id = unsafe ObjectID(git_tree_entry_id(entry.pointer).pointee)
    switch unsafe git_tree_entry_type(entry.pointer) {
    case GIT_OBJECT_BLOB: note(id, path, commit)
    case GIT_OBJECT_TREE: try walk(id, path, commit)
    default: break
    }
  }

  private mutating func note(_ id: ObjectID, _ path: String, _ commit: ObjectID) {
    guard seen.insert(id).inserted else { return }
    versions.append(FileVersion(path: path, blob: id, commit: commit))
  }

  private mutating func walk(_ id: ObjectID, _ path: String, _ commit: ObjectID) throws(GitError) {
    guard seen.insert(id).inserted else { return }
    let tree = unsafe try Repository.object(id, in: repository, as: .tree)
    for position in 0..<(unsafe git_tree_entrycount(tree.pointer)) {
      guard let entry = unsafe git_tree_entry_byindex(tree.pointer, position) else { continue }
      let id = unsafe ObjectID(git_tree_entry_id(entry).pointee)
      // Most entries are as in the commit before: nothing but the id is looked at.
      if seen.contains(id) { continue }
      let below = unsafe "\(path)/\(PathText.of(git_tree_entry_name(entry)))"
      switch unsafe git_tree_entry_type(entry) {
      case GIT_OBJECT_BLOB: note(id, below, commit)
      case GIT_OBJECT_TREE: try walk(id, below, commit)
      default: break
      }
    }
  }
}
