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
}
