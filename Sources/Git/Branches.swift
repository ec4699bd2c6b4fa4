private import CGit2

/// A branch, local or of a remote, and its commit.
public struct Branch: Hashable, Sendable {
  /// The full name, such as `refs/heads/main`.
  public let reference: String
  /// The last commit.
  public let commit: ObjectID

  /// The name as git shows it: `main`, or `origin/main`.
  public var name: String {
    for prefix in ["refs/heads/", "refs/remotes/"] where reference.hasPrefix(prefix) {
      return String(reference.dropFirst(prefix.count))
    }
    return reference
  }
}

extension Repository {
  /// The local branches and those that were fetched from remotes, sorted by their full names.
  ///
  /// - Throws: ``GitError`` if the references cannot be read.
  public func branches() throws(GitError) -> [Branch] {
    var branches: [Branch] = []
    for name in try referenceNames(matching: "refs/heads/*")
      + referenceNames(matching: "refs/remotes/*") where !name.hasSuffix("/HEAD")
    {
      if let commit = try target(of: name) {
        branches.append(Branch(reference: name, commit: commit))
      }
    }
    return branches.sorted { $0.reference < $1.reference }
  }

  /// The tree of a commit.
  ///
  /// - Throws: ``GitError`` with code `notFound` if there is no such commit.
  public func tree(of commit: ObjectID) throws(GitError) -> ObjectID {
    unsafe try withPointer { repository throws(GitError) in
      let tree = unsafe try Self.tree(of: commit, in: repository)
      return unsafe ObjectID(git_object_id(tree.pointer).pointee)
    }
  }

  private func referenceNames(matching glob: String) throws(GitError) -> [String] {
    unsafe try withPointer { repository throws(GitError) in
      let references = unsafe try GitHandle<ReferenceIteratorKind>("git_reference_iterator") {
        created in unsafe git_reference_iterator_glob_new(&created, repository, glob)
      }
      var names: [String] = []
      while true {
        var name: UnsafePointer<CChar>?
        let status = unsafe git_reference_next_name(&name, references.pointer)
        if status == GIT_ITEROVER.rawValue { return names }
        try check(status, "git_reference_next_name")
        if let name = unsafe name { names.append(unsafe String(cString: name)) }
      }
    }
  }
}
