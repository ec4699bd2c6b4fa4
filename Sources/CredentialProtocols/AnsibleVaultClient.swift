internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// A script that ansible asks for the password of a vault: `NAME-client --vault-id ID`.
struct AnsibleVaultClient {
  static let artifact = "ansible-vault-client"
  /// The exit status that ansible takes for an id that is not known.
  static let unknownStatus: Int32 = 2
  /// The id of a vault that has none.
  static let defaultID = "default"

  let stores: () throws(Failure) -> HelperStores

  /// Answers one call.
  func reply(to words: [String]) throws(Failure) -> HelperReply {
    var vault = Self.defaultID
    switch words.count {
    case 0: break
    case 1 where words[0].hasPrefix("--vault-id="):
      vault = String(words[0].dropFirst("--vault-id=".count))
    case 2 where words[0] == "--vault-id": vault = words[1]
    default: throw Failure(.system, "ansible calls its client with '--vault-id ID'")
    }
    guard let found = try credential(for: vault) else {
      return HelperReply(
        message: "no credential is for that vault: create one with "
          + "'credtree create ansible-vault NAME vaultId=ID password=-'",
        status: Self.unknownStatus)
    }
    let password = try found.credential.needed("password")
    found.store.recordUse(of: found.credential, by: "ansible-vault-client", fields: ["password"])
    var output = SecretBuilder()
    output.append(password.bytes)
    output.append("\n")
    return HelperReply(output.finish(), message: found.credential.expiryNote)
  }

  /// The credential whose vault it is; a credential's own name counts where none says so.
  private func credential(for vault: String) throws(Failure) -> FoundCredential? {
    let stores = try self.stores()
    for store in stores.stores {
      var named: [String] = []
      var damage: Failure?
      for name in try store.reader.names() {
        do throws(Failure) {
          guard let text = try store.reader.contents(of: name) else { continue }
          let header = try CredentialHeader(text.span, name: name)
          guard let type = store.catalogue.type(named: header.metadata.type),
            type.artifacts.contains(Self.artifact),
            type.effectiveValue(of: "vaultId", in: header.public)?.string == vault
          else { continue }
          named.append(name)
        } catch {
          guard error.code == .integrity || error.code == .conflict else { throw error }
          damage = error
        }
      }
      guard named.count < 2 else {
        throw Failure(
          .ambiguous,
          "\(named.joined(separator: ", ")) are for one vault; give each an id of its own")
      }
      if let name = named.first {
        let (header, credential) = try store.open(name)
        guard credential.type.artifacts.contains(Self.artifact),
          credential.type.effectiveValue(of: "vaultId", in: header.public)?.string == vault
        else {
          throw Failure(
            .integrity, "\(name) is for another vault than its file said before; try again")
        }
        return FoundCredential(credential: credential, store: store)
      }
      if let damage { throw damage }
    }
    try stores.requireAllAsked()
    return nil
  }
}
