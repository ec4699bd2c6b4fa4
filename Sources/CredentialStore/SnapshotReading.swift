internal import Configuration
internal import CredentialTypes
internal import Credentials
internal import Documents

/// What a mutation reads of the state that it changes.
extension Snapshot {
  /// The name of every credential in the state, sorted.
  func names(in store: Store) throws(Failure) -> [String] {
    let prefix = store.configuration.store + "/"
    return try files(under: store.configuration.store).compactMap { path, _ in
      guard path.hasPrefix(prefix), path.hasSuffix(".json") else { return nil }
      return String(path.dropFirst(prefix.utf8.count).dropLast(5))
    }
  }

  /// A credential's file in the state.
  func file(_ name: String, in store: Store) throws(Failure) -> CredentialFile {
    guard let text = try contents(of: store.path(of: name)) else { throw missing(name, in: store) }
    return try CredentialFile(text.span, name: name)
  }

  /// A credential's readable part in the state.
  func header(_ name: String, in store: Store) throws(Failure) -> CredentialHeader {
    guard let text = try contents(of: store.path(of: name)) else { throw missing(name, in: store) }
    return try CredentialHeader(text.span, name: name)
  }

  private func missing(_ name: String, in store: Store) -> Failure {
    Failure(
      .notFound,
      "\(store.path(of: name)) is not committed; commit it with git, or run 'credtree reseal \(name)'"
    )
  }

  /// Refuses a name that is taken, in whatever case.
  func requireFree(_ name: String, in store: Store) throws(Failure) {
    let folded = CredentialName.folded(name)
    for other in try names(in: store) where CredentialName.folded(other) == folded {
      throw Failure(
        .duplicate,
        other == name
          ? "there is a credential '\(name)' already; change it with 'credtree update \(name)'"
          : "there is a credential '\(other)' already, and names must differ in more than case")
    }
  }

  /// Whether a new credential becomes the default.
  ///
  /// The first registry login does unless the user says otherwise.
  func settledDefault(for type: CredentialType, asked: Bool?, in store: Store) throws(Failure)
    -> Bool
  {
    guard type.allowsDefault else { return false }
    if let asked { return asked }
    for name in try names(in: store) where try header(name, in: store).metadata.type == type.id {
      return false
    }
    return true
  }

  /// The file of the present default without that mark, to be written along with its successor.
  ///
  /// - Returns: The new file by its path; empty where there is no other default.
  /// - Throws: ``Failure`` with code `forbidden`, naming the default, if it cannot be opened.
  func demotedDefault(exceptFor successor: String, keyRing: KeyRing, in store: Store)
    throws(Failure) -> [String: [UInt8]]
  {
    for name in try names(in: store) where name != successor {
      guard try header(name, in: store).metadata.isDefault else { continue }
      let previous = try file(name, in: store)
        .open(with: keyRing, configuration: store.configuration)
      let now = Timestamp.now
      var contents = previous.contents
      contents.metadata.isDefault = false
      contents.metadata.revision += 1
      contents.metadata.updatedAt = now
      let access = try store.access(for: name)
      let text = try contents.sealed(for: access, replacing: previous, at: now)
      return [store.path(of: name): text]
    }
    return [:]
  }
}
