private import CGit2

/// The commits of a range, as far as they were asked for.
public struct RangeWalk: Hashable, Sendable {
  /// The commits, newest first.
  public let commits: [ObjectID]
  /// Whether history was searched up to the end of a shallow clone, behind which there may be more.
  public let reachedShallowBoundary: Bool
}

extension Repository {
  /// The commits that can be reached from one and not from others, newest first.
  ///
  /// Of files, nothing is read but the trees on the way to the paths.
  ///
  /// - Parameters:
  ///   - start: Where to begin.
  ///   - excluded: Commits that are left out with all that they follow.
  ///   - paths: Files or folders, of which a commit must have made something that none of its
  ///     parents has; none for every commit.
  ///   - limit: The most commits to return.
  /// - Returns: The commits.
  /// - Throws: ``GitError`` if a commit is missing, but for the end of a shallow clone.
  public func walk(
    from start: ObjectID, excluding excluded: [ObjectID], changing paths: [String] = [],
    limit: Int = .max
  ) throws(GitError) -> RangeWalk {
    // libgit2 takes the end of a shallow clone for damage, and such a clone is small.
    if try isShallow() {
      let graph = try commits(from: [start], excluding: excluded)
      return unsafe try withPointer { repository throws(GitError) in
        var found: [ObjectID] = []
        for id in graph.order.reversed() {
          guard found.count < limit else {
            return RangeWalk(commits: found, reachedShallowBoundary: false)
          }
          if unsafe try Self.changes(id, paths, in: repository) { found.append(id) }
        }
        return RangeWalk(commits: found, reachedShallowBoundary: graph.reachedShallowBoundary)
      }
    }
    return unsafe try withPointer { repository throws(GitError) in
      let walk = unsafe try GitHandle<RevisionWalkKind>("git_revwalk_new") { created in
        unsafe git_revwalk_new(&created, repository)
      }
      // By time alone, commits of one second would come in any order.
      let order = GIT_SORT_TOPOLOGICAL.rawValue | GIT_SORT_TIME.rawValue
      try check(unsafe git_revwalk_sorting(walk.pointer, order), "git_revwalk_sorting")
      var id = start.raw
      try check(unsafe git_revwalk_push(walk.pointer, &id), "git_revwalk_push")
      for commit in excluded {
        id = commit.raw
        try check(unsafe git_revwalk_hide(walk.pointer, &id), "git_revwalk_hide")
      }
      var found: [ObjectID] = []
      while found.count < limit {
        let status = unsafe git_revwalk_next(&id, walk.pointer)
        if status == GIT_ITEROVER.rawValue { break }
        try check(status, "git_revwalk_next")
        if unsafe try Self.changes(ObjectID(id), paths, in: repository) {
          found.append(ObjectID(id))
        }
      }
      return RangeWalk(commits: found, reachedShallowBoundary: false)
    }
  }

  /// Whether a commit has at one of the paths what none of its parents has there.
  private static func changes(
    _ id: ObjectID, _ paths: [String], in repository: OpaquePointer
  ) throws(GitError) -> Bool {
    guard !paths.isEmpty else { return true }
    let commit = unsafe try object(id, in: repository, as: .commit)
    let own = unsafe try entries(of: paths, at: id, in: repository)
    let count = unsafe git_commit_parentcount(commit.pointer)
    guard count > 0 else { return own.contains { $0 != nil } }
    var isNew = [Bool](repeating: true, count: paths.count)
    for position in 0..<count {
      guard let parent = unsafe git_commit_parent_id(commit.pointer, position) else { continue }
      let theirs: [TreeEntry?]
      do {
        theirs = unsafe try entries(of: paths, at: ObjectID(parent.pointee), in: repository)
      } catch {
        // The parent of a shallow clone's first commit: that it changed nothing is not known.
        guard error.code == .notFound else { throw error }
        continue
      }
      for index in paths.indices where own[index] == theirs[index] { isNew[index] = false }
    }
    return isNew.contains(true)
  }

  private static func entries(
    of paths: [String], at commit: ObjectID, in repository: OpaquePointer
  ) throws(GitError) -> [TreeEntry?] {
    let root = unsafe try tree(of: commit, in: repository)
    return unsafe try entries(of: paths, in: root.pointer, of: repository)
  }
}
