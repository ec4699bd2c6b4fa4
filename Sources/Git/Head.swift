private import CGit2

/// What `HEAD` says: a branch, a commit, or both.
public struct Head: Hashable, Sendable {
  /// The branch's full name, such as `refs/heads/main`, or `nil` where `HEAD` is detached.
  public let reference: String?
  /// The commit, or `nil` on a branch that has none yet.
  public let commit: ObjectID?

  /// Creates what `HEAD` could say.
  public init(reference: String?, commit: ObjectID?) {
    self.reference = reference
    self.commit = commit
  }

  /// Whether `HEAD` names a commit and no branch.
  public var isDetached: Bool { reference == nil }
}

extension Repository {
  /// Reads `HEAD` afresh.
  ///
  /// - Throws: ``GitError`` if `HEAD` cannot be read.
  public func head() throws(GitError) -> Head {
    unsafe try withPointer { repository throws(GitError) in
      let head = unsafe try GitHandle<ReferenceKind>("git_reference_lookup") { created in
        unsafe git_reference_lookup(&created, repository, "HEAD")
      }
      guard let target = unsafe git_reference_symbolic_target(head.pointer) else {
        guard let id = unsafe git_reference_target(head.pointer) else {
          throw GitError(.other, in: "git_reference_target", "HEAD points nowhere")
        }
        return unsafe Head(reference: nil, commit: ObjectID(id.pointee))
      }
      let name = unsafe String(cString: target)
      return unsafe Head(reference: name, commit: try Self.target(of: name, in: repository))
    }
  }

  /// The commit or object that a reference names, or `nil` where there is no such reference.
  ///
  /// - Parameter reference: The full name, such as `refs/heads/main`.
  /// - Returns: The id.
  /// - Throws: ``GitError`` with code `invalidName` if the name is not well formed.
  public func target(of reference: String) throws(GitError) -> ObjectID? {
    unsafe try withPointer { repository throws(GitError) in
      unsafe try Self.target(of: reference, in: repository)
    }
  }

  private static func target(of name: String, in repository: OpaquePointer) throws(GitError)
    -> ObjectID?
  {
    var id = git_oid()
    let status = unsafe git_reference_name_to_id(&id, repository, name)
    if status == GIT_ENOTFOUND.rawValue { return nil }
    try check(status, "git_reference_name_to_id")
    return ObjectID(id)
  }

  /// The commit that a revision names, as `git rev-parse REVISION^{commit}` would.
  ///
  /// - Throws: ``GitError`` with code `notFound`, `ambiguous` or `invalidName`.
  public func resolve(_ revision: String) throws(GitError) -> ObjectID {
    do throws(GitError) {
      return unsafe try withPointer { repository throws(GitError) in
        let object = unsafe try GitHandle<ObjectKind>("git_revparse_single") { created in
          unsafe git_revparse_single(&created, repository, revision)
        }
        let commit = unsafe try GitHandle<ObjectKind>("git_object_peel") { created in
          unsafe git_object_peel(&created, object.pointer, GIT_OBJECT_COMMIT)
        }
        return unsafe ObjectID(git_object_id(commit.pointer).pointee)
      }
    } catch {
      guard error.code != .unsupported else { throw error }
      throw explained(error, of: revision)
    }
  }

  /// What libgit2 says of a revision, in words that say what to do.
  private func explained(_ error: GitError, of revision: String) -> GitError {
    if error.operation == "git_object_peel" {
      return GitError(
        .invalidName, in: "git_object_peel",
        "'\(revision)' is no commit; give a commit, a branch, or a tag")
    }
    switch error.code {
    case .notFound:
      let isShallow = (try? isShallow()) ?? false
      let next =
        isShallow ? "the clone is shallow, so perhaps run 'git fetch --unshallow'" : "see 'git log'"
      return GitError(
        .notFound, in: "git_revparse_single", "there is no revision '\(revision)'; \(next)")
    case .ambiguous:
      return GitError(
        .ambiguous, in: "git_revparse_single",
        "'\(revision)' is the start of several ids; give more of it")
    default:
      return GitError(
        .invalidName, in: "git_revparse_single",
        "'\(revision)' names no single revision; give a commit, a branch, or a tag")
    }
  }

  /// The best common ancestor of two commits, or `nil` where they have none.
  public func mergeBase(of first: ObjectID, _ second: ObjectID) throws(GitError) -> ObjectID? {
    unsafe try withPointer { repository throws(GitError) in
      var (id, one, two) = (git_oid(), first.raw, second.raw)
      let status = unsafe git_merge_base(&id, repository, &one, &two)
      if status == GIT_ENOTFOUND.rawValue { return nil }
      try check(status, "git_merge_base")
      return ObjectID(id)
    }
  }
}
