private import COpenSSL
public import Secrets

/// Bytes from OpenSSL's random generators.
public enum RandomBytes {
  /// Bytes that may be published, such as nonces, salts, and identifiers.
  ///
  /// - Throws: ``OpenSSLError`` if the system has no entropy to give.
  public static func `public`(count: Int) throws(OpenSSLError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try check(unsafe RAND_bytes(&bytes, CInt(count)), "RAND_bytes")
    return bytes
  }

  /// Bytes that stay secret, from a generator whose output is never published.
  ///
  /// - Throws: ``OpenSSLError`` if the system has no entropy to give.
  public static func secret(count: Int) throws(OpenSSLError) -> SecretBytes {
    try SecretBytes(count: count) { (span: inout MutableSpan<UInt8>) throws(OpenSSLError) in
      let result = unsafe span.withUnsafeMutableBufferPointer { buffer in
        unsafe RAND_priv_bytes(buffer.baseAddress, CInt(buffer.count))
      }
      try check(result, "RAND_priv_bytes")
    }
  }
}
