internal import OpenSSL
internal import Secrets

/// HPKE (RFC 9180) in base mode with HKDF-SHA256 and ChaCha20-Poly1305, for one message: the
/// part that comes after key encapsulation.
struct HPKE {
  /// The key encapsulation's number in IANA's registry.
  let kem: UInt16
  /// What the message is for.
  let info: [UInt8]

  private var suite: [UInt8] {
    Array("HPKE".utf8) + [UInt8(kem >> 8), UInt8(kem & 0xFF), 0x00, 0x01, 0x00, 0x03]
  }

  private func extract(salt: Span<UInt8>, _ label: String, _ key: [UInt8]) throws(OpenSSLError)
    -> SecretBytes
  {
    let labeled = Array("HPKE-v1".utf8) + suite + Array(label.utf8) + key
    return try HKDF.extract(from: labeled.span, salt: salt)
  }

  private func expand(_ key: Span<UInt8>, _ label: String, _ context: [UInt8], count: Int)
    throws(OpenSSLError) -> SecretBytes
  {
    let labeled =
      [UInt8(count >> 8), UInt8(count & 0xFF)] + Array("HPKE-v1".utf8) + suite
      + Array(label.utf8) + context
    return try HKDF.expand(key, info: labeled.span, count: count)
  }

  /// The key and nonce that a shared secret leads to.
  func schedule(_ sharedSecret: Span<UInt8>) throws(AgeError) -> (key: Secret, nonce: [UInt8]) {
    do throws(OpenSSLError) {
      let empty: [UInt8] = []
      let identifierHash = try extract(salt: empty.span, "psk_id_hash", [])
      let infoHash = try extract(salt: empty.span, "info_hash", info)
      let context =
        [0x00] + Array(copying: identifierHash.bytes) + Array(copying: infoHash.bytes)
      let secret = try extract(salt: sharedSecret, "secret", [])
      let key = try expand(secret.bytes, "key", context, count: ChaCha20Poly1305.keySize)
      let nonce = try expand(
        secret.bytes, "base_nonce", context, count: ChaCha20Poly1305.nonceSize)
      return (Secret(key), Array(copying: nonce.bytes))
    } catch {
      throw AgeError(.internal, "cannot derive a wrap key: \(error)")
    }
  }
}
