internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// A token with which nodes join a cluster: `ID.SECRET`, of 6 and 16 lower-case letters and digits.
///
/// The first part is no secret, and is in the Secret's name.
struct BootstrapToken {
  let id: String
  private let secret: Secret
  private let credential: OpenedCredential

  private static let fields = ["token", "secret"]

  /// Whether a type can hold one: a free token, or the one of a cluster.
  static func isPossible(for type: CredentialType) -> Bool {
    ["kubernetes", "api-token", "secret-text"].contains(type.id)
  }

  /// - Throws: `Failure` with code `invalid` for a value of another form.
  init(of credential: OpenedCredential) throws(Failure) {
    self.credential = credential
    guard let field = Self.fields.first(where: { credential.filled($0) != nil }),
      let token = credential.filled(field)
    else { throw credential.invalid("has no token: set it with credtree update") }
    guard let parts = Self.parts(of: token.bytes) else {
      throw credential.invalid(
        "has a \(field) that is no bootstrap token: it must be 6 and 16 lower-case letters or digits"
          + " with a '.' between them")
    }
    (id, secret) = parts
  }

  private static func parts(of token: borrowing SecretBytes) -> (String, Secret)? {
    guard token.count == 23, token.bytes[6] == UInt8(ascii: ".") else { return nil }
    for index in 0..<23 where index != 6 {
      let byte = token.bytes[index]
      guard (48...57).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      else { return nil }
    }
    return (
      ByteText.string(0..<6, of: token),
      Secret(SecretBytes(copying: token.bytes.extracting(7..<23)))
    )
  }

  /// The keys that the cluster's controllers look for; the token may join nodes and sign what they
  /// read before that.
  func data(_ options: RenderOptions, _ artifact: String) throws(Failure) -> [SecretManifest.Entry]
  {
    var data: [SecretManifest.Entry] = [("token-secret", secret)]
    data.add("token-id", text: id)
    data.add("description", text: "credtree: \(credential.name)")
    data.add("usage-bootstrap-authentication", text: "true")
    data.add("usage-bootstrap-signing", text: "true")
    if let end = credential.metadata.expiresAt { data.add("expiration", text: end.description) }
    if let groups = try options.line("groups", of: artifact) {
      guard
        groups.split(separator: ",", omittingEmptySubsequences: false).allSatisfy({
          $0.hasPrefix("system:bootstrappers:")
        })
      else {
        throw Failure(
          .usage,
          "the option groups of \(artifact) must be names that begin with system:bootstrappers:,"
            + " with commas between them")
      }
      data.add("auth-extra-groups", text: groups)
    }
    return data
  }
}
