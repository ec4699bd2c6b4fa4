internal import COpenSSL
public import Secrets

/// An RSA key that encrypts, and decrypts if it is a private one, with OAEP (RFC 8017 §7.1),
/// SHA-256 and MGF1 with SHA-256.
@safe
public final class RSAKey {
  private enum Selection { static let publicKey: CInt = 0x86, keyPair: CInt = 0x87 }

  private let pointer: OpaquePointer

  /// Takes ownership of an `EVP_PKEY` that holds an RSA key.
  init(takingOwnership pointer: OpaquePointer) { unsafe self.pointer = pointer }

  deinit { unsafe EVP_PKEY_free(pointer) }

  /// Prepares a public key from its unsigned big-endian numbers.
  ///
  /// - Throws: ``OpenSSLError`` if OpenSSL refuses them.
  public convenience init(modulus: Span<UInt8>, exponent: Span<UInt8>) throws(OpenSSLError) {
    let modulus = try BigNumber(bigEndian: modulus)
    let exponent = try BigNumber(bigEndian: exponent)
    let builder = try ParameterBuilder()
    try builder.append("n", modulus)
    try builder.append("e", exponent)
    unsafe self.init(takingOwnership: try builder.makeRSAKey(Selection.publicKey))
  }

  /// Prepares a private key from its unsigned big-endian numbers.
  ///
  /// - Parameters:
  ///   - modulus: The product of the primes.
  ///   - exponent: The public exponent.
  ///   - privateExponent: The private exponent.
  ///   - coefficient: The inverse of `secondPrime` modulo `firstPrime`.
  ///   - firstPrime: The first prime, `p`.
  ///   - secondPrime: The second prime, `q`.
  /// - Throws: ``OpenSSLError`` if OpenSSL refuses them.
  public convenience init(
    modulus: Span<UInt8>, exponent: Span<UInt8>, privateExponent: Span<UInt8>,
    coefficient: Span<UInt8>, firstPrime: Span<UInt8>, secondPrime: Span<UInt8>
  ) throws(OpenSSLError) {
    let modulus = try BigNumber(bigEndian: modulus)
    let exponent = try BigNumber(bigEndian: exponent)
    let privateExponent = try BigNumber(bigEndian: privateExponent)
    let coefficient = try BigNumber(bigEndian: coefficient)
    let firstPrime = try BigNumber(bigEndian: firstPrime)
    let secondPrime = try BigNumber(bigEndian: secondPrime)
    // OpenSSL wants the exponents modulo each prime too, which OpenSSH does not store.
    let firstExponent = try Self.reduce(privateExponent, firstPrime)
    let secondExponent = try Self.reduce(privateExponent, secondPrime)
    let builder = try ParameterBuilder()
    try builder.append("n", modulus)
    try builder.append("e", exponent)
    try builder.append("d", privateExponent)
    try builder.append("rsa-factor1", firstPrime)
    try builder.append("rsa-factor2", secondPrime)
    try builder.append("rsa-exponent1", firstExponent)
    try builder.append("rsa-exponent2", secondExponent)
    try builder.append("rsa-coefficient1", coefficient)
    unsafe self.init(takingOwnership: try builder.makeRSAKey(Selection.keyPair))
  }

  /// `exponent mod (prime − 1)`, in constant time.
  private static func reduce(_ exponent: borrowing BigNumber, _ prime: borrowing BigNumber)
    throws(OpenSSLError) -> BigNumber
  {
    let scratch = try BigNumberContext()
    guard let duplicate = unsafe BN_dup(prime.pointer) else {
      throw OpenSSLError(.internalFailure, in: "BN_dup")
    }
    let modulus = unsafe BigNumber(takingOwnership: duplicate)
    unsafe BN_set_flags(modulus.pointer, BN_FLG_CONSTTIME)
    try check(unsafe BN_sub_word(modulus.pointer, 1), "BN_sub_word")
    let result = try BigNumber()
    try check(
      unsafe BN_nnmod(result.pointer, exponent.pointer, modulus.pointer, scratch.pointer),
      "BN_nnmod")
    return result
  }

