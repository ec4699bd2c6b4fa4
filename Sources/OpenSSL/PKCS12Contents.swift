internal import COpenSSL
public import Secrets

/// What is in a PKCS#12 key store (RFC 7292): private keys with their aliases, and certificates.
public struct PKCS12Contents {
  /// A private key of a store.
  public struct Key {
    /// Its alias, which a store need not give it.
    public let name: String?
    /// The key.
    public let key: TLSPrivateKey
  }

  /// The private keys, in the order in which the store has them.
  public private(set) var keys: [Key] = []
  /// The certificates, in the order in which the store has them.
  public private(set) var certificates: [X509Certificate] = []

  /// Opens a store.
  ///
  /// - Parameters:
  ///   - der: The store in DER.
  ///   - password: Its password, in UTF-8.
  /// - Throws: ``PEMError``: `malformed` for bytes that are no store, `wrongPassphrase` for a
  ///   password that does not open it, `unsupported` for a cipher that the system has given up.
  public init(_ der: Span<UInt8>, password: borrowing SecretBytes) throws(PEMError) {
    defer { ERR_clear_error() }
    switch PKCS12File.check(der, password: password) {
    case .opens: break
    case .malformed: throw PEMError(.malformed, "is no PKCS#12")
    case .wrongPassword: throw PEMError(.wrongPassphrase, "does not open with its password")
    }
    let decoded = unsafe der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
      var cursor = buffer.baseAddress
      return unsafe d2i_PKCS12(nil, &cursor, CLong(buffer.count))
    }
    guard let store = unsafe decoded else { throw PEMError(.malformed, "is no PKCS#12") }
    defer { unsafe PKCS12_free(store) }
    guard let safes = unsafe PKCS12_unpack_authsafes(store) else {
      throw PEMError(.malformed, "is no PKCS#12 that can be unpacked")
    }
    defer { unsafe Self.free(safes) { unsafe PKCS7_free($0.assumingMemoryBound(to: PKCS7.self)) } }
    let count = unsafe OPENSSL_sk_num(safes)
    for index in 0..<count {
      guard let safe = unsafe OPENSSL_sk_value(safes, index) else { continue }
      try unsafe read(safe.assumingMemoryBound(to: PKCS7.self), password)
    }
  }

  private mutating func read(
    _ safe: UnsafeMutablePointer<PKCS7>, _ password: borrowing SecretBytes
  ) throws(PEMError) {
    let bags: OpaquePointer?
    if unsafe OBJ_obj2nid(safe.pointee.type) == NID_pkcs7_data {
      unsafe bags = unsafe PKCS12_unpack_p7data(safe)
    } else {
      unsafe bags = Self.with(password) { text, count in
        unsafe PKCS12_unpack_p7encdata(safe, text, count)
      }
    }
    guard let bags = unsafe bags else { throw Self.unreadable }
    defer { unsafe Self.free(bags) { unsafe PKCS12_SAFEBAG_free(OpaquePointer($0)) } }
    try unsafe read(bags: bags, password)
  }

  private mutating func read(bags: OpaquePointer, _ password: borrowing SecretBytes)
    throws(PEMError)
  {
    let count = unsafe OPENSSL_sk_num(bags)
    for index in 0..<count {
      guard let value = unsafe OPENSSL_sk_value(bags, index) else { continue }
      let bag = OpaquePointer(value)
      switch unsafe PKCS12_SAFEBAG_get_nid(bag) {
      case NID_keyBag:
        guard let info = unsafe PKCS12_SAFEBAG_get0_p8inf(bag) else { throw Self.unreadable }
        try unsafe append(info, of: bag)
      case NID_pkcs8ShroudedKeyBag:
        let info = unsafe Self.with(password) { text, count in
          unsafe PKCS12_decrypt_skey(bag, text, count)
        }
        guard let info = unsafe info else { throw Self.unreadable }
        defer { unsafe PKCS8_PRIV_KEY_INFO_free(info) }
        try unsafe append(info, of: bag)
      case NID_certBag where unsafe PKCS12_SAFEBAG_get_bag_nid(bag) == NID_x509Certificate:
        guard let certificate = unsafe PKCS12_SAFEBAG_get1_cert(bag) else { throw Self.unreadable }
        defer { unsafe X509_free(certificate) }
        certificates.append(try X509Certificate(der: try unsafe Self.der(of: certificate)))
      case NID_safeContentsBag:
        guard let inner = unsafe PKCS12_SAFEBAG_get0_safes(bag) else { throw Self.unreadable }
        try unsafe read(bags: inner, password)
      default: continue
      }
    }
  }

  private mutating func append(_ info: OpaquePointer, of bag: OpaquePointer) throws(PEMError) {
    guard let key = unsafe EVP_PKCS82PKEY(info) else { throw Self.unreadable }
    keys.append(
      Key(name: unsafe Self.name(of: bag), key: unsafe TLSPrivateKey(takingOwnership: key)))
  }

  private static func name(of bag: OpaquePointer) -> String? {
    guard let text = unsafe PKCS12_get_friendlyname(bag) else { return nil }
    defer { unsafe CRYPTO_free(text, #fileID, #line) }
    return unsafe String(cString: text)
  }

  private static func der(of certificate: OpaquePointer) throws(PEMError) -> [UInt8] {
    var output: UnsafeMutablePointer<UInt8>?
    let count = unsafe i2d_X509(certificate, &output)
    guard count > 0, let output = unsafe output else { throw unreadable }
    defer { unsafe CRYPTO_free(output, #fileID, #line) }
    return unsafe Array(UnsafeBufferPointer(start: output, count: Int(count)))
  }

  /// OpenSSL 3 reads RC2, which stores of before 2018 have, only with its legacy provider.
  private static var unreadable: PEMError {
    PEMError(
      .unsupported,
      "is protected by a cipher that OpenSSL no longer has: write it anew with 'openssl pkcs12"
        + " -legacy'")
  }

  private static func free(_ stack: OpaquePointer, _ body: (UnsafeMutableRawPointer) -> Void) {
    let count = unsafe OPENSSL_sk_num(stack)
    for index in 0..<count {
      if let element = unsafe OPENSSL_sk_value(stack, index) { unsafe body(element) }
    }
    unsafe OPENSSL_sk_free(stack)
  }

  private static func with<Result>(
    _ password: borrowing SecretBytes, _ body: (UnsafePointer<CChar>?, CInt) -> Result
  ) -> Result {
    unsafe password.bytes.withUnsafeBytes { bytes in
      unsafe body(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), CInt(bytes.count))
    }
  }
}
