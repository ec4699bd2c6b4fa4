internal import OpenSSL
public import Secrets

/// A native age public key, `age1…`.
public struct X25519Recipient: Recipient, Hashable {
  static let prefix: StaticString = "age"
  static let stanzaType = "X25519"
  static let label = Array("age-encryption.org/v1/X25519".utf8)

  /// The public key, 32 bytes.
  public let publicKey: [UInt8]
  /// The key as `age1…`.
  public let text: String

  init(publicKey: [UInt8]) {
    self.publicKey = publicKey
    let encoded = Bech32.encode("\(Self.prefix)", publicKey.span)
    text = String(copying: encoded.bytes)
  }

  init(parsing text: Span<UInt8>) throws(AgeError) {
    guard let decoded = Bech32.decode(text, prefix: Self.prefix),
      decoded.count == X25519PrivateKey.size
    else {
      throw AgeError(.invalidRecipient, "malformed age recipient: check for a missing character")
    }
    self.init(publicKey: Array(copying: decoded.bytes))
  }

  /// Wraps a file key with a key that a fresh random key agrees on with this one.
  ///
  /// - Throws: ``AgeError`` with code `invalidRecipient` for a point of low order.
  public func wrap(_ fileKey: borrowing SecretBytes) throws(AgeError) -> [Stanza] {
    let ephemeral = try crypto { () throws(OpenSSLError) in try X25519PrivateKey.generate() }
    let shared = try agree(ephemeral, publicKey)
    guard let shared else {
      throw AgeError(.invalidRecipient, "the recipient \(text) is not a usable key")
    }
    let share = ephemeral.publicKey
    let key = try Self.wrapKey(shared.bytes, share: share, recipient: publicKey)
    let body = try FileKey.seal(fileKey, with: key)
    let argument = Base64.encode(share.span, padding: .none)
    return [Stanza(type: Self.stanzaType, arguments: [argument], body: body)]
  }

  static func wrapKey(_ shared: Span<UInt8>, share: [UInt8], recipient: [UInt8]) throws(AgeError)
    -> SecretBytes
  {
    let salt = share + recipient
    return try crypto { () throws(OpenSSLError) in
      try HKDF.derive(from: shared, salt: salt.span, info: label.span)
    }
  }

  /// Compares public keys.
  public static func == (lhs: Self, rhs: Self) -> Bool { lhs.publicKey == rhs.publicKey }
  /// Hashes the public key.
  public func hash(into hasher: inout Hasher) { hasher.combine(publicKey) }
}
