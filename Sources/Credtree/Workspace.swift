internal import Files
internal import Git

/// A repository's credentials, and everything that can be done with them.
///
/// This is what the command line calls, and what other programs call.
public struct Workspace: Sendable {
  /// Where a workspace reads from: the work tree, a commit, or the index.
  public typealias Source = Store.Source

  /// The credentials themselves.
  public let store: Store

  /// Opens the workspace that a folder belongs to.
  ///
  /// - Parameters:
  ///   - directory: Where to look for `credtree.yaml`, upwards; `nil` for `CREDTREE_DIR`, the
  ///     current folder, or a registered store.
  ///   - identityFile: One more file to look for identities in.
  ///   - source: Where configuration and credentials are read from.
  /// - Throws: ``Failure`` with code `not_found` where a repository has no
  ///   `credtree.yaml`, `invalid` where it has problems, `system` where there is no repository,
  ///   or a bare one, or git refuses.
  public init(
    directory: String? = nil, identityFile: String? = nil, source: Source = .workTree
  ) throws(Failure) {
    store = try Store(
      root: try Self.root(startingAt: directory), source: source, identityFile: identityFile)
  }

  /// Opens the workspace of a repository whose root is known.
  init(root: String, source: Source, identityFile: String?) throws(Failure) {
    store = try Store(root: root, source: source, identityFile: identityFile)
  }

  /// Finds `credtree.yaml`, and where there is none says what stands in the way of one.
  private static func root(startingAt directory: String?) throws(Failure) -> String {
    do { return try StoreDiscovery.root(startingAt: directory) } catch {
      let start = directory ?? EnvironmentVariable.text("CREDTREE_DIR") ?? "."
      guard error.code == .notFound, FileReader.isFolder(start) else { throw error }
      let isBare: Bool
      do { isBare = try Repository(containing: start).isBare } catch let reason {
        guard reason.code == .notFound else { throw Failure(reason) }
        throw Failure(.system, "this is not a git repository; run 'git init', then 'credtree init'")
      }
      if isBare {
        throw Failure(
          .system, "the repository is bare and has no files; run this in a clone of it")
      }
      throw error
    }
  }

  /// The type that a user means; `nil` asks for none.
  ///
  /// - Throws: ``Failure`` with code `not_found` for an unknown type, `usage` for none.
  public func type(_ name: String?) throws(Failure) -> CredentialType {
    guard let name else {
      throw Failure(.usage, "say which type of credential: credtree create TYPE NAME")
    }
    return try store.type(name)
  }
}
