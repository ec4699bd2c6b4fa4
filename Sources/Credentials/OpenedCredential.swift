public import CredentialTypes
public import Documents
public import Secrets

/// A credential whose values can be read: its file was opened, and MAC and seal hold.
public struct OpenedCredential: Sendable {
  /// The readable part that every type has.
  public let metadata: CredentialMetadata
  /// The credential's type.
  public let type: CredentialType
  /// The values in clear, in the file's order.
  public let `public`: [Member]
  /// The confidential and secret values; every text in them is secret memory.
  public let fields: [Member]
  /// 32 random bytes made with the credential, from which renderings derive their salts.
  public let salt: Secret

  /// Creates an opened credential from its parts.
  public init(
    metadata: CredentialMetadata, type: CredentialType, public: [Member], fields: [Member],
    salt: Secret
  ) {
    self.metadata = metadata
    self.type = type
    self.public = `public`
    self.fields = fields
    self.salt = salt
  }

  /// The name.
  public var name: String { metadata.name }
  /// The identity.
  public var id: String { metadata.id }
  /// The number of the revision.
  public var revision: Int { metadata.revision }

  /// The value of a field of any class, or `nil` if it has none.
  public func value(_ field: String) -> Node? {
    (`public`.first { $0.key == field } ?? fields.first { $0.key == field })?.value
  }

  /// The text of a public field, or `nil` if it has none.
  public func text(_ field: String) -> String? {
    `public`.first { $0.key == field }?.value.string
  }

  /// The text of a field of any class, as a secret, or `nil` if it has none.
  public func secret(_ field: String) -> Secret? {
    guard let value = value(field) else { return nil }
    if let secret = value.secret { return secret }
    guard let text = value.string else { return nil }
    let utf8 = Array(text.utf8)
    return Secret(SecretBytes(copying: utf8.span))
  }
}
