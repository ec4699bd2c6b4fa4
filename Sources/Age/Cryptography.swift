internal import OpenSSL
internal import Secrets

/// Runs OpenSSL calls that only fail if OpenSSL does.
func crypto<Result: ~Copyable>(
  _ body: () throws(OpenSSLError) -> Result
) throws(AgeError) -> Result {
  do throws(OpenSSLError) {
    return try body()
  } catch {
    throw AgeError(.internal, "cryptography failed: \(error)")
  }
}

/// The X25519 shared secret of a private and a public key, or `nil` for a point of low order.
func agree(_ key: X25519PrivateKey, _ publicKey: [UInt8]) throws(AgeError) -> SecretBytes? {
  try agree(key, publicKey.span)
}

/// The X25519 shared secret of a private and a public key, or `nil` for a point of low order.
func agree(_ key: X25519PrivateKey, _ publicKey: Span<UInt8>) throws(AgeError) -> SecretBytes? {
  do throws(OpenSSLError) {
    return try key.sharedSecret(with: publicKey)
  } catch {
    throw AgeError(.internal, "key agreement failed: \(error)")
  }
}

/// The sizes and the two operations that every kind of stanza shares.
enum FileKey {
  /// The length of a file key, in bytes.
  static let size = 16
  /// The length of a file key sealed with ChaCha20-Poly1305, in bytes.
  static let sealedSize = size + ChaCha20Poly1305.tagSize

  // Safe because a wrap key seals one file key and nothing else, ever.
  static let zeroNonce = [UInt8](repeating: 0, count: ChaCha20Poly1305.nonceSize)

  /// Seals a file key with a wrap key that is used once.
  static func seal(
    _ fileKey: borrowing SecretBytes, with wrapKey: consuming SecretBytes,
    nonce: [UInt8] = zeroNonce
  ) throws(AgeError) -> [UInt8] {
    var body = [UInt8](repeating: 0, count: fileKey.count + ChaCha20Poly1305.tagSize)
    var output = body.mutableSpan
    do throws(OpenSSLError) {
      try ChaCha20Poly1305(key: wrapKey).seal(fileKey.bytes, nonce: nonce.span, into: &output)
    } catch {
      throw AgeError(.internal, "cannot seal a file key: \(error)")
    }
    return body
  }

  /// Opens a sealed file key, or returns `nil` if another key sealed it.
  static func open(
    _ body: Span<UInt8>, with wrapKey: consuming SecretBytes, nonce: [UInt8] = zeroNonce
  ) throws(AgeError) -> Secret? {
    do throws(OpenSSLError) {
      let cipher = try ChaCha20Poly1305(key: wrapKey)
      let key = try SecretBytes(count: body.count - ChaCha20Poly1305.tagSize) {
        (output: inout MutableSpan<UInt8>) throws(OpenSSLError) in
        try cipher.open(body, nonce: nonce.span, into: &output)
      }
      return Secret(key)
    } catch {
      if error.code == .authenticationFailure { return nil }
      throw AgeError(.internal, "cannot open a file key: \(error)")
    }
  }
}
