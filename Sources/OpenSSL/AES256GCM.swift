private import COpenSSL
public import Secrets

/// AES-256-GCM (NIST SP 800-38D), with a nonce of any length and a 128-bit tag.
public enum AES256GCM {
  /// The length of a key, in bytes.
  public static let keySize = 32
  /// The length of a tag, in bytes.
  public static let tagSize = 16

  // Fetching an algorithm walks OpenSSL's providers; once a process is enough.
  private static let cipher = FetchedCipher("AES-256-GCM")

  /// Encrypts and authenticates a message.
  ///
  /// - Parameters:
  ///   - plaintext: The message.
  ///   - key: 32 bytes.
  ///   - nonce: 1 byte or more, never used twice with a key. SOPS uses 32.
  ///   - data: Bytes to authenticate and not encrypt.
  /// - Returns: The ciphertext, as long as the message, and its tag of 16 bytes.
  /// - Throws: ``OpenSSLError`` with code `invalidLength` for a key or nonce of a wrong size.
  public static func seal(
    _ plaintext: Span<UInt8>, key: borrowing SecretBytes, nonce: Span<UInt8>,
    authenticating data: Span<UInt8>
  ) throws(OpenSSLError) -> (ciphertext: [UInt8], tag: [UInt8]) {
    guard key.count == keySize, nonce.count > 0 else {
      throw OpenSSLError(.invalidLength, in: "AES256GCM.seal")
    }
    let context = try CipherContext()
    try context.start(.encrypt, cipher, key: key.bytes, nonce: nonce)
    try context.authenticate(data)
    var ciphertext = [UInt8](repeating: 0, count: plaintext.count)
    var bytes = ciphertext.mutableSpan
    try context.update(plaintext, into: &bytes)
    return (ciphertext, try context.finishSealing(tagSize: tagSize))
  }

  /// Decrypts a message, after checking that it was not altered.
  ///
  /// - Throws: ``OpenSSLError`` with code `authenticationFailure` if the key is wrong or any
  ///   byte differs, `invalidLength` for a key, nonce, or tag of a wrong size.
  public static func open(
    _ ciphertext: Span<UInt8>, tag: Span<UInt8>, key: borrowing SecretBytes, nonce: Span<UInt8>,
    authenticating data: Span<UInt8>
  ) throws(OpenSSLError) -> SecretBytes {
    guard key.count == keySize, nonce.count > 0, tag.count == tagSize else {
      throw OpenSSLError(.invalidLength, in: "AES256GCM.open")
    }
    let context = try CipherContext()
    try context.start(.decrypt, cipher, key: key.bytes, nonce: nonce)
    try context.authenticate(data)
    return try SecretBytes(count: ciphertext.count) {
      (span: inout MutableSpan<UInt8>) throws(OpenSSLError) in
      try context.update(ciphertext, into: &span)
      try context.finishOpening(tag: tag)
    }
  }
}
