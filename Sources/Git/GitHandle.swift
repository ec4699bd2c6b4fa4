internal import CGit2
internal import Synchronization

/// A kind of libgit2 object, and how to free it.
protocol GitObjectKind {
  static func free(_ pointer: OpaquePointer)
}

enum RepositoryKind: GitObjectKind {
  static func free(_ pointer: OpaquePointer) { unsafe git_repository_free(pointer) }
}

enum IndexKind: GitObjectKind {
  static func free(_ pointer: OpaquePointer) { unsafe git_index_free(pointer) }
}

enum ObjectKind: GitObjectKind {
  static func free(_ pointer: OpaquePointer) { unsafe git_object_free(pointer) }
}

enum TreeEntryKind: GitObjectKind {
  static func free(_ pointer: OpaquePointer) { unsafe git_tree_entry_free(pointer) }
}

enum DiffKind: GitObjectKind {
  static func free(_ pointer: OpaquePointer) { unsafe git_diff_free(pointer) }
}

enum ReferenceKind: GitObjectKind {
  static func free(_ pointer: OpaquePointer) { unsafe git_reference_free(pointer) }
}

enum ReferenceIteratorKind: GitObjectKind {
  static func free(_ pointer: OpaquePointer) { unsafe git_reference_iterator_free(pointer) }
}

enum ConfigurationKind: GitObjectKind {
  static func free(_ pointer: OpaquePointer) { unsafe git_config_free(pointer) }
}

enum DatabaseKind: GitObjectKind {
  static func free(_ pointer: OpaquePointer) { unsafe git_odb_free(pointer) }
}

enum DatabaseObjectKind: GitObjectKind {
  static func free(_ pointer: OpaquePointer) { unsafe git_odb_object_free(pointer) }
}

enum PackBuilderKind: GitObjectKind {
  static func free(_ pointer: OpaquePointer) { unsafe git_packbuilder_free(pointer) }
}

enum RevisionWalkKind: GitObjectKind {
  static func free(_ pointer: OpaquePointer) { unsafe git_revwalk_free(pointer) }
}

/// What an object is expected to be.
enum ObjectType {
  case any, blob, tree, commit

  var raw: git_object_t {
    switch self {
    case .any: GIT_OBJECT_ANY
    case .blob: GIT_OBJECT_BLOB
    case .tree: GIT_OBJECT_TREE
    case .commit: GIT_OBJECT_COMMIT
    }
  }
}

/// An owned libgit2 object, freed when this value goes out of scope.
@safe
struct GitHandle<Kind: GitObjectKind>: ~Copyable {
  let pointer: OpaquePointer

  /// Calls a libgit2 function that writes a new object through its first argument.
  init(
    _ operation: StaticString, creatingWith body: (inout OpaquePointer?) -> CInt
  ) throws(GitError) {
    GitRuntime.initialize()
    var created: OpaquePointer?
    let status = unsafe body(&created)
    guard status >= 0, let created = unsafe created else { throw GitError(status, in: operation) }
    unsafe self.pointer = created
  }

  deinit { unsafe Kind.free(pointer) }
}

/// libgit2's global state, set up on first use and kept until the process exits.
///
/// Setting it up costs some 4 ms, so nothing touches it before a repository is opened.
enum GitRuntime {
  private static let status: CInt = {
    let status = git_libgit2_init()
    guard status >= 0 else { return status }
    // Without these names libgit2 refuses to open what it can in fact read: `worktreeConfig`
    // only adds a config file, and a partial clone only lacks some objects.
    let names: [StaticString] = ["worktreeconfig", "partialclone", "preciousobjects"]
    var pointers: [UnsafePointer<CChar>?] = unsafe names.map { name in
      unsafe UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
    }
    let count = unsafe pointers.count
    // Otherwise a large pack would count as memory of this process as a whole.
    let limited = shim_git_limit_windows(packWindow, 4 * packWindow)
    return limited < 0 ? limited : unsafe shim_git_allow_extensions(&pointers, count)
  }()
  /// How many bytes of a pack are mapped at once.
  private static let packWindow = 16 << 20

  static func initialize() { precondition(status >= 0, "libgit2 failed to start") }

  private static let trusting = Mutex(0)

  /// Runs `body` while objects are not hashed as they are read; git does not hash them either.
  static func trustingObjects<Result>(_ body: () throws -> Result) rethrows -> Result {
    initialize()
    trusting.withLock { count in
      count += 1
      if count == 1 { _ = shim_git_verify_objects(0) }
    }
    defer {
      trusting.withLock { count in
        count -= 1
        if count == 0 { _ = shim_git_verify_objects(1) }
      }
    }
    return try body()
  }
}
