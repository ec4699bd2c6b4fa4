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
    let mayBeID = CredentialID.isValid(name)
    for other in try names(in: store) {
      if mayBeID, try readableHeader(other, in: store)?.id == name {
        throw Failure(.duplicate, "'\(name)' is the id of \(other); take another name")
      }
      guard CredentialName.folded(other) == folded else { continue }
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
    for name in try names(in: store)
    where try readableHeader(name, in: store)?.metadata.type == type.id { return false }
    return true
  }

  /// The files of the present defaults without that mark, to be written along with their
  /// successor.
  ///
  /// A merge of two branches can leave more than one.
  ///
  /// - Returns: The new files; none where there is no other default.
  /// - Throws: ``Failure`` with code `forbidden`, naming the default, if it cannot be opened.
  func demotedDefaults(exceptFor successor: String, in store: Store) throws(Failure) -> Demotion {
    var demotion = Demotion()
    for name in try names(in: store) where name != successor {
      guard try readableHeader(name, in: store)?.metadata.isDefault == true else { continue }
      let previous = try file(name, in: store)
        .open(with: try store.keyRing(), configuration: store.configuration)
      let now = Timestamp.now
      var contents = previous.contents
      contents.metadata.isDefault = false
      contents.metadata.revision += 1
      contents.metadata.updatedAt = now
      demotion.writes[store.path(of: name)] = try contents.sealed(
        for: try store.access(for: name), replacing: previous, at: now)
      demotion.names.append(name)
      demotion.notes.append("\(name) is no longer the default")
    }
    return demotion
  }

  /// A credential's readable part, or `nil` if its file is damaged: that is for commands to
  /// say that are about it.
  private func readableHeader(_ name: String, in store: Store) throws(Failure) -> CredentialHeader?
  {
    do { return try header(name, in: store) } catch {
      guard error.code == .integrity else { throw error }
      return nil
    }
  }
}

/// What making another credential the default does to the present ones.
struct Demotion {
  /// Their names.
  var names: [String] = []
  /// Their new files, by path.
  var writes: [String: [UInt8]] = [:]
  /// What the user should know.
  var notes: [String] = []
}
