private import COpenSSL
public import Secrets

/// The scrypt key derivation function (RFC 7914) with block size 8 and parallelism 1.
public enum Scrypt {
  private static let blockSize: UInt32 = 8
  private static let parallelism: UInt32 = 1

  /// Derives a key from a passphrase.
  ///
  /// It takes 1 KiB of memory × 2^`workFactor`, and time to match: bound the work factor of
  /// what others wrote before calling this.
  ///
  /// - Parameters:
  ///   - passphrase: The passphrase.
  ///   - salt: The salt.
  ///   - workFactor: The base-2 logarithm of the cost, from 1 to 30.
  ///   - count: The number of bytes to derive.
  /// - Returns: `count` bytes.
  /// - Throws: ``OpenSSLError`` with code `invalidLength` for a work factor out of range,
  ///   `internalFailure` if the memory cannot be had.
  public static func derive(
    from passphrase: Span<UInt8>, salt: Span<UInt8>, workFactor: Int, count: Int = 32
  ) throws(OpenSSLError) -> SecretBytes {
    guard (1...30).contains(workFactor), count > 0 else {
      throw OpenSSLError(.invalidLength, in: "Scrypt.derive")
    }
    guard let algorithm = unsafe EVP_KDF_fetch(nil, "SCRYPT", nil) else {
      throw OpenSSLError(.internalFailure, in: "EVP_KDF_fetch")
    }
    defer { unsafe EVP_KDF_free(algorithm) }
    guard let context = unsafe EVP_KDF_CTX_new(algorithm) else {
      throw OpenSSLError(.internalFailure, in: "EVP_KDF_CTX_new")
    }
    defer { unsafe EVP_KDF_CTX_free(context) }
    var cost = UInt64(1) << UInt64(workFactor)
    // OpenSSL needs three blocks more than RFC 7914's table.
    var memory = 128 * UInt64(blockSize) * (cost + 4)
    var blockSize = blockSize
    var parallelism = parallelism
    return try SecretBytes(count: count) {
      (output: inout MutableSpan<UInt8>) throws(OpenSSLError) in
      let result = unsafe output.withUnsafeMutableBufferPointer { output in
        unsafe Parameter.withBytes(of: passphrase) { passphrase, passphraseCount in
          unsafe Parameter.withBytes(of: salt) { salt, saltCount in
            var parameters = unsafe [
              unsafe OSSL_PARAM_construct_octet_string(
                Parameter.name("pass"), passphrase, passphraseCount),
              unsafe OSSL_PARAM_construct_octet_string(Parameter.name("salt"), salt, saltCount),
              unsafe OSSL_PARAM_construct_uint64(Parameter.name("n"), &cost),
              unsafe OSSL_PARAM_construct_uint32(Parameter.name("r"), &blockSize),
              unsafe OSSL_PARAM_construct_uint32(Parameter.name("p"), &parallelism),
              unsafe OSSL_PARAM_construct_uint64(Parameter.name("maxmem_bytes"), &memory),
              unsafe OSSL_PARAM_construct_end(),
            ]
            return unsafe EVP_KDF_derive(context, output.baseAddress, output.count, &parameters)
          }
        }
      }
      try check(result, "EVP_KDF_derive")
    }
  }
}

/// What `OSSL_PARAM` needs to outlive the call that builds it.
enum Parameter {
  /// A parameter's name, which OpenSSL keeps a pointer to: only a constant is safe.
  static func name(_ name: StaticString) -> UnsafePointer<CChar> {
    unsafe UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
  }

  /// Passes on a pointer that is never nil, not even for no bytes, which OpenSSL
  /// would take for a missing parameter.
  static func withBytes<Result>(
    of span: Span<UInt8>, _ body: (UnsafeMutableRawPointer, Int) -> Result
  ) -> Result {
    unsafe span.withUnsafeBytes { bytes in
      var placeholder: UInt8 = 0
      return unsafe withUnsafeMutableBytes(of: &placeholder) { placeholder in
        let start = unsafe UnsafeMutableRawPointer(mutating: bytes.baseAddress)
        guard let start = unsafe start ?? placeholder.baseAddress else {
          preconditionFailure("a stored byte has an address")
        }
        return unsafe body(start, bytes.count)
      }
    }
  }
}
