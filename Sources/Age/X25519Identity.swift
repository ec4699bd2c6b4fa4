internal import OpenSSL
public import Secrets

/// A native age private key, `AGE-SECRET-KEY-1…`.
public struct X25519Identity: Identity {
  static let prefix: StaticString = "AGE-SECRET-KEY-"

  private let key: X25519PrivateKey
  /// The key as `AGE-SECRET-KEY-1…`, to be stored in an identity file.
  public let secretText: Secret
  /// The public key that others encrypt to.
  public let recipient: X25519Recipient

  private init(_ bytes: Span<UInt8>) throws(AgeError) {
    do throws(OpenSSLError) {
      key = try X25519PrivateKey(bytes)
    } catch {
      throw AgeError(.internal, "cannot prepare an identity: \(error)")
    }
    secretText = Secret(Bech32.encode("\(Self.prefix)", bytes))
    recipient = X25519Recipient(publicKey: key.publicKey)
  }

  /// Reads `AGE-SECRET-KEY-1…`, or returns `nil` if the text is not exactly that.
  ///
  /// - Throws: ``AgeError`` with code `internal` if OpenSSL fails.
  public init?(parsing text: Span<UInt8>) throws(AgeError) {
    guard let decoded = Bech32.decode(text, prefix: Self.prefix),
      decoded.count == X25519PrivateKey.size
    else { return nil }
    try self.init(decoded.bytes)
  }

  /// Makes a new identity.
  ///
  /// - Throws: ``AgeError`` with code `internal` if the system has no entropy to give.
  public static func generate() throws(AgeError) -> X25519Identity {
    let bytes = try crypto { () throws(OpenSSLError) in
      try RandomBytes.secret(count: X25519PrivateKey.size)
    }
    return try X25519Identity(bytes.bytes)
  }

  /// The text of ``recipient``.
  public var recipientText: String? { recipient.text }

  /// Unwraps the file key from the first X25519 stanza that is for this key.
  ///
  /// - Throws: ``AgeError`` with code `header` if an X25519 stanza is malformed.
  public func unwrap(_ stanzas: [Stanza]) throws(AgeError) -> Secret? {
    for stanza in stanzas where stanza.type == X25519Recipient.stanzaType {
      if let fileKey = try unwrap(stanza) { return fileKey }
    }
    return nil
  }

  private func unwrap(_ stanza: Stanza) throws(AgeError) -> Secret? {
    guard stanza.arguments.count == 1 else { throw stanza.malformed("it takes 1 argument") }
    let share = try stanza.decodeArgument(0, count: X25519PrivateKey.size)
    // A longer body could be made to open with several keys, one file for each.
    guard stanza.body.count == FileKey.sealedSize else {
      throw stanza.malformed("its body is not \(FileKey.sealedSize) bytes")
    }
    let shared = try agree(key, share)
    guard let shared else { throw stanza.malformed("its share is a point of low order") }
    let wrapKey = try X25519Recipient.wrapKey(
      shared.bytes, share: share, recipient: recipient.publicKey)
    return try FileKey.open(stanza.body.span, with: wrapKey)
  }
}
