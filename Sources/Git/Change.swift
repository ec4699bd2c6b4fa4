private import CGit2
private import Files

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// How one file differs between two states.
public struct Change: Hashable, Sendable {
  /// What happened to the file.
  public enum Kind: Hashable, Sendable {
    /// It was not there before.
    case added
    /// Its content or its mode is another.
    case modified
    /// It is no longer there.
    case deleted
  }

  /// The path from the root of the work tree.
  public let path: String
  /// What happened to the file.
  public let kind: Kind
  /// The blob before, or `nil` for an added file.
  public let old: ObjectID?
  /// The blob after, or `nil` for a deleted file; in the work tree, the id that it would get.
  public let new: ObjectID?
}

extension Repository {
  /// The files below a folder that differ between two commits or trees, in git's order.
  ///
  /// - Parameters:
  ///   - from: The state before; `nil` is the empty tree.
  ///   - to: The state after; `nil` is the empty tree.
  ///   - folder: A folder or a file from the root of the work tree; empty for everything.
  /// - Returns: One change a file.
  /// - Throws: ``GitError`` if an object cannot be read.
  public func changes(from: ObjectID?, to: ObjectID?, under folder: String = "") throws(GitError)
    -> [Change]
  {
    try changes(from: .commit(from), to: .commit(to), under: folder)
  }

  /// The files below a folder that differ over a range.
  public func changes(in range: RevisionRange, under folder: String = "") throws(GitError)
    -> [Change]
  {
    try changes(from: range.from, to: range.to, under: folder)
  }

  /// The files below a folder that differ between two states.
  ///
  /// In the work tree only the files that git tracks are looked at, as `git diff` does.
  public func changes(
    from: RevisionRange.Endpoint, to: RevisionRange.Endpoint, under folder: String = ""
  ) throws(GitError) -> [Change] {
    if to == .index { return try stagedChanges(from: from, under: folder) }
    let skipped = to == .workTree ? try skippedFiles(under: folder) : [:]
    let changes: [Change] = unsafe try withPointer { repository throws(GitError) in
      let old = unsafe try Self.tree(of: from, in: repository)
      let new = unsafe try Self.tree(of: to, in: repository)
      let diff = unsafe try Self.withOptions(under: folder) { options throws(GitError) in
        unsafe try GitHandle<DiffKind>("git_diff") { created in
          switch to {
          case .commit, .index:
            unsafe git_diff_tree_to_tree(&created, repository, old.pointer, new.pointer, &options)
          case .workTree:
            unsafe git_diff_tree_to_workdir_with_index(&created, repository, old.pointer, &options)
          }
        }
      }
      let root = unsafe git_repository_workdir(repository).map { unsafe String(cString: $0) } ?? ""
      return unsafe Self.changes(in: diff.pointer, hashingIn: repository, root)
    }
    guard !skipped.isEmpty else { return changes }
    // What a sparse checkout leaves out is as it is staged, and not deleted.
    let root = workFolder ?? ""
    let left = Set(skipped.keys.filter { !FileReader.exists("\(root)/\($0)") })
    let staged = try stagedChanges(from: from, under: folder).filter { left.contains($0.path) }
    return (changes.filter { !left.contains($0.path) } + staged)
      .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  /// What is staged.
  ///
  /// The index that git names in the environment, which `git commit FILE` makes for its hooks, is
  /// not the one that libgit2 would take.
  private func stagedChanges(
    from: RevisionRange.Endpoint, under folder: String
  ) throws(GitError) -> [Change] {
    let path = indexFile
    return unsafe try withPointer { repository throws(GitError) in
      let old = unsafe try Self.tree(of: from, in: repository)
      let index = unsafe try GitHandle<IndexKind>("git_index_open") { created in
        unsafe git_index_open(&created, path)
      }
      let diff = unsafe try Self.withOptions(under: folder) { options throws(GitError) in
        unsafe try GitHandle<DiffKind>("git_diff") { created in
          unsafe git_diff_tree_to_index(
            &created, repository, old.pointer, index.pointer, &options)
        }
      }
      let root = unsafe git_repository_workdir(repository).map { unsafe String(cString: $0) } ?? ""
      return unsafe Self.changes(in: diff.pointer, hashingIn: repository, root)
    }
  }

  static func tree(
    of endpoint: RevisionRange.Endpoint, in repository: OpaquePointer
  ) throws(GitError) -> GitHandle<ObjectKind> {
    if case .commit(let id) = endpoint, let id { return unsafe try tree(of: id, in: repository) }
    // Every git knows the empty tree by its name, whether it is stored or not.
    guard let empty = ObjectID("4b825dc642cb6eb9a060e54bf8d69288fbee4904") else {
      throw GitError(.other, in: "git_tree_lookup", "the empty tree has no name")
    }
    return unsafe try object(empty, in: repository, as: .tree)
  }

  private static func withOptions<Result: ~Copyable>(
    under folder: String, _ body: (inout git_diff_options) throws(GitError) -> Result
  ) throws(GitError) -> Result {
    var options = unsafe git_diff_options()
    try check(
      unsafe git_diff_options_init(&options, UInt32(GIT_DIFF_OPTIONS_VERSION)),
      "git_diff_options_init")
    unsafe options.flags = unsafe options.flags | GIT_DIFF_DISABLE_PATHSPEC_MATCH.rawValue
    // Else a file that a link replaces is there twice, deleted and added.
    unsafe options.flags = unsafe options.flags | GIT_DIFF_INCLUDE_TYPECHANGE.rawValue
    guard !folder.isEmpty else { return unsafe try body(&options) }
    guard let text = unsafe strdup(folder) else {
      throw GitError(.other, in: "git_diff_options_init", "out of memory")
    }
    defer { unsafe free(text) }
    let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: 1)
    defer { unsafe list.deallocate() }
    unsafe list.initialize(to: text)
    unsafe options.pathspec = git_strarray(strings: list, count: 1)
    return unsafe try body(&options)
  }

