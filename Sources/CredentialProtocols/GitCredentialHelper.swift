internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// Git's protocol for credential helpers (gitcredentials, CUSTOM HELPERS).
///
/// What is not known is passed over, as git asks. Where there is a credential and it cannot be
/// had, git is told to stop, so that it does not ask for a password that is in the store.
struct GitCredentialHelper {
  /// What the types of credentials that git can use are rendered as.
  static let artifacts = ["git-credential-helper", "git-credentials"]

  let stores: () throws(Failure) -> HelperStores

  /// Answers one call.
  func reply(to action: String, input: borrowing SecretBytes) -> HelperReply {
    switch action {
    case "capability": return HelperReply(line: "version 0")
    case "get": break
    default: return HelperReply()
    }
    let request: GitCredentialRequest
    do throws(Failure) { request = try GitCredentialRequest(input.bytes) } catch {
      return HelperReply(message: error.line, status: error.code.exitStatus)
    }
    do throws(Failure) {
      let stores = try self.stores()
      // Where there is no store, nothing is locked: git may go on.
      if stores.areNone { return HelperReply(message: "no store is registered") }
      return try get(request, from: stores)
    } catch {
      return HelperReply(Self.stop, message: error.line, status: error.code.exitStatus)
    }
  }

  private static var stop: SecretBytes {
    var text = SecretBuilder()
    text.append("quit=1\n")
    return text.finish()
  }

  private func get(_ request: GitCredentialRequest, from stores: HelperStores) throws(Failure)
    -> HelperReply
  {
    guard let address = request.address else { return HelperReply() }
    let found = try stores.answer(
      to: CredentialQuestion(address: address), choosing: .user(request.username)
    ) { type in Self.artifacts.contains { type.artifacts.contains($0) } }
    guard let found else { return HelperReply() }
    let credential = found.credential
    let username = try credential.needed("username")
    // The token first, as in every file that git reads: it can be taken back on its own.
    var field = "token"
    var secret = try credential.usable(field)
    if secret == nil {
      field = "password"
      secret = try credential.needed(field)
    }
    guard let secret, Self.isLine(username.bytes), Self.isLine(secret.bytes) else {
      throw Failure(
        .invalid, "the username or the \(field) of \(credential.name) is not one line of text")
    }
    found.store.recordUse(of: credential, by: "git-credential", fields: ["username", field])
    var output = SecretBuilder()
    output.append("username=")
    output.append(username.bytes)
    output.append("\npassword=")
    output.append(secret.bytes)
    output.append("\n")
    if let end = credential.metadata.expiresAt {
      output.append("password_expiry_utc=\(end.secondsSince1970)\n")
    }
    return HelperReply(output.finish(), message: credential.expiryNote)
  }

  /// Whether git's format can carry a value.
  private static func isLine(_ value: borrowing SecretBytes) -> Bool {
    guard value.count < GitCredentialRequest.longestLine - 16 else { return false }
    return value.bytes.indices.allSatisfy {
      ![0, UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains(value.bytes[$0])
    }
  }
}
