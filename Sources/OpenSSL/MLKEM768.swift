private import COpenSSL
public import Secrets

/// ML-KEM-768 (FIPS 203), where the libcrypto that is loaded has it: from OpenSSL 3.5 on.
public enum MLKEM768 {
  /// The length of the seed that a private key is made from, in bytes.
  public static let seedSize = 64
  /// The length of a public key, in bytes.
  public static let publicKeySize = 1184
  /// The length of a ciphertext, in bytes.
  public static let ciphertextSize = 1088
  /// The length of a shared secret, in bytes.
  public static let sharedSecretSize = 32

  /// Whether the loaded libcrypto has the algorithm.
  public static let isAvailable: Bool = {
    guard let context = unsafe EVP_PKEY_CTX_new_from_name(nil, "ML-KEM-768", nil) else {
      ERR_clear_error()
      return false
    }
    unsafe EVP_PKEY_CTX_free(context)
    return true
  }()

  /// Makes a shared secret and the ciphertext that carries it to the owner of a public key.
  ///
  /// - Returns: The pair, or `nil` if the bytes are no public key.
  /// - Throws: ``OpenSSLError`` if libcrypto lacks the algorithm or fails.
  public static func encapsulate(to publicKey: Span<UInt8>) throws(OpenSSLError)
    -> (ciphertext: [UInt8], sharedSecret: Secret)?
  {
    guard publicKey.count == publicKeySize else { return nil }
    guard let key = unsafe try makeKey("pub", publicKey, selection: 0x86) else { return nil }
    defer { unsafe EVP_PKEY_free(key) }
    guard let context = unsafe EVP_PKEY_CTX_new_from_pkey(nil, key, nil) else {
      throw OpenSSLError(.internalFailure, in: "EVP_PKEY_CTX_new_from_pkey")
    }
    defer { unsafe EVP_PKEY_CTX_free(context) }
    try check(unsafe EVP_PKEY_encapsulate_init(context, nil), "EVP_PKEY_encapsulate_init")
    var ciphertext = [UInt8](repeating: 0, count: ciphertextSize)
    var ciphertextCount = ciphertextSize
    let sharedSecret = try SecretBytes(count: sharedSecretSize) {
      (output: inout MutableSpan<UInt8>) throws(OpenSSLError) in
      let result = unsafe output.withUnsafeMutableBufferPointer { output in
        var count = output.count
        return unsafe EVP_PKEY_encapsulate(
          context, &ciphertext, &ciphertextCount, output.baseAddress, &count)
      }
      try check(result, "EVP_PKEY_encapsulate")
    }
    return (ciphertext, Secret(sharedSecret))
  }

  /// Makes a key from one parameter, or returns `nil` if the bytes are no such key.
  fileprivate static func makeKey(_ name: StaticString, _ bytes: Span<UInt8>, selection: CInt)
    throws(OpenSSLError) -> OpaquePointer?
  {
    guard let context = unsafe EVP_PKEY_CTX_new_from_name(nil, "ML-KEM-768", nil) else {
      throw OpenSSLError(.internalFailure, in: "EVP_PKEY_CTX_new_from_name")
    }
    defer { unsafe EVP_PKEY_CTX_free(context) }
    try check(unsafe EVP_PKEY_fromdata_init(context), "EVP_PKEY_fromdata_init")
    var key: OpaquePointer?
    let result = unsafe Parameter.withBytes(of: bytes) { bytes, count in
      var parameters = unsafe [
        OSSL_PARAM_construct_octet_string(Parameter.name(name), bytes, count),
        OSSL_PARAM_construct_end(),
      ]
      return unsafe EVP_PKEY_fromdata(context, &key, selection, &parameters)
    }
    guard result == 1 else {
      ERR_clear_error()
      return nil
    }
    return unsafe key
  }
}

/// An ML-KEM-768 private key, prepared once for any number of decapsulations.
@safe
public final class MLKEM768PrivateKey {
  private let pointer: OpaquePointer
  /// The public key, 1,184 bytes.
  public let publicKey: [UInt8]

  /// Prepares the private key of a seed of 64 bytes.
  ///
  /// - Throws: ``OpenSSLError`` with code `invalidLength` for a seed of another size,
  ///   `internalFailure` if libcrypto lacks the algorithm.
  public init(seed: Span<UInt8>) throws(OpenSSLError) {
    guard seed.count == MLKEM768.seedSize else {
      throw OpenSSLError(.invalidLength, in: "MLKEM768PrivateKey")
    }
    guard let pointer = unsafe try MLKEM768.makeKey("seed", seed, selection: 0x87) else {
      throw OpenSSLError(.internalFailure, in: "EVP_PKEY_fromdata")
    }
    var publicKey = [UInt8](repeating: 0, count: MLKEM768.publicKeySize)
    var count = 0
    guard
      unsafe EVP_PKEY_get_octet_string_param(
        pointer, Parameter.name("pub"), &publicKey, publicKey.count, &count) == 1,
      count == MLKEM768.publicKeySize
    else {
      unsafe EVP_PKEY_free(pointer)
      throw OpenSSLError(.internalFailure, in: "EVP_PKEY_get_octet_string_param")
    }
    unsafe self.pointer = pointer
    self.publicKey = publicKey
  }

  deinit { unsafe EVP_PKEY_free(pointer) }

  /// The shared secret that a ciphertext carries: another one if the ciphertext was altered.
  ///
  /// - Throws: ``OpenSSLError`` with code `invalidLength` for a ciphertext of a wrong size.
  public func decapsulate(_ ciphertext: Span<UInt8>) throws(OpenSSLError) -> SecretBytes {
    guard ciphertext.count == MLKEM768.ciphertextSize else {
      throw OpenSSLError(.invalidLength, in: "MLKEM768PrivateKey")
    }
    guard let context = unsafe EVP_PKEY_CTX_new_from_pkey(nil, pointer, nil) else {
      throw OpenSSLError(.internalFailure, in: "EVP_PKEY_CTX_new_from_pkey")
    }
    defer { unsafe EVP_PKEY_CTX_free(context) }
    try check(unsafe EVP_PKEY_decapsulate_init(context, nil), "EVP_PKEY_decapsulate_init")
    return try SecretBytes(count: MLKEM768.sharedSecretSize) {
      (output: inout MutableSpan<UInt8>) throws(OpenSSLError) in
      let result = unsafe output.withUnsafeMutableBufferPointer { output in
        unsafe ciphertext.withUnsafeBufferPointer { ciphertext in
          var count = output.count
          return unsafe EVP_PKEY_decapsulate(
            context, output.baseAddress, &count, ciphertext.baseAddress, ciphertext.count)
        }
      }
      try check(result, "EVP_PKEY_decapsulate")
    }
  }
}

// An `EVP_PKEY` is reference counted atomically and locks its caches; this one never changes.
extension MLKEM768PrivateKey: @unchecked Sendable {}
