internal import Configuration
internal import CredentialTypes
internal import Credentials
internal import Documents

/// What a mutation reads of the state that it changes.
extension Snapshot {
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

  /// Refuses a name that is taken, in whatever case, or that is another credential's id.
  func requireFree(_ name: String, among files: [CommittedCredential], in store: Store)
    throws(Failure)
  {
    let folded = CredentialName.folded(name)
    for other in files where CredentialName.folded(other.name) == folded {
      throw Failure(
        .duplicate,
        other.name == name
          ? "there is a credential '\(name)' already; change it with 'credtree update \(name)'"
          : "there is a credential '\(other.name)' already, and names must differ in more than case"
      )
    }
    guard CredentialID.isValid(name) else { return }
    let owners = try headers(
      among: files, in: store, having: "\"\(name)\"", stoppingEarly: true
    ) { $0.id == name }
    if let owner = owners.first {
      throw Failure(.duplicate, "'\(name)' is the id of \(owner.name); take another name")
    }
  }

  /// Whether there is a credential of a type.
  func hasCredential(
    of type: CredentialType, among files: [CommittedCredential], in store: Store
  ) throws(Failure) -> Bool {
    // Without the quote before it: a word that begins and ends alike is slow to look for.
    let found = try headers(
      among: files, in: store, having: "\(type.id)\"", stoppingEarly: true
    ) { $0.metadata.type == type.id }
    return !found.isEmpty
  }

  /// Whether a credential is the default.
  func hasDefault(among files: [CommittedCredential], in store: Store) throws(Failure) -> Bool {
    let found = try headers(
      among: files, in: store, having: "\"isDefault\": true", stoppingEarly: true
    ) { $0.metadata.isDefault }
    return !found.isEmpty
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
    let defaults = try headers(
      among: try credentialFiles(in: store), in: store, having: "\"isDefault\": true"
    ) { $0.metadata.isDefault && $0.name != successor }
    for name in defaults.map(\.name) {
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

  /// The files of the credentials that name another as their parent, with its new name.
  ///
  /// - Throws: ``Failure`` with code `forbidden`, naming the credential, if one cannot be opened.
  func children(of name: String, movedTo newName: String, in store: Store) throws(Failure)
    -> Demotion
  {
    var moved = Demotion()
    let children = try headers(
      among: try credentialFiles(in: store), in: store, having: "\"parent\": \"\(name)\""
    ) { $0.metadata.parent == name && $0.name != name }
    for child in children.map(\.name) {
      let previous: OpenedFile
      do throws(Failure) {
        previous = try file(child, in: store)
          .open(with: try store.keyRing(), configuration: store.configuration)
      } catch {
        throw Failure(
          error.code,
          "\(child) names \(name) as its parent and would have to change with it: \(error.message)",
          details: error.details, context: error.context)
      }
      let now = Timestamp.now
      var contents = previous.contents
      contents.metadata.parent = newName
      contents.metadata.revision += 1
      contents.metadata.updatedAt = now
      moved.writes[store.path(of: child)] = try contents.sealed(
        for: try store.access(for: child), replacing: previous, at: now)
      moved.names.append(child)
      moved.notes.append("\(child) names its parent by the new name")
    }
    return moved
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
