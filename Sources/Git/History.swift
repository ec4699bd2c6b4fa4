private import CGit2

/// The commits that changed a path, newest first.
public struct History: Hashable, Sendable {
  /// The commits.
  public let commits: [HistoryEntry]
  /// Whether the walk met the end of a shallow clone, behind which there may be more.
  public let reachedShallowBoundary: Bool
}

/// One commit of a history.
public struct HistoryEntry: Hashable, Sendable {
  /// The commit.
  public let commit: ObjectID
  /// The commits that it follows.
  public let parents: [ObjectID]
  /// Who wrote the change, and when.
  public let author: Signature
  /// Who made the commit, and when.
  public let committer: Signature
  /// The whole message.
  public let message: String
  /// The blob of the path in this commit; `nil` where the path is a folder or not there.
  public let blob: ObjectID?

  /// The message's first line.
  public var subject: String {
    message.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? ""
  }
}

extension Repository {
  /// The commits that changed a file or anything below a folder, newest first.
  ///
  /// As `git log PATH` does, a merge that took a path from one parent follows that parent only.
  ///
  /// - Parameters:
  ///   - path: A file or a folder from the root of the work tree; empty for every commit.
  ///   - commit: Where to begin; `nil` is `HEAD`. An unborn branch has no history.
  ///   - excluded: Commits whose own history is left out, as `A` in `A..B`.
  ///   - limit: The most commits to return.
  /// - Returns: The commits, and whether the answer is whole.
  /// - Throws: ``GitError`` with code `unsupported` if a partial clone lacks an object.
  public func history(
    of path: String, from commit: ObjectID? = nil, excluding excluded: [ObjectID] = [],
    limit: Int = .max
  ) throws(GitError) -> History {
    var start = commit
    if start == nil { start = try head().commit }
    guard let start else {
      return History(commits: [], reachedShallowBoundary: false)
    }
    let isShallow = try isShallow()
    return unsafe try withPointer { repository throws(GitError) in
      var walk = unsafe HistoryWalk(repository: repository, path: path, isShallow: isShallow)
      try walk.exclude(excluded)
      return try walk.run(from: start, limit: limit)
    }
  }

  /// One commit, with the blob that it has at `path`.
  public func commit(_ id: ObjectID, path: String = "") throws(GitError) -> HistoryEntry {
    unsafe try withPointer { repository throws(GitError) in
      let walk = unsafe HistoryWalk(repository: repository, path: path, isShallow: false)
      return try walk.entry(for: walk.load(id))
    }
  }
}
