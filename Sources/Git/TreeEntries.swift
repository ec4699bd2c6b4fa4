internal import CGit2

/// What a tree has at a path.
public struct TreeEntry: Hashable, Sendable {
  /// The blob or tree, or a submodule's commit.
  public let id: ObjectID
  /// Git's file mode.
  public let mode: UInt32

  /// Whether it is a file or a symbolic link.
  var isBlob: Bool {
    isProgram || mode == GIT_FILEMODE_BLOB.rawValue || mode == GIT_FILEMODE_LINK.rawValue
  }
  /// Whether it is a file that may be executed.
  var isProgram: Bool { mode == GIT_FILEMODE_BLOB_EXECUTABLE.rawValue }
}

extension Repository {
  /// The blobs of files as a commit has them, in the order of the paths; `nil` where the commit
  /// has no such file.
  ///
  /// Every folder is read once, however many of its files are asked for.
  ///
  /// - Throws: ``GitError`` with code `unsupported` if a partial clone lacks an object.
  public func blobs(of paths: [String], at commit: ObjectID) throws(GitError) -> [ObjectID?] {
    unsafe try withPointer { repository throws(GitError) in
      let root = unsafe try Self.tree(of: commit, in: repository)
      return unsafe try Self.entries(of: paths, in: root.pointer, of: repository).map { entry in
        entry.flatMap { $0.isBlob ? $0.id : nil }
      }
    }
  }

  /// What a tree, or a commit's tree, has at some paths; `nil` where it has nothing.
  ///
  /// - Throws: ``GitError`` with code `unsupported` if a partial clone lacks an object.
  public func entries(at paths: [String], in tree: ObjectID) throws(GitError) -> [TreeEntry?] {
    unsafe try withPointer { repository throws(GitError) in
      let root = unsafe try Self.tree(of: tree, in: repository)
      return unsafe try Self.entries(of: paths, in: root.pointer, of: repository)
    }
  }

  /// The entries at paths of several parts, in their order; `nil` where there is none.
  static func entries(
    of paths: [String], in root: OpaquePointer, of repository: OpaquePointer
  ) throws(GitError) -> [TreeEntry?] {
    var entries: [TreeEntry?] = Array(repeating: nil, count: paths.count)
    for (folder, indices) in Dictionary(grouping: paths.indices, by: { folder(of: paths[$0]) }) {
      func read(_ tree: OpaquePointer) {
        for index in indices {
          let name =
            folder.isEmpty ? paths[index] : String(paths[index].dropFirst(folder.count + 1))
          guard let entry = unsafe git_tree_entry_byname(tree, name) else { continue }
          entries[index] = unsafe TreeEntry(
            id: ObjectID(git_tree_entry_id(entry).pointee),
            mode: UInt32(git_tree_entry_filemode(entry).rawValue))
        }
      }
      if folder.isEmpty {
        unsafe read(root)
      } else if let entry = unsafe try entry(at: folder, in: root),
        unsafe git_tree_entry_type(entry.pointer) == GIT_OBJECT_TREE
      {
        let id = unsafe ObjectID(git_tree_entry_id(entry.pointer).pointee)
        let tree = unsafe try object(id, in: repository, as: .tree)
        unsafe read(tree.pointer)
      }
    }
    return entries
  }

  /// The path up to the last `/`, without it.
  static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }
}
