public import Documents
public import Secrets

/// All that goes into a credential's file, in clear.
public struct CredentialContents: Sendable {
  /// The readable part that every type has.
  public var metadata: CredentialMetadata
  /// The values in clear.
  public var `public`: [Member]
  /// The confidential and secret values; every text in them is secret memory.
  public var fields: [Member]
  /// 32 random bytes, from which renderings derive their salts.
  public var salt: Secret

  /// Creates contents from their parts.
  public init(
    metadata: CredentialMetadata, public: [Member], fields: [Member], salt: Secret
  ) {
    self.metadata = metadata
    self.public = `public`
    self.fields = fields
    self.salt = salt
  }

  /// The tree that SOPS encrypts, without its metadata: credential, public, and secret.
  ///
  /// - Throws: ``Failure`` with code `invalid` for a key that a file cannot have, `internal` if
  ///   the readable part cannot be sealed.
  func tree() throws(Failure) -> [Member] {
    if let problem = FieldNames.problem(inReadable: `public`)
      ?? FieldNames.problem(inSealed: fields)
    {
      throw Failure(.invalid, "\(metadata.name) cannot be stored: \(problem)")
    }
    let credential = Node.object(metadata.members)
    let values = Node.object(`public`)
    let seal = try ReadableSeal.of(credential: credential, public: values)
    let reserved = [
      Member(
        "salt", Node(.secret(Secret(Self.encoded(salt.bytes))))),
      Member("seal", .string(seal)),
    ]
    return [
      Member("credential", credential), Member("public", values),
      Member("secret", .object(fields + reserved)),
    ]
  }

  private static func encoded(_ bytes: borrowing SecretBytes) -> SecretBytes {
    Base64.encodeSecret(bytes.bytes)
  }
}
