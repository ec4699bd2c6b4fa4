internal import COpenSSL
internal import Secrets

/// An X.509 certificate (RFC 5280).
@safe
public final class X509Certificate {
  let pointer: OpaquePointer
  /// The certificate in DER.
  public let der: [UInt8]

  /// Reads a certificate.
  ///
  /// - Parameter der: The certificate in DER, and nothing after it.
  /// - Throws: ``PEMError`` with code `malformed`.
  public init(der: [UInt8]) throws(PEMError) {
    var consumed = 0
    let read = unsafe der.withUnsafeBufferPointer { buffer in
      var cursor = buffer.baseAddress
      let read = unsafe d2i_X509(nil, &cursor, CLong(buffer.count))
      if let start = buffer.baseAddress, let end = unsafe cursor {
        consumed = unsafe end - start
      }
      return unsafe read
    }
    guard let read = unsafe read else {
      ERR_clear_error()
      throw PEMError(.malformed, "is base64, but not an X.509 certificate")
    }
    guard consumed == der.count else {
      unsafe X509_free(read)
      throw PEMError(.malformed, "has bytes after the X.509 certificate")
    }
    unsafe pointer = read
    self.der = der
  }

  deinit { unsafe X509_free(pointer) }

  /// All certificates of a PEM text, in its order; other blocks are an error.
  ///
  /// - Throws: ``PEMError``; code `missing` if there is no certificate.
  public static func certificates(inPEM text: Span<UInt8>) throws(PEMError) -> [X509Certificate] {
    var certificates: [X509Certificate] = []
    for block in try PEMBlock.blocks(in: text) {
      guard block.label == "CERTIFICATE" || block.label == "X509 CERTIFICATE" else {
        throw PEMError(.malformed, "holds a \(block.label) block among the certificates")
      }
      let decoded = try block.decoded(in: text)
      var der: [UInt8] = []
      der.reserveCapacity(decoded.count)
      for index in decoded.bytes.indices { der.append(decoded.bytes[index]) }
      certificates.append(try X509Certificate(der: der))
    }
    guard !certificates.isEmpty else {
      throw PEMError(
        .missing,
        "holds no certificate: it must have a block from BEGIN CERTIFICATE to END CERTIFICATE")
    }
    return certificates
  }

  /// The certificate in PEM, with a line break at its end.
  public var pem: String {
    let der = der
    var text = "-----BEGIN CERTIFICATE-----\n"
    var rest = Substring(Base64.encode(der.span))
    while !rest.isEmpty {
      text += rest.prefix(64) + "\n"
      rest = rest.dropFirst(64)
    }
    return text + "-----END CERTIFICATE-----\n"
  }

  /// The subject's name, as RFC 4514 writes it.
  public var subject: String { unsafe Self.text(of: X509_get_subject_name(pointer)) }
  /// The issuer's name, as RFC 4514 writes it.
  public var issuer: String { unsafe Self.text(of: X509_get_issuer_name(pointer)) }

  /// The last common name of the subject, or `nil` if it has none.
  public var commonName: String? {
    guard let name = unsafe X509_get_subject_name(pointer) else { return nil }
    var found: CInt = -1
    while true {
      let next = unsafe X509_NAME_get_index_by_NID(name, NID_commonName, found)
      guard next >= 0 else { break }
      found = next
    }
    guard found >= 0, let entry = unsafe X509_NAME_get_entry(name, found),
      let data = unsafe X509_NAME_ENTRY_get_data(entry)
    else { return nil }
    var utf8: UnsafeMutablePointer<UInt8>?
    let count = unsafe ASN1_STRING_to_UTF8(&utf8, data)
    guard count >= 0, let utf8 = unsafe utf8 else {
      ERR_clear_error()
      return nil
    }
    defer { unsafe CRYPTO_free(utf8, #fileID, #line) }
    return unsafe String(
      decoding: UnsafeBufferPointer(start: utf8, count: Int(count)), as: UTF8.self)
  }

  /// When it starts to be valid, in seconds since 1970.
  public var notBefore: Int64? { unsafe Self.seconds(X509_get0_notBefore(pointer)) }
  /// When it stops being valid, in seconds since 1970.
  public var notAfter: Int64? { unsafe Self.seconds(X509_get0_notAfter(pointer)) }

  /// SHA-256 over the DER, 32 bytes.
  ///
  /// - Throws: ``OpenSSLError`` if OpenSSL fails.
  public func fingerprint() throws(OpenSSLError) -> [UInt8] {
    let der = der
    return try Digest.of(der.span, .sha256)
  }

  /// Whether it is signed with its own key.
  public var isSelfSigned: Bool {
    let result = unsafe X509_self_signed(pointer, 1)
    ERR_clear_error()
    return result == 1
  }

  /// Whether another certificate issued this one: names and key identifiers agree, and the
  /// signature verifies with its key.
  public func isIssued(by issuer: X509Certificate) -> Bool {
    defer { ERR_clear_error() }
    guard unsafe X509_check_issued(issuer.pointer, pointer) == X509_V_OK,
      let key = unsafe X509_get0_pubkey(issuer.pointer)
    else { return false }
    return unsafe X509_verify(pointer, key) == 1
  }

  /// Whether a private key belongs to this certificate.
  public func matches(_ key: TLSPrivateKey) -> Bool {
    defer { ERR_clear_error() }
    guard let publicKey = unsafe X509_get0_pubkey(pointer) else { return false }
    return unsafe EVP_PKEY_eq(publicKey, key.pointer) == 1
  }

  // RFC 2253 as OpenSSL prints it, with UTF-8 left as it is: XN_FLAG_RFC2253 is too complex a
  // macro for Swift to import, and its ASN1_STRFLGS_ESC_MSB (4) would write `ü` as `\C3\BC`.
  private static let nameFlags: CUnsignedLong = 0x0111_0313

  private static func text(of name: OpaquePointer?) -> String {
    guard let name = unsafe name, let bio = unsafe BIO_new(BIO_s_mem()) else { return "" }
    defer { unsafe BIO_free(bio) }
    guard unsafe X509_NAME_print_ex(bio, name, 0, nameFlags) >= 0 else {
      ERR_clear_error()
      return ""
    }
    var contents: UnsafeMutablePointer<CChar>?
    let count = unsafe BIO_ctrl(bio, BIO_CTRL_INFO, 0, &contents)
    guard count > 0, let contents = unsafe contents else { return "" }
    return unsafe contents.withMemoryRebound(to: UInt8.self, capacity: count) { bytes in
      unsafe String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }
  }

  private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64? {
    guard let time = unsafe time, let epoch = unsafe ASN1_TIME_set(nil, 0) else { return nil }
    defer { unsafe ASN1_STRING_free(epoch) }
    var days: CInt = 0
    var seconds: CInt = 0
    guard unsafe ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else {
      ERR_clear_error()
      return nil
    }
    return Int64(days) * 86400 + Int64(seconds)
  }
}

// An `X509` is reference counted atomically and locks its caches; this one never changes.
extension X509Certificate: @unchecked Sendable {}
