private import COpenSSL
public import Secrets

/// HMAC (RFC 2104) with any hash function, in one go.
public enum HMAC {
  /// The tag of a message, which is itself a secret: it becomes a one-time password.
  ///
  /// - Parameters:
  ///   - message: The message.
  ///   - key: The key, of any length but zero.
  ///   - algorithm: The hash function, whose length is the tag's.
  /// - Returns: The tag.
  /// - Throws: ``OpenSSLError`` if OpenSSL refuses.
  public static func tag(of message: Span<UInt8>, key: Span<UInt8>, _ algorithm: Digest.Algorithm)
    throws(OpenSSLError) -> SecretBytes
  {
    try SecretBytes(count: algorithm.size) {
      (output: inout MutableSpan<UInt8>) throws(OpenSSLError) in
      let isDone = unsafe key.withUnsafeBufferPointer { key in
        unsafe message.withUnsafeBufferPointer { message in
          unsafe output.withUnsafeMutableBufferPointer { output in
            var written = 0
            return unsafe EVP_Q_mac(
              nil, "HMAC", nil, algorithm.name, nil, key.baseAddress, key.count,
              message.baseAddress, message.count, output.baseAddress, output.count, &written)
              != nil && written == output.count
          }
        }
      }
      guard isDone else { throw OpenSSLError(.internalFailure, in: "EVP_Q_mac") }
    }
  }
}
