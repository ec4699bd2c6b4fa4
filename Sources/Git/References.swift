private import CGit2

/// A name for a commit: a branch, a tag, or a remote's branch.
public struct ReferenceTip: Hashable, Sendable {
  /// The full name, such as `refs/heads/main`, or `HEAD`.
  public let name: String
  /// The commit, with a tag's own object left behind.
  public let commit: ObjectID
}

extension Repository {
  /// Every reference that leads to a commit, and `HEAD`, sorted by name.
  ///
  /// - Throws: ``GitError`` if the references cannot be read.
  public func referenceTips() throws(GitError) -> [ReferenceTip] {
    let head = try head().commit.map { [ReferenceTip(name: "HEAD", commit: $0)] } ?? []
    return head
      + (unsafe try withPointer { repository throws(GitError) in
        var names = unsafe git_strarray()
        try check(unsafe git_reference_list(&names, repository), "git_reference_list")
        defer { unsafe git_strarray_dispose(&names) }
        var tips: [ReferenceTip] = []
        for index in 0..<(unsafe names.count) {
          guard let text = unsafe names.strings?[index] else { continue }
          let name = unsafe String(cString: text)
          if let commit = unsafe Self.commit(of: name, in: repository) {
            tips.append(ReferenceTip(name: name, commit: commit))
          }
        }
        return tips.sorted { $0.name < $1.name }
      })
  }

  /// The names of all references that begin in some way, sorted, whatever they lead to.
  ///
  /// - Parameter prefix: Such as `refs/notes/`.
  /// - Returns: The full names.
  /// - Throws: ``GitError`` if the references cannot be read.
  public func referenceNames(beginningWith prefix: String) throws(GitError) -> [String] {
    unsafe try withPointer { repository throws(GitError) in
      var names = unsafe git_strarray()
      try check(unsafe git_reference_list(&names, repository), "git_reference_list")
      defer { unsafe git_strarray_dispose(&names) }
      var found: [String] = []
      for index in 0..<(unsafe names.count) {
        guard let text = unsafe names.strings?[index] else { continue }
        let name = unsafe String(cString: text)
        if name.hasPrefix(prefix) { found.append(name) }
      }
      return found.sorted()
    }
  }

  /// The commit that a reference leads to, or `nil` for one that leads to something else.
  private static func commit(of name: String, in repository: OpaquePointer) -> ObjectID? {
    let reference = unsafe try? GitHandle<ReferenceKind>("git_reference_lookup") { created in
      unsafe git_reference_lookup(&created, repository, name)
    }
    guard let reference else { return nil }
    let object = unsafe try? GitHandle<ObjectKind>("git_reference_peel") { created in
      unsafe git_reference_peel(&created, reference.pointer, GIT_OBJECT_COMMIT)
    }
    guard let object else { return nil }
    return unsafe ObjectID(git_object_id(object.pointer).pointee)
  }
}
