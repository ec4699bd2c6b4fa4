internal import Age
internal import Configuration
internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

extension Store {
  /// Refuses changes that take more than a key to the file.
  ///
  /// A hashed password changes only for who knows the present one, and what an API key says of
  /// its owner only for an administrator.
  ///
  /// - Parameters:
  ///   - changes: The new values, under ids or aliases.
  ///   - stored: The fields as they are.
  ///   - type: The credential's type.
  /// - Throws: ``Failure`` with code `forbidden`, or `invalid` where the present password is
  ///   not given.
  func requirePermission(
    for changes: [Member], over stored: [Member], of type: CredentialType
  ) throws(Failure) {
    func change(of id: String) -> Member? { changes.first { type.field($0.key)?.id == id } }
    func value(_ id: String) -> Node? { stored.first { $0.key == id }?.value }
    for check in type.checks.map(\.check) {
      switch check {
      case .hashedPassword:
        guard let hash = value("hash")?.secret, let new = change(of: "password"),
          !new.value.isNull
        else { continue }
        guard let current = change(of: "currentPassword")?.value.asSecret else {
          throw Self.invalid(
            type,
            [
              Problem(
                "is missing: the present password is needed to set another",
                field: "data.currentPassword")
            ])
        }
        guard Self.fits(current.bytes, hash.bytes) else {
          throw Failure(.forbidden, "invalid password: the present one is another")
        }
      case .apiKey:
        guard let new = change(of: "roles"), new.value != (value("roles") ?? Node(.null)) else {
          continue
        }
        let role = currentMember.flatMap { configuration.member(named: $0) }?.role
        guard role == .admin else {
          throw Failure(
            .forbidden,
            "only an admin changes the roles of an API key; ask one, or create another key")
        }
      default: continue
      }
    }
  }

  private static func fits(_ password: borrowing SecretBytes, _ hash: borrowing SecretBytes)
    -> Bool
  { StoredHash.fits(password, hash) }

  /// The member whose identity the user holds.
  var currentMember: String? {
    guard let keyRing = try? keyRing() else { return nil }
    return keyRing.member(of: configuration)
  }
}

extension Node {
  /// A text as a secret, whether or not it was one.
  fileprivate var asSecret: Secret? {
    if let secret { return secret }
    guard let string else { return nil }
    let bytes = Array(string.utf8)
    return Secret(SecretBytes(copying: bytes.span))
  }
}
