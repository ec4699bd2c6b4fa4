private import CGit2

/// What git's attributes say of one file.
public enum GitAttribute: Hashable, Sendable {
  /// Nothing.
  case unspecified
  /// That it is set, without a value.
  case set
  /// That it is not set, as `-merge`.
  case unset
  /// A value, as `merge=union`.
  case value(String)
}

extension Repository {
  /// What every file of attributes together, the clone's own among them, says of a file.
  ///
  /// - Parameters:
  ///   - name: Such as `merge`.
  ///   - path: The path from the root of the work tree; the file need not be there.
  /// - Returns: What it comes to.
  /// - Throws: ``GitError`` if a file of attributes cannot be read.
  public func attribute(_ name: String, of path: String) throws(GitError) -> GitAttribute {
    unsafe try withPointer { repository throws(GitError) in
      var value: UnsafePointer<CChar>?
      try check(unsafe git_attr_get(&value, repository, 0, path, name), "git_attr_get")
      switch unsafe git_attr_value(value) {
      case GIT_ATTR_VALUE_TRUE: return .set
      case GIT_ATTR_VALUE_FALSE: return .unset
      case GIT_ATTR_VALUE_STRING:
        guard let value = unsafe value else { return .unspecified }
        return unsafe .value(String(cString: value))
      default: return .unspecified
      }
    }
  }
}
