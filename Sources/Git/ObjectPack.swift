private import CGit2
private import Synchronization

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Blobs and trees that are kept in memory, and then stored as one pack.
///
/// A thousand loose objects are a thousand files to write, and to read later; a pack is one.
/// Until ``store()`` nothing of it is on the disk, and an interrupted `store` leaves at most a
/// temporary file that `git gc` removes.
public final class ObjectPack: Sendable {
  /// A second view of the repository, so that the objects in memory are seen nowhere else.
  private let repository: Repository
  private let objects = Mutex<[(id: ObjectID, path: String)]>([])

  /// What git config says so that objects are not compared with each other.
  ///
  /// Ciphertexts have nothing in common, and looking for it took half of the time. libgit2 1.5
  /// reads the size above which it does not look from the first of these keys, later ones from
  /// the second.
  public static let settings = "[pack]\n\tdeltaCacheSize = 1\n[core]\n\tbigFileThreshold = 1\n"

  /// Creates a pack without objects.
  ///
  /// - Parameters:
  ///   - repository: Where the pack is to be stored.
  ///   - settingsFile: A file with ``settings``.
  /// - Throws: ``GitError`` if the repository cannot be opened once more.
  public init(for repository: Repository, settingsFile: String) throws(GitError) {
    self.repository = try Repository(
      containing: repository.workFolder ?? repository.gitFolder, environment: repository.environment
    )
    unsafe try self.repository.withPointer { repository throws(GitError) in
      let configuration = unsafe try GitHandle<ConfigurationKind>("git_repository_config") {
        created in
        unsafe git_repository_config(&created, repository)
      }
      try check(
        unsafe git_config_add_file_ondisk(
          configuration.pointer, settingsFile, GIT_CONFIG_LEVEL_APP, repository, 0),
        "git_config_add_file_ondisk")
      let database = unsafe try GitHandle<DatabaseKind>("git_repository_odb") { created in
        unsafe git_repository_odb(&created, repository)
      }
      var backend: OpaquePointer?
      try check(unsafe git_mempack_new(&backend), "git_mempack_new")
      // The database owns it from here on; of all places to write to it comes first.
      try check(
        unsafe git_odb_add_backend(database.pointer, backend, 999), "git_odb_add_backend")
    }
  }

  /// Adds a blob.
  ///
  /// - Parameters:
  ///   - contents: The file's bytes.
  ///   - path: The file's path, by which similar objects come to lie beside each other.
  /// - Returns: The blob's id.
  /// - Throws: ``GitError`` if there is no memory.
  public func add(blob contents: Span<UInt8>, path: String) throws(GitError) -> ObjectID {
    let id = try repository.write(blob: contents)
    objects.withLock { $0.append((id, path)) }
    return id
  }

  /// Adds the trees that differ from a commit's in some files only; as
  /// ``Repository/write(tree:on:)``.
  public func add(tree updates: [TreeUpdate], on commit: ObjectID?) throws(GitError) -> ObjectID {
    let root = try repository.write(tree: updates, on: commit)
    var folders: Set<String> = []
    for update in updates {
      var folder = Repository.folder(of: update.path)
      while !folder.isEmpty, folders.insert(folder).inserted {
        folder = Repository.folder(of: folder)
      }
    }
    let paths = folders.sorted()
    let trees = unsafe try repository.withPointer { repository throws(GitError) in
      let tree = unsafe try Repository.tree(of: root, in: repository)
      return unsafe try Repository.entries(of: paths, in: tree.pointer, of: repository)
    }
    objects.withLock { objects in
      objects.append((root, ""))
      // A folder in which nothing is left has no tree.
      for (path, entry) in zip(paths, trees) {
        if let entry, !entry.isBlob { objects.append((entry.id, path)) }
      }
    }
    return root
  }

  /// Writes the pack and its index into the repository, unless it is empty.
  ///
  /// - Throws: ``GitError`` if the disk refuses; the repository is then as before.
  public func store() throws(GitError) {
    let objects = objects.withLock { $0 }
    guard !objects.isEmpty else { return }
    unsafe try repository.withPointer { repository throws(GitError) in
      let builder = unsafe try GitHandle<PackBuilderKind>("git_packbuilder_new") { created in
        unsafe git_packbuilder_new(&created, repository)
      }
      // As many threads as there are processors.
      _ = unsafe git_packbuilder_set_threads(builder.pointer, 0)
      for object in objects {
        var id = object.id.raw
        try check(
          unsafe git_packbuilder_insert(builder.pointer, &id, object.path),
          "git_packbuilder_insert")
      }
      try check(
        unsafe git_packbuilder_write(builder.pointer, nil, 0, nil, nil), "git_packbuilder_write")
      guard let name = unsafe git_packbuilder_name(builder.pointer) else { return }
      let folder = unsafe String(cString: git_repository_commondir(repository)) + "objects/pack/"
      let file = unsafe folder + "pack-\(String(cString: name))"
      for path in ["\(file).pack", "\(file).idx", folder] { try Self.synchronize(path) }
    }
  }

  /// Waits until a file is on the disk, as git does for packs and libgit2 only if told to.
  private static func synchronize(_ path: String) throws(GitError) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0, fsync(descriptor) == 0 else {
      let number = errno
      if descriptor >= 0 { close(descriptor) }
      throw GitError(.other, in: "fsync", "cannot write \(path): error \(number)")
    }
    close(descriptor)
  }
}
