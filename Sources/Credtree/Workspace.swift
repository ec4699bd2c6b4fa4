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
  /// - Throws: ``Failure`` with code `not_found` where there is no `credtree.yaml`, `invalid`
  ///   where it has problems, `system` if git refuses.
  public init(
    directory: String? = nil, identityFile: String? = nil, source: Source = .workTree
  ) throws(Failure) {
    store = try Store(
      root: try StoreDiscovery.root(startingAt: directory), source: source,
      identityFile: identityFile)
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
