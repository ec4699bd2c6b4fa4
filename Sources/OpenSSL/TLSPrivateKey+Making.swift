internal import COpenSSL
public import Secrets

extension TLSPrivateKey {
  /// A new key.
  ///
  /// - Parameter algorithm: What kind of key; RSA has from 2048 to 16384 bits.
  /// - Returns: The key.
  /// - Throws: ``OpenSSLError`` if there is no entropy, or OpenSSL knows no such key.
  public static func make(_ algorithm: Algorithm) throws(OpenSSLError) -> TLSPrivateKey {
    let name: String
    switch algorithm {
    case .rsa: name = "RSA"
    case .ec: name = "EC"
    case .ed25519: name = "ED25519"
    case .other: throw OpenSSLError(.internalFailure, in: "TLSPrivateKey.make")
    }
    guard let context = unsafe EVP_PKEY_CTX_new_from_name(nil, name, nil) else {
      throw OpenSSLError(.internalFailure, in: "EVP_PKEY_CTX_new_from_name")
    }
    defer { unsafe EVP_PKEY_CTX_free(context) }
    try check(unsafe EVP_PKEY_keygen_init(context), "EVP_PKEY_keygen_init")
    switch algorithm {
    case .rsa(let bits):
      guard (2048...16384).contains(bits) else {
        throw OpenSSLError(.invalidLength, in: "TLSPrivateKey.make")
      }
      try check(
        unsafe EVP_PKEY_CTX_set_rsa_keygen_bits(context, CInt(bits)),
        "EVP_PKEY_CTX_set_rsa_keygen_bits")
    case .ec(let curve):
      try check(
        unsafe EVP_PKEY_CTX_set_group_name(context, curve), "EVP_PKEY_CTX_set_group_name")
    case .ed25519, .other: break
    }
    var made: OpaquePointer?
    try check(unsafe EVP_PKEY_generate(context, &made), "EVP_PKEY_generate")
    guard let made = unsafe made else {
      throw OpenSSLError(.internalFailure, in: "EVP_PKEY_generate")
    }
    return unsafe TLSPrivateKey(takingOwnership: made)
  }

  /// The numbers that a private key consists of, by OpenSSL's names, such as `rsa-factor1`.
  ///
  /// - Parameter name: `n`, `e`, `d`, `rsa-factor1`, `rsa-factor2`, `rsa-coefficient1` of an RSA
  ///   key, `priv` of an elliptic curve's.
  /// - Returns: The number in big-endian bytes, as few as it needs.
  /// - Throws: ``OpenSSLError`` if the key has no such number.
  public func secretNumber(_ name: String) throws(OpenSSLError) -> SecretBytes {
    var found: OpaquePointer?
    try check(unsafe EVP_PKEY_get_bn_param(pointer, name, &found), "EVP_PKEY_get_bn_param")
    guard let found = unsafe found else {
      throw OpenSSLError(.internalFailure, in: "EVP_PKEY_get_bn_param")
    }
    let number = unsafe BigNumber(takingOwnership: found)
    let count = unsafe (Int(BN_num_bits(number.pointer)) + 7) / 8
    return try SecretBytes(count: count) {
      (output: inout MutableSpan<UInt8>) throws(OpenSSLError) in
      let written = unsafe output.withUnsafeMutableBufferPointer { output in
        unsafe BN_bn2binpad(number.pointer, output.baseAddress, CInt(output.count))
      }
      guard Int(written) == count else {
        throw OpenSSLError(.internalFailure, in: "BN_bn2binpad")
      }
    }
  }

  /// The seed of an Ed25519 key, 32 bytes.
  ///
  /// - Throws: ``OpenSSLError`` for a key of another kind.
  public func seed() throws(OpenSSLError) -> SecretBytes {
    try SecretBytes(count: Ed25519PublicKey.size) {
      (output: inout MutableSpan<UInt8>) throws(OpenSSLError) in
      let result = unsafe output.withUnsafeMutableBufferPointer { output in
        var count = output.count
        return unsafe EVP_PKEY_get_raw_private_key(pointer, output.baseAddress, &count)
      }
      try check(result, "EVP_PKEY_get_raw_private_key")
    }
  }
}
