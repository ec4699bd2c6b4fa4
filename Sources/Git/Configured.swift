private import CGit2

extension Repository {
  /// A value of git's config, all levels considered, or `nil` where it is not set.
  ///
  /// - Parameter name: Such as `user.name`.
  /// - Returns: The value of the level that comes last.
  /// - Throws: ``GitError`` if a config file cannot be read.
  public func configString(_ name: String) throws(GitError) -> String? {
    unsafe try withPointer { repository throws(GitError) in
      unsafe try Self.configuredString(name, in: repository)
    }
  }

  /// A truth value of git's config, or `nil` where it is not set.
  ///
  /// - Throws: ``GitError`` if the value is neither true nor false in git's sense.
  public func configBool(_ name: String) throws(GitError) -> Bool? {
    guard let text = try configString(name) else { return nil }
    var value: CInt = 0
    try check(unsafe git_config_parse_bool(&value, text), "git_config_parse_bool")
    return value != 0
  }

  /// The user's name from git's config, or `nil` where it is not set or is empty.
  public func userName() throws(GitError) -> String? {
    try configString("user.name").flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The user's mail address from git's config, or `nil` where it is not set or is empty.
  public func userEmail() throws(GitError) -> String? {
    try configString("user.email").flatMap { $0.isEmpty ? nil : $0 }
  }

  static func configuredString(_ name: String, in repository: OpaquePointer) throws(GitError)
    -> String?
  {
    // A snapshot: values of the live object may not be borrowed.
    let config = unsafe try GitHandle<ConfigurationKind>("git_repository_config_snapshot") {
      created in
      unsafe git_repository_config_snapshot(&created, repository)
    }
    var value: UnsafePointer<CChar>?
    let status = unsafe git_config_get_string(&value, config.pointer, name)
    if status == GIT_ENOTFOUND.rawValue { return nil }
    try check(status, "git_config_get_string")
    guard let value = unsafe value else { return nil }
    return unsafe String(cString: value)
  }
}