  /// The length of the modulus, in bits.
  public var bits: Int { Int(unsafe EVP_PKEY_get_bits(pointer)) }

  /// The length of a ciphertext, in bytes.
  public var size: Int { Int(unsafe EVP_PKEY_get_size(pointer)) }

  /// The modulus, as an unsigned big-endian number.
  ///
  /// - Throws: ``OpenSSLError`` if OpenSSL fails.
  public func modulus() throws(OpenSSLError) -> [UInt8] { try number("n") }

  /// The public exponent, as an unsigned big-endian number.
  ///
  /// - Throws: ``OpenSSLError`` if OpenSSL fails.
  public func exponent() throws(OpenSSLError) -> [UInt8] { try number("e") }

  private func number(_ name: StaticString) throws(OpenSSLError) -> [UInt8] {
    var found: OpaquePointer?
    try check(
      unsafe EVP_PKEY_get_bn_param(pointer, Parameter.name(name), &found), "EVP_PKEY_get_bn_param")
    guard let found = unsafe found else {
      throw OpenSSLError(.internalFailure, in: "EVP_PKEY_get_bn_param")
    }
    return unsafe BigNumber(takingOwnership: found).bigEndianBytes()
  }

  /// Encrypts a short message.
  ///
  /// - Returns: ``size`` bytes.
  /// - Throws: ``OpenSSLError`` if the message is too long for the key.
  public func encrypt(_ message: Span<UInt8>, label: Span<UInt8>) throws(OpenSSLError) -> [UInt8] {
    let context = unsafe try OAEPContext(pointer, .encrypt, label: label)
    var output = [UInt8](repeating: 0, count: size)
    var count = output.count
    let result = unsafe message.withUnsafeBufferPointer { message in
      unsafe EVP_PKEY_encrypt(
        context.pointer, &output, &count, message.baseAddress, message.count)
    }
    try check(result, "EVP_PKEY_encrypt")
    return Array(output.prefix(count))
  }

  /// Decrypts a message, or returns `nil` if it does not decrypt: why must not be told.
  ///
  /// - Throws: ``OpenSSLError`` if OpenSSL cannot start.
  public func decrypt(_ ciphertext: Span<UInt8>, label: Span<UInt8>) throws(OpenSSLError)
    -> SecretBytes?
  {
    let context = unsafe try OAEPContext(pointer, .decrypt, label: label)
    var count = 0
    let padded = SecretBytes(count: size) { output in
      let result = unsafe output.withUnsafeMutableBufferPointer { output in
        count = output.count
        return unsafe ciphertext.withUnsafeBufferPointer { ciphertext in
          unsafe EVP_PKEY_decrypt(
            context.pointer, output.baseAddress, &count, ciphertext.baseAddress, ciphertext.count)
        }
      }
      if result != 1 { count = -1 }
    }
    guard count >= 0 else {
      ERR_clear_error()
      return nil
    }
    return SecretBytes(copying: padded.bytes.extracting(first: count))
  }
}

// An `EVP_PKEY` is reference counted atomically and locks its caches; this one never changes.
extension RSAKey: @unchecked Sendable {}

/// An `EVP_PKEY_CTX` set up for one OAEP operation.
@safe
private struct OAEPContext: ~Copyable {
  enum Direction { case encrypt, decrypt }

  let pointer: OpaquePointer

