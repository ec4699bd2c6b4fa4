private import COpenSSL
internal import Secrets

/// Ed25519 keys (RFC 8032) seen as X25519 keys (RFC 7748): the same curve in other coordinates.
public enum Ed25519PublicKey {
  /// The length of seeds and public keys, in bytes.
  public static let size = 32

  /// The public key of a private key's seed of 32 bytes.
  ///
  /// - Throws: ``OpenSSLError`` with code `invalidLength` for another number of bytes.
  public static func of(seed: Span<UInt8>) throws(OpenSSLError) -> [UInt8] {
    guard seed.count == size else { throw OpenSSLError(.invalidLength, in: "Ed25519") }
    let created = unsafe seed.withUnsafeBufferPointer { seed in
      unsafe EVP_PKEY_new_raw_private_key_ex(nil, "ED25519", nil, seed.baseAddress, seed.count)
    }
    guard let key = unsafe created else {
      throw OpenSSLError(.internalFailure, in: "EVP_PKEY_new_raw_private_key_ex")
    }
    defer { unsafe EVP_PKEY_free(key) }
    var publicKey = [UInt8](repeating: 0, count: size)
    var count = publicKey.count
    try check(
      unsafe EVP_PKEY_get_raw_public_key(key, &publicKey, &count), "EVP_PKEY_get_raw_public_key")
    return publicKey
  }

  /// The X25519 private key of an Ed25519 seed: the same scalar.
  ///
  /// - Throws: ``OpenSSLError`` if OpenSSL fails.
  public static func x25519PrivateKey(seed: Span<UInt8>) throws(OpenSSLError) -> X25519PrivateKey {
    let hash = try Digest.secret(of: seed, .sha512)
    return try X25519PrivateKey(hash.bytes.extracting(first: X25519PrivateKey.size))
  }

  /// The X25519 public key of an Ed25519 public key: `u = (1 + y) / (1 − y) mod 2^255 − 19`.
  ///
  /// Public data only, so that OpenSSL's general arithmetic is good enough.
  ///
  /// - Returns: 32 bytes, or `nil` if the bytes are no point of the curve, are not its
  ///   canonical form, or are the neutral element.
  /// - Throws: ``OpenSSLError`` if OpenSSL fails.
  public static func x25519PublicKey(_ publicKey: Span<UInt8>) throws(OpenSSLError) -> [UInt8]? {
    guard publicKey.count == size else { return nil }
    var coordinate = [UInt8](repeating: 0, count: size)
    for index in publicKey.indices { coordinate[index] = publicKey[index] }
    // The top bit is the sign of x, which u does not depend on.
    coordinate[size - 1] &= 0x7F
    let y = try BigNumber(littleEndian: coordinate.span)
    let field = try Field()
    let one = try BigNumber(littleEndian: [1].span)
    guard unsafe BN_cmp(y.pointer, field.prime.pointer) < 0,
      unsafe BN_cmp(y.pointer, one.pointer) != 0
    else { return nil }
    // On the curve, x² = (y² − 1) / (d·y² + 1). The quotient is a square exactly if the
    // product is, and neither factor is zero but for x = 0.
    let squared = try field.product(y, y)
    let numerator = try field.difference(squared, one)
    let denominator = try field.sum(field.product(field.d(), squared), one)
    guard try field.isSquare(field.product(numerator, denominator)) else { return nil }
    let u = try field.product(
      field.sum(one, y), field.inverse(field.difference(one, y)))
    var bytes = [UInt8](repeating: 0, count: size)
    guard unsafe BN_bn2lebinpad(u.pointer, &bytes, CInt(size)) == CInt(size) else {
      throw OpenSSLError(.internalFailure, in: "BN_bn2lebinpad")
    }
    return bytes
  }
}

/// The integers modulo 2^255 − 19.
private struct Field: ~Copyable {
  let prime: BigNumber
  private let scratch: BigNumberContext

  init() throws(OpenSSLError) {
    var bytes = [UInt8](repeating: 0xFF, count: 32)
    bytes[0] = 0xED
    bytes[31] = 0x7F
    let prime = try BigNumber(littleEndian: bytes.span)
    scratch = try BigNumberContext()
    self.prime = prime
  }

  /// The constant of edwards25519, −121665 / 121666.
  func d() throws(OpenSSLError) -> BigNumber {
    let numerator = try BigNumber(bigEndian: [0x01, 0xDB, 0x41].span)
    let denominator = try BigNumber(bigEndian: [0x01, 0xDB, 0x42].span)
    return try difference(BigNumber(), product(numerator, inverse(denominator)))
  }

  func sum(_ left: borrowing BigNumber, _ right: borrowing BigNumber) throws(OpenSSLError)
    -> BigNumber
  {
    let result = try BigNumber()
    try check(
      unsafe BN_mod_add(
        result.pointer, left.pointer, right.pointer, prime.pointer, scratch.pointer), "BN_mod_add")
    return result
  }

  func difference(_ left: borrowing BigNumber, _ right: borrowing BigNumber) throws(OpenSSLError)
    -> BigNumber
  {
    let result = try BigNumber()
    try check(
      unsafe BN_mod_sub(
        result.pointer, left.pointer, right.pointer, prime.pointer, scratch.pointer), "BN_mod_sub")
    return result
  }

  func product(_ left: borrowing BigNumber, _ right: borrowing BigNumber) throws(OpenSSLError)
    -> BigNumber
  {
    let result = try BigNumber()
    try check(
      unsafe BN_mod_mul(
        result.pointer, left.pointer, right.pointer, prime.pointer, scratch.pointer), "BN_mod_mul")
    return result
  }

  func inverse(_ number: borrowing BigNumber) throws(OpenSSLError) -> BigNumber {
    let result = try BigNumber()
    guard
      unsafe BN_mod_inverse(result.pointer, number.pointer, prime.pointer, scratch.pointer) != nil
    else { throw OpenSSLError(.internalFailure, in: "BN_mod_inverse") }
    return result
  }

  /// Whether a number has a square root; zero has.
  func isSquare(_ number: borrowing BigNumber) throws(OpenSSLError) -> Bool {
    let symbol = unsafe BN_kronecker(number.pointer, prime.pointer, scratch.pointer)
    guard symbol >= -1 else { throw OpenSSLError(.internalFailure, in: "BN_kronecker") }
    return symbol != -1
  }
}
