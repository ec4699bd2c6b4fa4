private import COpenSSL
public import Secrets

extension Digest {
  /// The hash of a secret, which is itself a secret.
  ///
  /// - Throws: ``OpenSSLError`` if OpenSSL fails.
  public static func secret(of bytes: Span<UInt8>, _ algorithm: Algorithm) throws(OpenSSLError)
    -> SecretBytes
  {
    let fetched =
      switch algorithm {
      case .md5: FetchedDigest.md5
      case .sha1: FetchedDigest.sha1
      case .sha256: FetchedDigest.sha256
      case .sha512: FetchedDigest.sha512
      }
    return try SecretBytes(count: algorithm.size) {
      (output: inout MutableSpan<UInt8>) throws(OpenSSLError) in
      let result = unsafe bytes.withUnsafeBufferPointer { bytes in
        unsafe output.withUnsafeMutableBufferPointer { output in
          unsafe EVP_Digest(
            bytes.baseAddress, bytes.count, output.baseAddress, nil, fetched.pointer, nil)
        }
      }
      try check(result, "EVP_Digest")
    }
  }
}
