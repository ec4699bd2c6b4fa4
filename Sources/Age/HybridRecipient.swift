internal import OpenSSL
public import Secrets

/// A post-quantum age public key, `age1pq1…`.
public struct HybridRecipient: Recipient, Hashable {
  static let prefix: StaticString = "age1pq"

  /// The ML-KEM-768 key followed by the X25519 key, 1,216 bytes.
  public let publicKey: [UInt8]
  /// The key as `age1pq1…`.
  public let text: String

  init(publicKey: [UInt8]) {
    self.publicKey = publicKey
    let encoded = Bech32.encode("\(Self.prefix)", publicKey.span)
    text = String(copying: encoded.bytes)
  }

  init(parsing text: Span<UInt8>) throws(AgeError) {
    guard MLKEM768.isAvailable else { throw HybridKey.unavailable }
    guard let decoded = Bech32.decode(text, prefix: Self.prefix),
      decoded.count == HybridKey.publicKeySize
    else {
      throw AgeError(.invalidRecipient, "malformed age recipient: check for a missing character")
    }
    self.init(publicKey: Array(copying: decoded.bytes))
    // Making a secret for it is the only way to learn whether OpenSSL takes the key.
    guard try encapsulate() != nil else {
      throw AgeError(.invalidRecipient, "the post-quantum recipient is not a usable key")
    }
  }

  private func encapsulate() throws(AgeError) -> (ciphertext: [UInt8], sharedSecret: Secret)? {
    do throws(OpenSSLError) {
      return try MLKEM768.encapsulate(to: publicKey.span.extracting(first: MLKEM768.publicKeySize))
    } catch {
      throw AgeError(.internal, "ML-KEM failed: \(error)")
    }
  }

  /// Wraps a file key with a key that both parts agree on.
  ///
  /// - Throws: ``AgeError`` with code `invalidRecipient` for a key of low order.
  public func wrap(_ fileKey: borrowing SecretBytes) throws(AgeError) -> [Stanza] {
    let ephemeral = try crypto { () throws(OpenSSLError) in try X25519PrivateKey.generate() }
    let share = ephemeral.publicKey
    let classicKey = Array(publicKey[MLKEM768.publicKeySize...])
    guard let quantum = try encapsulate(), let classic = try agree(ephemeral, classicKey) else {
      throw AgeError(.invalidRecipient, "the post-quantum recipient is not a usable key")
    }
    let shared = try combine(quantum.sharedSecret.bytes, classic, share, classicKey)
    let (key, nonce) = try HybridKey.hpke.schedule(shared.bytes)
    let body = try FileKey.seal(fileKey, with: key.bytes.copy(), nonce: nonce)
    let encapsulation = quantum.ciphertext + share
    let argument = Base64.encode(encapsulation.span, padding: .none)
    return [Stanza(type: HybridKey.stanzaType, arguments: [argument], body: body)]
  }

  /// Wraps a file key, with the label of keys that a quantum computer does not break.
  public func labelledWrap(_ fileKey: borrowing SecretBytes) throws(AgeError)
    -> (stanzas: [Stanza], labels: Set<String>)
  {
    (try wrap(fileKey), ["postquantum"])
  }

  private func combine(
    _ quantum: borrowing SecretBytes, _ classic: borrowing SecretBytes, _ share: [UInt8],
    _ publicKey: [UInt8]
  ) throws(AgeError) -> SecretBytes {
    try HybridKey.combine(quantum.bytes, classic.bytes, share: share, publicKey: publicKey)
  }

  /// Compares public keys.
  public static func == (lhs: Self, rhs: Self) -> Bool { lhs.publicKey == rhs.publicKey }
  /// Hashes the public key.
  public func hash(into hasher: inout Hasher) { hasher.combine(publicKey) }
}
