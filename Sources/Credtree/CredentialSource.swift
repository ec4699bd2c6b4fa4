internal import Files

/// Where the values of renderings come from.
public enum ValueSource: Hashable, Sendable {
  /// The credentials themselves, opened with an identity.
  case credentials
  /// Placeholders, for which no key is needed.
  case placeholders
}

extension Workspace {
  /// Reads credentials, each once, on all processors.
  ///
  /// - Parameters:
  ///   - names: The names; one that occurs twice is read once.
  ///   - source: Where the values come from.
  /// - Returns: For each name the credential, or why it cannot be had.
  /// - Throws: ``Failure`` if the identities that were asked for are unusable.
  func credentials(_ names: [String], from source: ValueSource) throws(Failure)
    -> [String: Result<OpenedCredential, Failure>]
  {
    let unique = Array(Set(names)).sorted()
    // Identities are looked for once, before several threads would.
    if source == .credentials, !unique.isEmpty { _ = try store.keyRing() }
    let store = store
    let results: [Result<OpenedCredential, Failure>] = try ParallelMap.compactMap(unique) { name in
      .success(
        Result { () throws(Failure) in
          source == .credentials
            ? try store.credential(name) : try Self.placeholder(name, in: store)
        })
    }
    return Dictionary(uniqueKeysWithValues: zip(unique, results))
  }

  private static func placeholder(_ name: String, in store: Store) throws(Failure)
    -> OpenedCredential
  {
    guard let header = try store.header(name) else {
      throw Failure(.notFound, "there is no credential '\(name)'")
    }
    return try Placeholder.credential(header, type: try store.type(header.metadata.type))
  }
}
