public import Credentials
public import Files
public import Git

extension Failure {
  /// Says in the user's terms what git refused.
  public init(_ error: GitError) {
    if error.operation == "git_repository_open_ext", error.code == .notFound {
      self.init(
        .system, "this is no git repository; go to one, name one with -C, or run 'git init'")
      return
    }
    let isUnknownRevision =
      ["git_revparse_single", "git_object_peel"].contains(error.operation)
      && [.notFound, .ambiguous, .invalidName].contains(error.code)
    self.init(isUnknownRevision ? .notFound : .system, "git: \(error.message)")
  }

  /// Says in the user's terms what the file system refused.
  public init(_ error: FileError) {
    self.init(error.code == .tooLarge ? .invalid : .system, "\(error.path): \(error.reason)")
  }
}

/// Runs `body`, and turns what git refuses into a ``Failure``.
func reportingGit<Result>(_ body: () throws(GitError) -> Result) throws(Failure) -> Result {
  do throws(GitError) { return try body() } catch { throw Failure(error) }
}

/// Runs `body`, and turns what the file system refuses into a ``Failure``.
func reportingFiles<Result: ~Copyable>(_ body: () throws(FileError) -> Result) throws(Failure)
  -> Result
{
  do throws(FileError) { return try body() } catch { throw Failure(error) }
}
