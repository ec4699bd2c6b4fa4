internal import CredentialTypes
internal import Credentials
internal import OpenSSL
internal import Secrets

/// A file of users for Redis and Valkey, which keep SHA-256 hashes of passwords.
struct RedisACL: Artifact {
  let id = "redis-acl"
  let title = "a file of users for Redis' aclfile"
  let takesSeveral = true
  let optionNames = ["rules"]

  /// Redis cuts lines at blanks, and knows no quotes there.
  private static let form = ValueForm(forbidden: [0x20])

  func accepts(_ type: CredentialType) -> Bool {
    isListed(by: type, having: "password") && type.id == "redis"
  }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let rules = try options.line("rules", of: id) ?? "~* +@all"
    var users: [(name: Secret, credential: OpenedCredential)] = []
    for credential in credentials {
      let name = credential.filled("username") ?? Secret(FieldText.bytes(of: "default"))
      if let other = users.first(where: { $0.name == name }) {
        throw Failure(
          .conflict,
          "\(other.credential.name) and \(credential.name) have the same username: name one of them"
        )
      }
      users.append((name, credential))
    }
    users.sort { SecretText.precedes($0.name.bytes, $1.name.bytes) }
    var text = ArtifactText(id)
    for user in users {
      text.add("user ")
      try text.add(user.name, "username", of: user.credential, as: Self.form)
      let hash = try Self.hash(try user.credential.required("password"))
      text.add(" on #\(hash) \(rules)\n")
    }
    return text.finish()
  }

  private static func hash(_ password: Secret) throws(Failure) -> String {
    do throws(OpenSSLError) {
      return try hash(password.bytes)
    } catch {
      throw Failure(.internalError, "cannot hash a password: \(error.operation) failed")
    }
  }

  private static func hash(_ password: borrowing SecretBytes) throws(OpenSSLError) -> String {
    let digest = try Digest.of(password.bytes, .sha256)
    return Hex.encode(digest.span)
  }
}