  private static func changes(
    in diff: OpaquePointer, hashingIn repository: OpaquePointer, _ root: String
  ) -> [Change] {
    (0..<(unsafe git_diff_num_deltas(diff))).compactMap { position in
      guard let delta = unsafe git_diff_get_delta(diff, position)?.pointee else { return nil }
      let old = unsafe ObjectID(delta.old_file.id)
      var new = unsafe ObjectID(delta.new_file.id)
      let kind: Change.Kind
      switch unsafe delta.status {
      case GIT_DELTA_ADDED: kind = .added
      case GIT_DELTA_DELETED: kind = .deleted
      case GIT_DELTA_MODIFIED, GIT_DELTA_TYPECHANGE, GIT_DELTA_CONFLICTED: kind = .modified
      default: return nil
      }
      let path = unsafe PathText.of((kind == .deleted ? delta.old_file : delta.new_file).path)
      // Whatever a link leads to, it is no longer the file that was there.
      let isOtherKind = unsafe delta.status == GIT_DELTA_TYPECHANGE
      if new.isZero, kind != .deleted, !isOtherKind {
        // libgit2 leaves out the id of a work-tree file that it did not have to read.
        // A name that is not UTF-8 is no path: that the file changed is all that is known of it.
        let isUnnameable = PathText.isEscaped(path)
        var id = git_oid()
        guard
          unsafe git_repository_hashfile(&id, repository, root + path, GIT_OBJECT_BLOB, nil) == 0
            || isUnnameable
        else { return nil }
        new = ObjectID(id)
        // An unresolved merge is one even where the file is as it was before.
        if new == old, unsafe delta.status != GIT_DELTA_CONFLICTED { return nil }
      }
      return Change(
        path: path, kind: kind, old: kind == .added ? nil : old, new: kind == .deleted ? nil : new)
    }
  }
}
