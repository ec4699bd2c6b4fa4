private import CGit2

extension Repository {
  /// Opens the repository at exactly a path: its work tree, or its git folder.
  ///
  /// - Parameter path: The path; nothing above it is looked at.
  /// - Throws: ``GitError`` with code `notFound` if there is no repository.
  public convenience init(at path: String) throws(GitError) {
    var environment = RepositoryEnvironment()
    environment.gitFolder = "\(path)/.git"
    do {
      // A linked work tree has a file there, which only a search follows.
      try self.init(containing: path, environment: environment)
      return
    } catch { if error.code != .notFound { throw error } }
    environment.gitFolder = path
    try self.init(containing: path, environment: environment)
  }

  /// Moves a reference, if it still is where the caller saw it.
  ///
  /// - Parameters:
  ///   - reference: The full name, such as `refs/credtree/state`.
  ///   - commit: What it is to name.
  ///   - expected: What it named, or `nil` if it did not exist.
  ///   - message: What the reference's log says.
  /// - Returns: Whether it was moved; `false` if somebody else moved it, or is about to.
  /// - Throws: ``GitError`` if it cannot be written.
  public func update(
    reference: String, to commit: ObjectID, expecting expected: ObjectID?, message: String
  ) throws(GitError) -> Bool {
    unsafe try withPointer { repository throws(GitError) in
      var (id, old) = (commit.raw, expected?.raw ?? git_oid())
      var created: OpaquePointer?
      let status = unsafe withUnsafePointer(to: &old) { old in
        unsafe git_reference_create_matching(
          &created, repository, reference, &id, expected == nil ? 0 : 1,
          expected == nil ? nil : old, message)
      }
      if let created = unsafe created { unsafe git_reference_free(created) }
      let lost = [
        GIT_EMODIFIED.rawValue, GIT_EEXISTS.rawValue, GIT_ELOCKED.rawValue, GIT_ENOTFOUND.rawValue,
      ]
      if lost.contains(status) { return false }
      try check(status, "git_reference_create_matching")
      return true
    }
  }
}