  init(_ key: OpaquePointer, _ direction: Direction, label: Span<UInt8>) throws(OpenSSLError) {
    guard let pointer = unsafe EVP_PKEY_CTX_new_from_pkey(nil, key, nil) else {
      throw OpenSSLError(.internalFailure, in: "EVP_PKEY_CTX_new_from_pkey")
    }
    do throws(OpenSSLError) {
      switch direction {
      case .encrypt: try check(unsafe EVP_PKEY_encrypt_init(pointer), "EVP_PKEY_encrypt_init")
      case .decrypt: try check(unsafe EVP_PKEY_decrypt_init(pointer), "EVP_PKEY_decrypt_init")
      }
      try check(
        unsafe EVP_PKEY_CTX_set_rsa_padding(pointer, RSA_PKCS1_OAEP_PADDING),
        "EVP_PKEY_CTX_set_rsa_padding")
      // Both hashes, for the default of the first is SHA-1.
      try check(
        unsafe EVP_PKEY_CTX_set_rsa_oaep_md(pointer, FetchedDigest.sha256.pointer),
        "EVP_PKEY_CTX_set_rsa_oaep_md")
      try check(
        unsafe EVP_PKEY_CTX_set_rsa_mgf1_md(pointer, FetchedDigest.sha256.pointer),
        "EVP_PKEY_CTX_set_rsa_mgf1_md")
      unsafe try Self.setLabel(pointer, label)
    } catch {
      unsafe EVP_PKEY_CTX_free(pointer)
      throw error
    }
    unsafe self.pointer = pointer
  }

  private static func setLabel(_ pointer: OpaquePointer, _ label: Span<UInt8>)
    throws(OpenSSLError)
  {
    guard label.count > 0 else { return }
    // OpenSSL takes the copy over if it succeeds, so it must come from its own allocator.
    let copy = unsafe label.withUnsafeBytes { bytes in
      unsafe CRYPTO_memdup(bytes.baseAddress, bytes.count, #fileID, #line)
    }
    guard let copy = unsafe copy else {
      throw OpenSSLError(.internalFailure, in: "CRYPTO_memdup")
    }
    guard unsafe EVP_PKEY_CTX_set0_rsa_oaep_label(pointer, copy, CInt(label.count)) == 1 else {
      unsafe CRYPTO_free(copy, #fileID, #line)
      throw OpenSSLError(.internalFailure, in: "EVP_PKEY_CTX_set0_rsa_oaep_label")
    }
  }

  deinit { unsafe EVP_PKEY_CTX_free(pointer) }
}

/// An `OSSL_PARAM_BLD`: the numbers of a key on their way into OpenSSL.
///
/// It keeps pointers to the numbers, which must live until the key is made.
@safe
private struct ParameterBuilder: ~Copyable {
  private let pointer: OpaquePointer

  init() throws(OpenSSLError) {
    guard let pointer = unsafe OSSL_PARAM_BLD_new() else {
      throw OpenSSLError(.internalFailure, in: "OSSL_PARAM_BLD_new")
    }
    unsafe self.pointer = pointer
  }

  deinit { unsafe OSSL_PARAM_BLD_free(pointer) }

  borrowing func append(_ name: StaticString, _ number: borrowing BigNumber) throws(OpenSSLError) {
    try check(
      unsafe OSSL_PARAM_BLD_push_BN(pointer, Parameter.name(name), number.pointer),
      "OSSL_PARAM_BLD_push_BN")
  }

  borrowing func makeRSAKey(_ selection: CInt) throws(OpenSSLError) -> OpaquePointer {
    guard let parameters = unsafe OSSL_PARAM_BLD_to_param(pointer) else {
      throw OpenSSLError(.internalFailure, in: "OSSL_PARAM_BLD_to_param")
    }
    defer { unsafe OSSL_PARAM_free(parameters) }
    guard let context = unsafe EVP_PKEY_CTX_new_from_name(nil, "RSA", nil) else {
      throw OpenSSLError(.internalFailure, in: "EVP_PKEY_CTX_new_from_name")
    }
    defer { unsafe EVP_PKEY_CTX_free(context) }
    try check(unsafe EVP_PKEY_fromdata_init(context), "EVP_PKEY_fromdata_init")
    var key: OpaquePointer?
    try check(unsafe EVP_PKEY_fromdata(context, &key, selection, parameters), "EVP_PKEY_fromdata")
    guard let key = unsafe key else {
      throw OpenSSLError(.internalFailure, in: "EVP_PKEY_fromdata")
    }
    return unsafe key
  }
}
