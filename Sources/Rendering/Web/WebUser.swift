internal import CredentialTypes
internal import Credentials
internal import Secrets

/// A user of a web server.
struct WebUser {
  let name: Secret
  let credential: OpenedCredential

  /// The users, sorted by name.
  ///
  /// - Throws: `Failure` with code `conflict` for two of one name.
  static func sorted(
    _ credentials: [OpenedCredential], _ options: RenderOptions, _ id: String
  ) throws(Failure) -> [WebUser] {
    var users: [WebUser] = []
    for credential in credentials {
      let name = try name(of: credential, options, credentials.count, id)
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

  /// Whether a type has a finished hash, and no name of a user beside it.
  static func isHash(_ type: CredentialType) -> Bool {
    type.checks.contains { $0.check == .hashedPassword }
  }

  /// The user's name: the credential's, or for a hash without one that of the option `user`.
  static func name(
    of credential: OpenedCredential, _ options: RenderOptions, _ count: Int, _ id: String
  ) throws(Failure) -> Secret {
    guard isHash(credential.type) else {
      guard options["user"] == nil else {
        throw Failure(
          .usage, "\(credential.name) has a username of its own: leave the option user out")
      }
      return try credential.required("username")
    }
    guard let name = try options.line("user", of: id), count == 1 else {
      throw Failure(
        .usage,
        "\(credential.name) is a hash without a user: render it alone, with --option user=NAME")
    }
    return Secret(FieldText.bytes(of: name))
  }

  /// The hash that a credential keeps, which is bcrypt.
  static func finishedHash(of credential: OpenedCredential, _ options: RenderOptions)
    throws(Failure) -> Secret
  {
    guard options["cost"] == nil, options["hash"] == nil || options["hash"] == "bcrypt" else {
      throw Failure(
        .usage, "\(credential.name) is hashed already: leave the options hash and cost out")
    }
    let hash = try credential.required("hash")
    guard let written = respelled(hash.bytes) else {
      throw credential.invalid("has a hash that is not bcrypt's")
    }
    return written
  }

  /// A hash of bcrypt with Apache's `$2y$`, which all servers take.
  private static func respelled(_ hash: borrowing SecretBytes) -> Secret? {
    guard hash.count == 60, hash.bytes[0] == UInt8(ascii: "$"), hash.bytes[1] == UInt8(ascii: "2"),
      [UInt8(ascii: "a"), UInt8(ascii: "b"), UInt8(ascii: "y")].contains(hash.bytes[2]),
      hash.bytes[3] == UInt8(ascii: "$")
    else { return nil }
    var output = SecretBuilder(capacity: 60)
    output.append("$2y")
    output.append(hash.bytes.extracting(3..<60))
    return Secret(output.finish())
  }

  /// The hash of the password, as htpasswd has it, with one of the hashes that a server knows.
  func hash(_ hashes: [PasswordHash], _ options: RenderOptions, _ id: String) throws(Failure)
    -> Secret
  {
    if Self.isHash(credential.type) { return try Self.finishedHash(of: credential, options) }
    let own = PasswordHash(rawValue: credential.effectiveText("hash") ?? "")
    let wanted = try options.choice("hash", of: [""] + hashes.map(\.rawValue), for: id)
    let method =
      PasswordHash(rawValue: wanted) ?? hashes.first { $0 == own } ?? hashes.first ?? .bcrypt
    var values = ["hash": method.rawValue]
    values["cost"] = options["cost"]
    return try Htpasswd().hash(of: credential, RenderOptions(values))
  }
}
