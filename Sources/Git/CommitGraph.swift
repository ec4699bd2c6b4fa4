private import CGit2

/// Some commits of a repository, each after its parents.
public struct CommitGraph: Sendable {
  /// The commits by id.
  public let commits: [ObjectID: CommitObject]
  /// The ids, parents first.
  public let order: [ObjectID]
  /// Whether a parent lies behind the end of a shallow clone.
  public let reachedShallowBoundary: Bool
}

extension Repository {
  /// The commits that can be reached from some and not from others, parents first.
  ///
  /// - Parameters:
  ///   - starts: Where to begin.
  ///   - excluded: Commits that are left out with all that they follow.
  /// - Returns: The commits.
  /// - Throws: ``GitError`` if a commit is missing, but for the end of a shallow clone.
  public func commits(from starts: [ObjectID], excluding excluded: [ObjectID])
    throws(GitError) -> CommitGraph
  {
    let isShallow = try isShallow()
    let hidden = try ancestry(of: excluded, isShallow: isShallow)
    var commits: [ObjectID: CommitObject] = [:]
    var order: [ObjectID] = []
    var reachedBoundary = false
    // Depth first: a commit is in place when all its parents are.
    var stack: [(id: ObjectID, next: Int)] = []
    for start in starts where !hidden.contains(start) && commits[start] == nil {
      guard let commit = try commitObject(start) else { throw Self.missing(start) }
      commits[start] = commit
      stack.append((start, 0))
      while let (id, next) = stack.last {
        guard let parents = commits[id]?.parents, next < parents.count else {
          order.append(id)
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].next = next + 1
        let parent = parents[next]
        guard !hidden.contains(parent), commits[parent] == nil else { continue }
        guard let commit = try commitObject(parent) else {
          guard isShallow else { throw Self.missing(parent) }
          reachedBoundary = true
          continue
        }
        commits[parent] = commit
        stack.append((parent, 0))
      }
    }
    return CommitGraph(commits: commits, order: order, reachedShallowBoundary: reachedBoundary)
  }

  /// The given commits and everything that they follow, as far as it is there.
  private func ancestry(of starts: [ObjectID], isShallow: Bool) throws(GitError)
    -> Set<ObjectID>
  {
    var seen: Set<ObjectID> = []
    var waiting = starts
    while let id = waiting.popLast() {
      guard seen.insert(id).inserted else { continue }
      guard let commit = try commitObject(id) else {
        guard isShallow else { throw Self.missing(id) }
        continue
      }
      waiting += commit.parents
    }
    return seen
  }

  private static func missing(_ id: ObjectID) -> GitError {
    GitError(.notFound, in: "git_odb_read", "the commit \(id.abbreviated) is missing")
  }

  /// Whether a commit follows another, directly or not; none follows itself.
  ///
  /// - Throws: ``GitError`` if a commit in between is missing.
  public func commit(_ commit: ObjectID, follows ancestor: ObjectID) throws(GitError) -> Bool {
    unsafe try withPointer { repository throws(GitError) in
      var (one, two) = (commit.raw, ancestor.raw)
      let answer = unsafe git_graph_descendant_of(repository, &one, &two)
      try check(answer, "git_graph_descendant_of")
      return answer == 1
    }
  }

  /// All the best common ancestors of two commits.
  public func mergeBases(of first: ObjectID, _ second: ObjectID) throws(GitError) -> [ObjectID] {
    unsafe try withPointer { repository throws(GitError) in
      var (list, one, two) = (unsafe git_oidarray(), first.raw, second.raw)
      let status = unsafe git_merge_bases(&list, repository, &one, &two)
      if status == GIT_ENOTFOUND.rawValue { return [] }
      try check(status, "git_merge_bases")
      defer { unsafe git_oidarray_dispose(&list) }
      return unsafe UnsafeBufferPointer(start: list.ids, count: list.count).map { ObjectID($0) }
    }
  }
}
