#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// The environment variables with which git is told where a repository's parts are.
///
/// Hooks run with some of these set, and a `pre-receive` hook sees the pushed objects only
/// through them. libgit2 by itself ignores or refuses most of them.
public struct RepositoryEnvironment: Hashable, Sendable {
  /// `GIT_DIR`: the git folder, instead of looking for one.
  public var gitFolder: String?
  /// `GIT_WORK_TREE`: the work tree that belongs to ``gitFolder``.
  public var workFolder: String?
  /// `GIT_INDEX_FILE`: the index, instead of the one in the git folder.
  public var indexFile: String?
  /// `GIT_OBJECT_DIRECTORY`: where objects are written, and read first.
  public var objectFolder: String?
  /// `GIT_ALTERNATE_OBJECT_DIRECTORIES`: where objects are also read, separated by colons.
  public var alternateObjectFolders: String?
  /// `GIT_CEILING_DIRECTORIES`: folders above which no repository is looked for.
  public var ceilingFolders: String?

  /// An environment with nothing set.
  public init() {}

  /// What this process was started with.
  public static var process: RepositoryEnvironment {
    func value(_ name: String) -> String? {
      guard let text = unsafe getenv(name) else { return nil }
      let value = unsafe String(cString: text)
      return value.isEmpty ? nil : value
    }
    var environment = RepositoryEnvironment()
    environment.gitFolder = value("GIT_DIR")
    environment.workFolder = value("GIT_WORK_TREE")
    environment.indexFile = value("GIT_INDEX_FILE")
    environment.objectFolder = value("GIT_OBJECT_DIRECTORY")
    environment.alternateObjectFolders = value("GIT_ALTERNATE_OBJECT_DIRECTORIES")
    environment.ceilingFolders = value("GIT_CEILING_DIRECTORIES")
    return environment
  }
}
