internal import Credentials
internal import Secrets

/// A user of a web server.
struct WebUser {
  let name: Secret
  let credential: OpenedCredential

  /// The users, sorted by name.
  ///
  /// - Throws: `Failure` with code `conflict` for two of one name.
  static func sorted(_ credentials: [OpenedCredential], _ id: String) throws(Failure) -> [WebUser] {
    var users: [WebUser] = []
    for credential in credentials {
      let name = try credential.required("username")
      if let other = users.first(where: { $0.name == name }) {
        throw Failure(
          .conflict,
          "\(other.credential.name) and \(credential.name) have the same username: name one of them"
        )
      }
      users.append(WebUser(name: name, credential: credential))
    }
    return users.sorted { SecretText.precedes($0.name.bytes, $1.name.bytes) }
  }

  /// The hash of the password, as htpasswd has it, with one of the hashes that a server knows.
  func hash(_ hashes: [PasswordHash], _ options: RenderOptions, _ id: String) throws(Failure)
    -> Secret
  {
    let own = PasswordHash(rawValue: credential.effectiveText("hash") ?? "")
    let wanted = try options.choice("hash", of: [""] + hashes.map(\.rawValue), for: id)
    let method =
      PasswordHash(rawValue: wanted) ?? hashes.first { $0 == own } ?? hashes.first ?? .bcrypt
    var values = ["hash": method.rawValue]
    values["cost"] = options["cost"]
    return try Htpasswd().hash(of: credential, RenderOptions(values))
  }
}
