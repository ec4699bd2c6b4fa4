internal import CGit2

/// Walks from commit to parent and keeps those that changed a path.
@safe
struct HistoryWalk {
  private let repository: OpaquePointer
  private let components: [String]
  private let isShallow: Bool
  private var excluded: Set<ObjectID> = []

  init(repository: OpaquePointer, path: String, isShallow: Bool) {
    unsafe self.repository = repository
    self.components = path.split(separator: "/").map(String.init)
    self.isShallow = isShallow
  }

  /// Leaves out everything that can be reached from `commits`.
  mutating func exclude(_ commits: [ObjectID]) throws(GitError) {
    var waiting = commits
    while let id = waiting.popLast() {
      guard excluded.insert(id).inserted else { continue }
      guard let commit = try loadIfPresent(id) else { continue }
      waiting += unsafe Self.parents(of: commit.pointer)
    }
  }

  mutating func run(from start: ObjectID, limit: Int) throws(GitError) -> History {
    var entries: [HistoryEntry] = []
    var reachedBoundary = false
    var waiting: [(id: ObjectID, time: Int64)] = []
    var seen = excluded

    func insert(_ id: ObjectID) throws(GitError) {
      guard seen.insert(id).inserted else { return }
      guard let commit = try loadIfPresent(id) else { return }
      let time = unsafe git_commit_time(commit.pointer)
      // Sorted with the newest last; of equal times, the one met first is taken first.
      waiting.insert((id, time), at: waiting.firstIndex { $0.time >= time } ?? waiting.count)
    }

    try insert(start)
    while entries.count < limit, let next = waiting.popLast() {
      let commit = try load(next.id)
      let mine = unsafe try identity(in: commit.pointer)
      var parents: [(id: ObjectID, isSame: Bool)] = []
      for parent in unsafe Self.parents(of: commit.pointer) {
        guard let loaded = try loadIfPresent(parent) else {
          reachedBoundary = true
          continue
        }
        let theirs = unsafe try identity(in: loaded.pointer)
        let isSame = !components.isEmpty && theirs == mine
        parents.append((parent, isSame))
      }
      if let same = parents.first(where: \.isSame) {
        try insert(same.id)
        continue
      }
      if components.isEmpty || mine != nil || !parents.isEmpty {
        entries.append(try entry(for: commit))
      }
      for parent in parents { try insert(parent.id) }
    }
    return History(commits: entries, reachedShallowBoundary: reachedBoundary)
  }

  func load(_ id: ObjectID) throws(GitError) -> GitHandle<ObjectKind> {
    unsafe try Repository.object(id, in: repository, as: .commit)
  }

  /// A commit, or `nil` where it lies behind the end of a shallow clone.
  private func loadIfPresent(_ id: ObjectID) throws(GitError) -> GitHandle<ObjectKind>? {
    do { return try load(id) } catch {
      guard isShallow, error.code == .notFound else { throw error }
      return nil
    }
  }

  func entry(for commit: borrowing GitHandle<ObjectKind>) throws(GitError) -> HistoryEntry {
    let pointer = unsafe commit.pointer
    let found = unsafe try identity(in: pointer)
    return unsafe HistoryEntry(
      commit: ObjectID(git_object_id(pointer).pointee), parents: Self.parents(of: pointer),
      author: Signature(git_commit_author(pointer)),
      committer: Signature(git_commit_committer(pointer)),
      message: String(cString: git_commit_message(pointer)),
      blob: found.flatMap { $0.isBlob ? $0.id : nil })
  }

  /// What a commit has at the path: enough to see whether it changed.
  private struct Identity: Equatable {
    let id: ObjectID
    let mode: UInt32
    let isBlob: Bool
  }

  private func identity(in commit: OpaquePointer) throws(GitError) -> Identity? {
    guard !components.isEmpty, let root = unsafe git_commit_tree_id(commit) else { return nil }
    var current = unsafe ObjectID(root.pointee)
    for (position, component) in components.enumerated() {
      let tree = unsafe try Repository.object(current, in: repository, as: .tree)
      guard let entry = unsafe git_tree_entry_byname(tree.pointer, component) else { return nil }
      current = unsafe ObjectID(git_tree_entry_id(entry).pointee)
      let type = unsafe git_tree_entry_type(entry)
      if position == components.count - 1 {
        return unsafe Identity(
          id: current, mode: UInt32(git_tree_entry_filemode(entry).rawValue),
          isBlob: type == GIT_OBJECT_BLOB)
      }
      guard type == GIT_OBJECT_TREE else { return nil }
    }
    return nil
  }

  private static func parents(of commit: OpaquePointer) -> [ObjectID] {
    (0..<(unsafe git_commit_parentcount(commit))).compactMap { position in
      guard let id = unsafe git_commit_parent_id(commit, position) else { return nil }
      return unsafe ObjectID(id.pointee)
    }
  }
}
