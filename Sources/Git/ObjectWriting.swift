private import CGit2

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// One file that a new tree has, or has no longer, in comparison with another tree.
public struct TreeUpdate: Hashable, Sendable {
  /// The path from the root of the work tree.
  public let path: String
  /// The file's blob, or `nil` to leave the file out.
  public let blob: ObjectID?

  /// Creates an update; a file keeps its mode, and a new one is a plain file.
  public init(path: String, blob: ObjectID?) {
    self.path = path
    self.blob = blob
  }
}

extension Repository {
  /// Stores a blob.
  ///
  /// - Throws: ``GitError`` if it cannot be written.
  public func write(blob contents: Span<UInt8>) throws(GitError) -> ObjectID {
    // No copy is made: what goes into a repository may be secret until it is there.
    try unsafe contents.withUnsafeBufferPointer { buffer throws(GitError) in
      let (address, count) = (UInt(bitPattern: buffer.baseAddress), buffer.count)
      return unsafe try withPointer { repository throws(GitError) in
        var id = git_oid()
        let start = unsafe UnsafeRawPointer(bitPattern: address)
        try check(
          unsafe git_blob_create_from_buffer(&id, repository, start, count),
          "git_blob_create_from_buffer")
        return ObjectID(id)
      }
    }
  }

  /// Stores the tree that differs from a commit's in some files only.
  ///
  /// Only the folders on the way to those files are read and written.
  ///
  /// - Parameters:
  ///   - updates: The files to put or to leave out; each path once, and one that is left out
  ///     must exist. A folder in which nothing is left disappears.
  ///   - commit: The commit to begin with; `nil` is the empty tree.
  /// - Returns: The new tree.
  /// - Throws: ``GitError`` if a file would be in the way of a folder, or the reverse.
  public func write(tree updates: [TreeUpdate], on commit: ObjectID?) throws(GitError) -> ObjectID {
    unsafe try withPointer { repository throws(GitError) in
      let base = unsafe try Self.tree(of: .commit(commit), in: repository)
      let present = unsafe try Self.entries(
        of: updates.map(\.path), in: base.pointer, of: repository)
      var names: [UnsafeMutablePointer<CChar>] = unsafe []
      defer { unsafe names.forEach { unsafe free($0) } }
      var raw: [git_tree_update] = unsafe []
      for (update, entry) in zip(updates, present) {
        guard let name = unsafe strdup(update.path) else {
          throw GitError(.other, in: "git_tree_create_updated", "out of memory")
        }
        unsafe names.append(name)
        // The mode that new contents of a file get: a program stays one.
        let mode = entry?.isProgram == true ? GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB
        unsafe raw.append(
          git_tree_update(
            action: update.blob == nil ? GIT_TREE_UPDATE_REMOVE : GIT_TREE_UPDATE_UPSERT,
            id: update.blob?.raw ?? git_oid(), filemode: mode, path: name))
      }
      var id = git_oid()
      let count = unsafe raw.count
      let status = unsafe git_tree_create_updated(&id, repository, base.pointer, count, raw)
      try check(status, "git_tree_create_updated")
      return ObjectID(id)
    }
  }

  /// Stores a commit that no reference names yet.
  ///
  /// - Parameters:
  ///   - contents: The commit as git stores it, without a signature.
  ///   - signature: A signature of `contents`, or `nil`.
  /// - Returns: The commit's id.
  /// - Throws: ``GitError`` if it cannot be written.
  public func write(commit contents: CommitContents, signature: String? = nil) throws(GitError)
    -> ObjectID
  {
    let text = contents.text
    return unsafe try withPointer { repository throws(GitError) in
      var id = git_oid()
      if let signature {
        try check(
          unsafe git_commit_create_with_signature(&id, repository, text, signature, nil),
          "git_commit_create_with_signature")
        return ObjectID(id)
      }
      let database = unsafe try GitHandle<DatabaseKind>("git_repository_odb") { created in
        unsafe git_repository_odb(&created, repository)
      }
      let bytes = Array(text.utf8)
      let status = unsafe bytes.withUnsafeBufferPointer { buffer in
        unsafe git_odb_write(
          &id, database.pointer, buffer.baseAddress, buffer.count, GIT_OBJECT_COMMIT)
      }
      try check(status, "git_odb_write")
      return ObjectID(id)
    }
  }

  /// The blob that a file of the work tree would be stored as, or `nil` where no regular file is.
  ///
  /// Line ends are converted as git's attributes say; external filters are not run.
  public func workTreeBlob(of path: String) throws(GitError) -> ObjectID? {
    guard let workFolder else {
      throw GitError(.bareRepository, in: "git_repository_workdir", "there is no work tree")
    }
    let file = "\(workFolder)/\(path)"
    var status = stat()
    guard unsafe lstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return unsafe try withPointer { repository throws(GitError) in
      var id = git_oid()
      try check(
        unsafe git_repository_hashfile(&id, repository, file, GIT_OBJECT_BLOB, nil),
        "git_repository_hashfile")
      return ObjectID(id)
    }
  }
}

/// A commit as git stores it.
public struct CommitContents: Hashable, Sendable {
  /// The tree.
  public let tree: ObjectID
  /// The commits that it follows.
  public let parents: [ObjectID]
  /// Who wrote the change.
  public let author: Signature
  /// Who made the commit.
  public let committer: Signature
  /// The whole message.
  public let message: String

  /// Creates a commit's contents.
  public init(
    tree: ObjectID, parents: [ObjectID], author: Signature, committer: Signature, message: String
  ) {
    self.tree = tree
    self.parents = parents
    self.author = author
    self.committer = committer
    self.message = message
  }

  /// The text that git stores, hashes, and signs.
  public var text: String {
    var lines = ["tree \(tree)"]
    lines += parents.map { "parent \($0)" }
    lines += ["author \(author.line)", "committer \(committer.line)", "", message]
    return lines.joined(separator: "\n") + (message.hasSuffix("\n") ? "" : "\n")
  }
}
