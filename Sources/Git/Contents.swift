private import CGit2
private import Files

extension Repository {
  /// The bytes of a file as a commit has it, or `nil` where the commit has no such file.
  ///
  /// - Parameters:
  ///   - path: The path from the root of the work tree.
  ///   - commit: The commit, or the tree, to look into.
  /// - Returns: The bytes.
  /// - Throws: ``GitError`` with code `unsupported` if a partial clone lacks the object.
  public func contents(of path: String, at commit: ObjectID) throws(GitError) -> [UInt8]? {
    guard let blob = try blob(of: path, at: commit) else { return nil }
    return try contents(ofBlob: blob)
  }

  /// The bytes of a file as a revision has it, or `nil` where the revision has no such file.
  public func contents(of path: String, atRevision revision: String) throws(GitError) -> [UInt8]? {
    try contents(of: path, at: resolve(revision))
  }

  /// The blob of a file as a commit has it, or `nil` where the commit has no such file.
  public func blob(of path: String, at commit: ObjectID) throws(GitError) -> ObjectID? {
    unsafe try withPointer { repository throws(GitError) in
      let tree = unsafe try Self.tree(of: commit, in: repository)
      guard let entry = unsafe try Self.entry(at: path, in: tree.pointer),
        unsafe git_tree_entry_type(entry.pointer) == GIT_OBJECT_BLOB
      else { return nil }
      return unsafe ObjectID(git_tree_entry_id(entry.pointer).pointee)
    }
  }

  /// The bytes of a blob.
  ///
  /// - Throws: ``GitError`` with code `notFound`, or `unsupported` in a partial clone.
  public func contents(ofBlob blob: ObjectID) throws(GitError) -> [UInt8] {
    unsafe try withPointer { repository throws(GitError) in
      let object = unsafe try Self.object(blob, in: repository, as: .blob)
      let count = Int(unsafe git_blob_rawsize(object.pointer))
      guard let start = unsafe git_blob_rawcontent(object.pointer) else { return [] }
      return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    }
  }

  /// How many bytes a blob has, without reading them.
  ///
  /// - Throws: ``GitError`` with code `notFound`, or `unsupported` in a partial clone.
  public func size(ofBlob blob: ObjectID) throws(GitError) -> Int {
    unsafe try withPointer { repository throws(GitError) in
      let database = unsafe try GitHandle<DatabaseKind>("git_repository_odb") { created in
        unsafe git_repository_odb(&created, repository)
      }
      var (id, size, kind) = (blob.raw, 0, GIT_OBJECT_INVALID)
      do throws(GitError) {
        try check(
          unsafe git_odb_read_header(&size, &kind, database.pointer, &id), "git_odb_read_header")
      } catch { throw unsafe Self.explained(error, in: repository) }
      return size
    }
  }

  /// Every file below a folder as a commit has them, in git's order.
  ///
  /// - Parameters:
  ///   - folder: The folder's path from the root of the work tree; empty for everything. The
  ///     path of a file gives that file.
  ///   - commit: The commit, or the tree, to look into.
  /// - Returns: Paths from the root of the work tree, and their blobs; symbolic links count.
  /// - Throws: ``GitError`` with code `notFound` if there is no such commit.
  public func files(under folder: String, at commit: ObjectID) throws(GitError)
    -> [(path: String, blob: ObjectID)]
  {
    unsafe try withPointer { repository throws(GitError) in
      let root = unsafe try Self.tree(of: commit, in: repository)
      var files: [(path: String, blob: ObjectID)] = []
      let folder = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
      if folder.isEmpty {
        unsafe try Self.collect(root.pointer, at: "", in: repository, into: &files)
        return files
      }
      guard let entry = unsafe try Self.entry(at: folder, in: root.pointer) else { return [] }
      let id = unsafe ObjectID(git_tree_entry_id(entry.pointer).pointee)
      switch unsafe git_tree_entry_type(entry.pointer) {
      case GIT_OBJECT_BLOB: files.append((folder, id))
      case GIT_OBJECT_TREE:
        let tree = unsafe try Self.object(id, in: repository, as: .tree)
        unsafe try Self.collect(tree.pointer, at: "\(folder)/", in: repository, into: &files)
      default: break
      }
      return files
    }
  }

  private static func collect(
    _ tree: OpaquePointer, at prefix: String, in repository: OpaquePointer,
    into files: inout [(path: String, blob: ObjectID)]
  ) throws(GitError) {
    for position in 0..<(unsafe git_tree_entrycount(tree)) {
      guard let entry = unsafe git_tree_entry_byindex(tree, position) else { continue }
      let path = unsafe prefix + PathText.of(git_tree_entry_name(entry))
      let id = unsafe ObjectID(git_tree_entry_id(entry).pointee)
      switch unsafe git_tree_entry_type(entry) {
      case GIT_OBJECT_BLOB: files.append((path, id))
      case GIT_OBJECT_TREE:
        let below = unsafe try object(id, in: repository, as: .tree)
        unsafe try collect(below.pointer, at: "\(path)/", in: repository, into: &files)
      default: break  // A submodule's commit is not in this repository.
      }
    }
  }

  /// The tree of a commit, of a tag, or of a tree itself.
  static func tree(of commit: ObjectID, in repository: OpaquePointer) throws(GitError)
    -> GitHandle<ObjectKind>
  {
    let object = unsafe try object(commit, in: repository, as: .any)
    do {
      return unsafe try GitHandle<ObjectKind>("git_object_peel") { created in
        unsafe git_object_peel(&created, object.pointer, GIT_OBJECT_TREE)
      }
    } catch {
      throw unsafe explained(error, in: repository)
    }
  }

  /// Looks up an object; where a partial clone lacks it, says which command fetches it.
  static func object(_ id: ObjectID, in repository: OpaquePointer, as type: ObjectType)
    throws(GitError) -> GitHandle<ObjectKind>
  {
    var raw = id.raw
    do {
      return unsafe try GitHandle<ObjectKind>("git_object_lookup") { created in
        unsafe git_object_lookup(&created, repository, &raw, type.raw)
      }
    } catch {
      throw unsafe explained(error, in: repository)
    }
  }

  private static func explained(_ error: GitError, in repository: OpaquePointer) -> GitError {
    guard error.code == .notFound, unsafe isPartialClone(repository) else { return error }
    return GitError(
      .unsupported, in: "git_object_lookup",
      "the repository is a partial clone that lacks objects: "
        + "run `git fetch --refetch --no-filter`")
  }

  private static func isPartialClone(_ repository: OpaquePointer) -> Bool {
    for name in ["extensions.partialclone", "remote.origin.promisor"] {
      if let value = unsafe try? configuredString(name, in: repository), value != "false" {
        return true
      }
    }
    return false
  }

  /// The entry at a path of several parts, or `nil` where a part does not exist.
  static func entry(at path: String, in tree: OpaquePointer) throws(GitError)
    -> GitHandle<TreeEntryKind>?
  {
    do {
      return unsafe try GitHandle<TreeEntryKind>("git_tree_entry_bypath") { created in
        unsafe git_tree_entry_bypath(&created, tree, path)
      }
    } catch {
      guard error.code == .notFound else { throw error }
      return nil
    }
  }
}
