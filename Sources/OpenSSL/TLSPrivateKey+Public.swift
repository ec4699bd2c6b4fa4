internal import COpenSSL
internal import Secrets

extension TLSPrivateKey {
  /// What kind of key it is.
  public enum Algorithm: Hashable, Sendable {
    /// RSA, with the size of its modulus.
    case rsa(bits: Int)
    /// An elliptic curve, by OpenSSL's name for it, such as `prime256v1`.
    case ec(curve: String)
    /// Ed25519 (RFC 8032).
    case ed25519
    /// Anything else.
    case other
  }

  /// What kind of key it is.
  public var algorithm: Algorithm {
    defer { ERR_clear_error() }
    if unsafe EVP_PKEY_is_a(pointer, "RSA") == 1 {
      return unsafe .rsa(bits: Int(EVP_PKEY_get_bits(pointer)))
    }
    if unsafe EVP_PKEY_is_a(pointer, "ED25519") == 1 { return .ed25519 }
    guard unsafe EVP_PKEY_is_a(pointer, "EC") == 1 else { return .other }
    var name = [CChar](repeating: 0, count: 80)
    var count = 0
    guard unsafe EVP_PKEY_get_group_name(pointer, &name, name.count, &count) == 1 else {
      return .other
    }
    return .ec(
      curve: String(decoding: name[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self))
  }

  /// The public half as a SubjectPublicKeyInfo in DER (RFC 5280).
  ///
  /// - Throws: ``PEMError`` with code `unsupported` for a key that has no such form.
  public func publicKeyInfo() throws(PEMError) -> [UInt8] {
    defer { ERR_clear_error() }
    var output: UnsafeMutablePointer<UInt8>?
    let count = unsafe i2d_PUBKEY(pointer, &output)
    guard count > 0, let output = unsafe output else {
      throw PEMError(.unsupported, "the private key has no public half that can be written")
    }
    defer { unsafe CRYPTO_free(output, #fileID, #line) }
    return unsafe Array(UnsafeBufferPointer(start: output, count: Int(count)))
  }

  /// The public half in PEM, as `PUBLIC KEY`, with a line break at its end.
  ///
  /// - Throws: ``PEMError`` with code `unsupported` for a key that has no such form.
  public func publicKeyPEM() throws(PEMError) -> String {
    let der = try publicKeyInfo()
    var text = "-----BEGIN PUBLIC KEY-----\n"
    var rest = Substring(Base64.encode(der.span))
    while !rest.isEmpty {
      text += rest.prefix(64) + "\n"
      rest = rest.dropFirst(64)
    }
    return text + "-----END PUBLIC KEY-----\n"
  }
}
