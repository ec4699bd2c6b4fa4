private import COpenSSL
public import Secrets

/// ChaCha20-Poly1305 (RFC 8439) with one key: 12-byte nonces, 16-byte tags after the ciphertext.
@safe
public struct ChaCha20Poly1305: ~Copyable {
  /// The length of a key, in bytes.
  public static let keySize = 32
  /// The length of a nonce, in bytes.
  public static let nonceSize = 12
  /// The length of the tag that ends each ciphertext, in bytes.
  public static let tagSize = 16

  private static let cipher = FetchedCipher("ChaCha20-Poly1305")

  private let key: SecretBytes
  private let context: CipherContext

  /// Prepares a key of 32 bytes.
  ///
  /// - Throws: ``OpenSSLError`` with code `invalidLength` for a key of another size.
  public init(key: consuming SecretBytes) throws(OpenSSLError) {
    guard key.count == Self.keySize else {
      throw OpenSSLError(.invalidLength, in: "ChaCha20Poly1305")
    }
    context = try CipherContext()
    self.key = key
  }

  /// Encrypts a message into `output`, which is exactly one tag longer.
  ///
  /// - Throws: ``OpenSSLError`` with code `invalidLength` for a nonce or output of a wrong size.
  public borrowing func seal(
    _ plaintext: Span<UInt8>, nonce: Span<UInt8>, into output: inout MutableSpan<UInt8>
  ) throws(OpenSSLError) {
    guard nonce.count == Self.nonceSize, output.count == plaintext.count + Self.tagSize else {
      throw OpenSSLError(.invalidLength, in: "ChaCha20Poly1305.seal")
    }
    try context.start(.encrypt, Self.cipher, key: key.bytes, nonce: nonce)
    try context.update(plaintext, into: &output)
    let tag = try context.finishSealing(tagSize: Self.tagSize)
    for index in tag.indices { output[plaintext.count + index] = tag[index] }
  }

  /// Decrypts a message with its tag into `output`, which is exactly one tag shorter.
  ///
  /// If the tag is wrong, `output` is wiped: it held plaintext that nobody vouches for.
  ///
  /// - Throws: ``OpenSSLError`` with code `authenticationFailure` if the key is wrong or any
  ///   byte differs, `invalidLength` for a nonce, message or output of a wrong size.
  public borrowing func open(
    _ ciphertext: Span<UInt8>, nonce: Span<UInt8>, into output: inout MutableSpan<UInt8>
  ) throws(OpenSSLError) {
    guard nonce.count == Self.nonceSize, output.count + Self.tagSize == ciphertext.count else {
      throw OpenSSLError(.invalidLength, in: "ChaCha20Poly1305.open")
    }
    try context.start(.decrypt, Self.cipher, key: key.bytes, nonce: nonce)
    do throws(OpenSSLError) {
      try context.update(ciphertext.extracting(first: output.count), into: &output)
      try context.finishOpening(tag: ciphertext.extracting(last: Self.tagSize))
    } catch {
      unsafe output.withUnsafeMutableBytes { bytes in
        unsafe OPENSSL_cleanse(bytes.baseAddress, bytes.count)
      }
      throw error
    }
  }
}
