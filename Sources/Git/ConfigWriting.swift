private import CGit2

extension Repository {
  /// Sets a value in the repository's own config, which linked worktrees share.
  ///
  /// - Parameters:
  ///   - name: Such as `diff.credtree.textconv`.
  ///   - value: The text; every other line of the file stays as it is.
  /// - Throws: ``GitError`` if the config cannot be written, as when another process holds its lock.
  public func setConfig(_ name: String, to value: String) throws(GitError) {
    unsafe try withPointer { repository throws(GitError) in
      let all = unsafe try GitHandle<ConfigurationKind>("git_repository_config") { created in
        unsafe git_repository_config(&created, repository)
      }
      let local = unsafe try GitHandle<ConfigurationKind>("git_config_open_level") { created in
        unsafe git_config_open_level(&created, all.pointer, GIT_CONFIG_LEVEL_LOCAL)
      }
      if unsafe git_config_set_string(local.pointer, name, value) == 0 { return }
      // One that is there more than once is written once.
      let status = unsafe git_config_delete_multivar(local.pointer, name, ".*")
      if status != GIT_ENOTFOUND.rawValue { try check(status, "git_config_delete_multivar") }
      try check(
        unsafe git_config_set_string(local.pointer, name, value), "git_config_set_string")
    }
  }
}
