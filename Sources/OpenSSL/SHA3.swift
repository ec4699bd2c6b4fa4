private import COpenSSL
public import Secrets

/// SHA3-256 and SHAKE256 (FIPS 202) of secrets.
public enum SHA3 {
  /// The SHA3-256 hash of a secret, 32 bytes.
  ///
  /// - Throws: ``OpenSSLError`` if OpenSSL fails.
  public static func sha256(of bytes: Span<UInt8>) throws(OpenSSLError) -> SecretBytes {
    try hash(bytes, "SHA3-256", count: 32)
  }

  /// The first `count` bytes of a secret's SHAKE256 output.
  ///
  /// - Throws: ``OpenSSLError`` if OpenSSL fails.
  public static func shake256(of bytes: Span<UInt8>, count: Int) throws(OpenSSLError)
    -> SecretBytes
  {
    try hash(bytes, "SHAKE256", count: count)
  }

  private static func hash(_ bytes: Span<UInt8>, _ name: StaticString, count: Int)
    throws(OpenSSLError) -> SecretBytes
  {
    guard let algorithm = unsafe EVP_MD_fetch(nil, Parameter.name(name), nil) else {
      throw OpenSSLError(.internalFailure, in: "EVP_MD_fetch")
    }
    defer { unsafe EVP_MD_free(algorithm) }
    guard let context = unsafe EVP_MD_CTX_new() else {
      throw OpenSSLError(.internalFailure, in: "EVP_MD_CTX_new")
    }
    defer { unsafe EVP_MD_CTX_free(context) }
    try check(unsafe EVP_DigestInit_ex2(context, algorithm, nil), "EVP_DigestInit_ex2")
    let updated = unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    }
    try check(updated, "EVP_DigestUpdate")
    return try SecretBytes(count: count) {
      (output: inout MutableSpan<UInt8>) throws(OpenSSLError) in
      let result = unsafe output.withUnsafeMutableBufferPointer { output in
        // The extendable function may be finished once only: a second call gives wrong bytes.
        unsafe EVP_MD_get_flags(algorithm) & UInt(EVP_MD_FLAG_XOF) != 0
          ? EVP_DigestFinalXOF(context, output.baseAddress, output.count)
          : EVP_DigestFinal_ex(context, output.baseAddress, nil)
      }
      try check(result, "EVP_DigestFinal")
    }
  }
}
