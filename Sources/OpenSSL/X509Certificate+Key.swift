internal import COpenSSL
internal import Secrets

extension X509Certificate {
  /// The serial number in lower-case hexadecimal digits, with `-` before a negative one.
  public var serialNumber: String {
    guard let number = unsafe X509_get0_serialNumber(pointer) else { return "" }
    let count = unsafe Int(ASN1_STRING_length(number))
    guard let data = unsafe ASN1_STRING_get0_data(number), count > 0 else { return "00" }
    let bytes = unsafe Array(UnsafeBufferPointer(start: data, count: count))
    let sign = unsafe ASN1_STRING_type(number) == V_ASN1_NEG_INTEGER ? "-" : ""
    return sign + Hex.encode(bytes.span)
  }

  /// What kind of public key it certifies, such as `RSA 2048`, `EC P-256` or `Ed25519`.
  public var keyKind: String {
    defer { ERR_clear_error() }
    guard let key = unsafe X509_get0_pubkey(pointer) else { return "unknown" }
    if unsafe EVP_PKEY_is_a(key, "RSA") == 1 { return unsafe "RSA \(EVP_PKEY_get_bits(key))" }
    if unsafe EVP_PKEY_is_a(key, "EC") == 1 {
      var name = [CChar](repeating: 0, count: 80)
      var count = 0
      guard unsafe EVP_PKEY_get_group_name(key, &name, name.count, &count) == 1 else { return "EC" }
      let curve = String(
        decoding: name[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
      return "EC \(Self.curves[curve] ?? curve)"
    }
    for kind in ["Ed25519", "Ed448", "RSA-PSS", "DSA"]
    where unsafe EVP_PKEY_is_a(key, kind.uppercased()) == 1 {
      return kind
    }
    return "unknown"
  }

  /// The names that standards give the curves that OpenSSL calls otherwise.
  private static let curves = [
    "prime256v1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521",
  ]

  /// SHA-256 over its SubjectPublicKeyInfo in DER (RFC 5280), 32 bytes: the same for every
  /// certificate of one key.
  ///
  /// - Throws: ``OpenSSLError`` if OpenSSL fails.
  public func keyFingerprint() throws(OpenSSLError) -> [UInt8] {
    var output: UnsafeMutablePointer<UInt8>?
    let count = unsafe i2d_X509_PUBKEY(X509_get_X509_PUBKEY(pointer), &output)
    guard count > 0, let output = unsafe output else {
      throw OpenSSLError(.internalFailure, in: "i2d_X509_PUBKEY")
    }
    defer { unsafe CRYPTO_free(output, #fileID, #line) }
    let der = unsafe Array(UnsafeBufferPointer(start: output, count: Int(count)))
    return try Digest.of(der.span, .sha256)
  }
}
