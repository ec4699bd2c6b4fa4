private import COpenSSL

/// A public key that checks signatures.
public enum SignatureKey: Hashable, Sendable {
  /// An elliptic curve of FIPS 186-4.
  public enum Curve: Hashable, Sendable, CaseIterable {
    /// NIST P-256.
    case p256
    /// NIST P-384.
    case p384
    /// NIST P-521.
    case p521

    /// The length of an uncompressed point, in bytes.
    public var pointSize: Int {
      switch self {
      case .p256: 65
      case .p384: 97
      case .p521: 133
      }
    }

    /// The object identifier of the curve, in DER (RFC 5480).
    fileprivate var identifier: [UInt8] {
      switch self {
      case .p256: [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]
      case .p384: [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x22]
      case .p521: [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x23]
      }
    }
  }

  /// The hash that a signature is made over.
  public enum Hash: Hashable, Sendable {
    /// SHA-256.
    case sha256
    /// SHA-384.
    case sha384
    /// SHA-512.
    case sha512

    fileprivate var name: StaticString {
      switch self {
      case .sha256: "SHA256"
      case .sha384: "SHA384"
      case .sha512: "SHA512"
      }
    }
  }

  /// An Ed25519 key of 32 bytes (RFC 8032).
  case ed25519([UInt8])
  /// An RSA key, for PKCS #1 v1.5; both numbers unsigned and big-endian.
  case rsa(modulus: [UInt8], exponent: [UInt8])
  /// A point of a curve, uncompressed, for ECDSA.
  case ecdsa(Curve, point: [UInt8])

  /// Whether a signature is this key's over a message.
  ///
  /// - Parameters:
  ///   - signature: 64 bytes for Ed25519, the modulus's size for RSA, for ECDSA both numbers in
  ///     DER as ``derSignature(r:s:)`` writes them.
  ///   - message: What was signed.
  ///   - hash: The hash; Ed25519 has its own and takes `nil`.
  /// - Returns: `false` also for a key that OpenSSL refuses.
  /// - Throws: ``OpenSSLError`` if OpenSSL cannot start.
  public func accepts(_ signature: Span<UInt8>, of message: Span<UInt8>, hash: Hash?)
    throws(OpenSSLError) -> Bool
  {
    let der = subjectPublicKeyInfo
    let read = unsafe der.withUnsafeBufferPointer { buffer in
      var cursor = buffer.baseAddress
      return unsafe d2i_PUBKEY(nil, &cursor, CLong(buffer.count))
    }
    guard let key = unsafe read else {
      ERR_clear_error()
      return false
    }
    defer { unsafe EVP_PKEY_free(key) }
    guard let context = unsafe EVP_MD_CTX_new() else {
      throw OpenSSLError(.internalFailure, in: "EVP_MD_CTX_new")
    }
    defer { unsafe EVP_MD_CTX_free(context) }
    let name = unsafe hash.map { unsafe Parameter.name($0.name) }
    try check(
      unsafe EVP_DigestVerifyInit_ex(context, nil, name, nil, nil, key, nil),
      "EVP_DigestVerifyInit_ex")
    let result = unsafe signature.withUnsafeBufferPointer { signature in
      unsafe message.withUnsafeBufferPointer { message in
        unsafe EVP_DigestVerify(
          context, signature.baseAddress, signature.count, message.baseAddress, message.count)
      }
    }
    // A signature of another length or form is an error to OpenSSL, and to us just wrong.
    if result != 1 { ERR_clear_error() }
    return result == 1
  }

  /// The two numbers of an ECDSA signature, unsigned and big-endian, as DER.
  public static func derSignature(r: [UInt8], s: [UInt8]) -> [UInt8] {
    DER.sequence(DER.integer(r) + DER.integer(s))
  }

  /// The key as X.509 has it (RFC 5280 §4.1), which OpenSSL checks when it reads it.
  private var subjectPublicKeyInfo: [UInt8] {
    switch self {
    case .ed25519(let key):
      DER.sequence(DER.sequence([0x06, 0x03, 0x2B, 0x65, 0x70]) + DER.bits(key))
    case .rsa(let modulus, let exponent):
      DER.sequence(
        DER.sequence([
          0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00,
        ]) + DER.bits(DER.sequence(DER.integer(modulus) + DER.integer(exponent))))
    case .ecdsa(let curve, let point):
      DER.sequence(
        DER.sequence([0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01] + curve.identifier)
          + DER.bits(point))
    }
  }
}

/// Writes the few forms of DER that keys and signatures need (X.690).
private enum DER {
  static func sequence(_ contents: [UInt8]) -> [UInt8] { value(0x30, contents) }

  static func bits(_ contents: [UInt8]) -> [UInt8] { value(0x03, [0] + contents) }

  static func integer(_ number: [UInt8]) -> [UInt8] {
    let digits = Array(number.drop { $0 == 0 })
    // A leading bit would make it negative.
    let isPadded = digits.first.map { $0 >= 0x80 } ?? true
    return value(0x02, isPadded ? [0] + digits : digits)
  }

  private static func value(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
    [tag] + length(contents.count) + contents
  }

  private static func length(_ count: Int) -> [UInt8] {
    guard count >= 0x80 else { return [UInt8(count)] }
    var rest = count
    var digits: [UInt8] = []
    while rest > 0 {
      digits.insert(UInt8(truncatingIfNeeded: rest), at: 0)
      rest >>= 8
    }
    return [0x80 | UInt8(digits.count)] + digits
  }
}
