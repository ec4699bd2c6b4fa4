internal import OpenSSL
public import Secrets

/// A post-quantum age private key, `AGE-SECRET-KEY-PQ-1…`.
public struct HybridIdentity: Identity {
  static let prefix: StaticString = "AGE-SECRET-KEY-PQ-"

  private let quantumKey: MLKEM768PrivateKey
  private let classicKey: X25519PrivateKey
  /// The key as `AGE-SECRET-KEY-PQ-1…`, to be stored in an identity file.
  public let secretText: Secret
  /// The public key that others encrypt to.
  public let recipient: HybridRecipient

  private init(_ seed: Span<UInt8>) throws(AgeError) {
    guard MLKEM768.isAvailable else { throw HybridKey.unavailable }
    do throws(OpenSSLError) {
      let expanded = try SHA3.shake256(of: seed, count: MLKEM768.seedSize + X25519PrivateKey.size)
      quantumKey = try MLKEM768PrivateKey(
        seed: expanded.bytes.extracting(first: MLKEM768.seedSize))
      classicKey = try X25519PrivateKey(expanded.bytes.extracting(last: X25519PrivateKey.size))
    } catch {
      throw AgeError(.internal, "cannot prepare an identity: \(error)")
    }
    secretText = Secret(Bech32.encode("\(Self.prefix)", seed))
    recipient = HybridRecipient(publicKey: quantumKey.publicKey + classicKey.publicKey)
  }

  /// Reads `AGE-SECRET-KEY-PQ-1…`, or returns `nil` if the text is not exactly that.
  ///
  /// - Throws: ``AgeError`` with code `unsupported` if libcrypto has no ML-KEM.
  public init?(parsing text: Span<UInt8>) throws(AgeError) {
    guard let decoded = Bech32.decode(text, prefix: Self.prefix),
      decoded.count == HybridKey.seedSize
    else { return nil }
    try self.init(decoded.bytes)
  }

  /// Makes a new identity.
  ///
  /// - Throws: ``AgeError`` with code `unsupported` if libcrypto has no ML-KEM.
  public static func generate() throws(AgeError) -> HybridIdentity {
    let seed = try crypto { () throws(OpenSSLError) in
      try RandomBytes.secret(count: HybridKey.seedSize)
    }
    return try HybridIdentity(seed.bytes)
  }

  /// The text of ``recipient``.
  public var recipientText: String? { recipient.text }

  /// Unwraps the file key from the first stanza that is for this key.
  ///
  /// - Throws: ``AgeError`` with code `header` if a stanza of this kind is malformed.
  public func unwrap(_ stanzas: [Stanza]) throws(AgeError) -> Secret? {
    for stanza in stanzas where stanza.type == HybridKey.stanzaType {
      if let fileKey = try unwrap(stanza) { return fileKey }
    }
    return nil
  }

  private func unwrap(_ stanza: Stanza) throws(AgeError) -> Secret? {
    guard stanza.arguments.count == 1 else { throw stanza.malformed("it takes 1 argument") }
    let encapsulation = try stanza.decodeArgument(0, count: HybridKey.encapsulationSize)
    guard stanza.body.count == FileKey.sealedSize else {
      throw stanza.malformed("its body is not \(FileKey.sealedSize) bytes")
    }
    let share = Array(encapsulation[MLKEM768.ciphertextSize...])
    guard let classic = try agree(classicKey, share) else {
      throw stanza.malformed("its share is a point of low order")
    }
    let quantum = try crypto { () throws(OpenSSLError) in
      try quantumKey.decapsulate(encapsulation.span.extracting(first: MLKEM768.ciphertextSize))
    }
    let shared = try HybridKey.combine(
      quantum.bytes, classic.bytes, share: share, publicKey: classicKey.publicKey)
    let (key, nonce) = try HybridKey.hpke.schedule(shared.bytes)
    return try FileKey.open(stanza.body.span, with: key.bytes.copy(), nonce: nonce)
  }
}
