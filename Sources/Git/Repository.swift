private import CGit2
private import Synchronization

/// A git repository on disk.
///
/// libgit2 objects may be used by one thread at a time, so every call goes through
/// a lock and none suspends. libgit2 keeps its error message per thread; it is read
/// before the lock is released.
public final class Repository: Sendable {
  private let handle: Mutex<GitHandle<RepositoryKind>>

  /// The root of the work tree without a slash at its end, or `nil` for a bare repository.
  public let workFolder: String?
  /// The git folder of this work tree: it has `HEAD` and the index.
  public let gitFolder: String
  /// The git folder that linked work trees share: it has the objects and the branches.
  public let commonFolder: String
  /// The path of the index.
  public let indexFile: String
  /// Where the process was told that the repository's parts are.
  let environment: RepositoryEnvironment
  /// Whether the repository has no work tree.
  public var isBare: Bool { workFolder == nil }

  /// Opens the repository that contains `path`.
  ///
  /// A repository that belongs to another user is refused unless `safe.directory` in the
  /// user's git config lists it, as git does.
  ///
  /// - Throws: ``GitError`` with code `notFound` where there is none, `owner` where git would
  ///   refuse it, `unsupported` where libgit2 cannot read it.
  public init(containing path: String, environment: RepositoryEnvironment = .process)
    throws(GitError)
  {
    let handle = try Self.open(path, environment)
    try Self.useObjects(of: handle, environment)
    if let folder = environment.workFolder {
      try check(
        unsafe git_repository_set_workdir(handle.pointer, folder, 0), "git_repository_set_workdir")
    }
    let gitFolder = unsafe Self.folder(git_repository_path(handle.pointer)) ?? path
    self.gitFolder = gitFolder
    self.commonFolder = unsafe Self.folder(git_repository_commondir(handle.pointer)) ?? gitFolder
    let workFolder = unsafe Self.folder(git_repository_workdir(handle.pointer))
    self.workFolder = workFolder
    if let file = environment.indexFile {
      // git moves to the root of the work tree before it reads this variable.
      self.indexFile = file.hasPrefix("/") ? file : "\(workFolder ?? ".")/\(file)"
    } else {
      self.indexFile = "\(gitFolder)/index"
    }
    self.environment = environment
    self.handle = Mutex(handle)
  }

  private static func open(_ path: String, _ environment: RepositoryEnvironment)
    throws(GitError) -> GitHandle<RepositoryKind>
  {
    guard let folder = environment.gitFolder else {
      return unsafe try GitHandle<RepositoryKind>("git_repository_open_ext") { created in
        unsafe git_repository_open_ext(&created, path, 0, environment.ceilingFolders)
      }
    }
    let flags =
      GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue | GIT_REPOSITORY_OPEN_NO_DOTGIT.rawValue
    return unsafe try GitHandle<RepositoryKind>("git_repository_open_ext") { created in
      unsafe git_repository_open_ext(&created, folder, flags, nil)
    }
  }

  /// Reads and writes objects where the environment says, as in a `pre-receive` quarantine.
  private static func useObjects(
    of repository: borrowing GitHandle<RepositoryKind>, _ environment: RepositoryEnvironment
  ) throws(GitError) {
    let alternates = environment.alternateObjectFolders?.split(separator: ":").map(String.init)
    guard environment.objectFolder != nil || alternates != nil else { return }
    let pointer = unsafe repository.pointer
    let database: GitHandle<DatabaseKind>
    if let folder = environment.objectFolder {
      database = unsafe try GitHandle<DatabaseKind>("git_odb_open") { created in
        unsafe git_odb_open(&created, folder)
      }
    } else {
      database = unsafe try GitHandle<DatabaseKind>("git_repository_odb") { created in
        unsafe git_repository_odb(&created, pointer)
      }
    }
    for folder in alternates ?? [] {
      try check(
        unsafe git_odb_add_disk_alternate(database.pointer, folder), "git_odb_add_disk_alternate")
    }
    try check(
      unsafe git_repository_set_odb(pointer, database.pointer), "git_repository_set_odb")
  }

  private static func folder(_ text: UnsafePointer<CChar>?) -> String? {
    guard let text = unsafe text else { return nil }
    let path = unsafe String(cString: text)
    return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  /// Runs `body` with the libgit2 repository, which must not outlive the call.
  func withPointer<Result>(
    _ body: @Sendable (OpaquePointer) throws(GitError) -> sending Result
  ) throws(GitError) -> sending Result {
    try handle.withLock { repository throws(GitError) in unsafe try body(repository.pointer) }
  }

  /// Whether the repository's history ends at a shallow boundary.
  public func isShallow() throws(GitError) -> Bool {
    unsafe try withPointer { repository throws(GitError) in
      let answer = unsafe git_repository_is_shallow(repository)
      try check(answer, "git_repository_is_shallow")
      return answer != 0
    }
  }

  /// Whether git would ignore `path`, which is relative to the work tree.
  public func isIgnored(_ path: String) throws(GitError) -> Bool {
    unsafe try withPointer { repository throws(GitError) in
      var ignored: CInt = 0
      try check(
        unsafe git_ignore_path_is_ignored(&ignored, repository, path),
        "git_ignore_path_is_ignored")
      return ignored != 0
    }
  }
}
