internal import COpenSSL
public import Secrets

/// Writes PKCS#12 key stores (RFC 7292) whose salts and vectors are given, so that equal input
/// makes equal bytes.
public struct PKCS12Writer {
  /// How a store is protected.
  public enum Protection: Sendable {
    /// AES-256 in CBC mode with PBKDF2 over HMAC-SHA256, and a SHA-256 code.
    case modern
    /// Triple DES and SHA-1, for readers of before 2018.
    case compatible
  }

  /// The number of salt and vector bytes that a store takes.
  public static let saltSize = 112

  private static let iterations: CInt = 2048

  private let protection: Protection
  private let salts: [UInt8]
  private let password: Secret

  /// Prepares a store.
  ///
  /// - Parameters:
  ///   - protection: The ciphers.
  ///   - password: In UTF-8, without NUL.
  ///   - salts: ``saltSize`` bytes that no other store has.
  public init(_ protection: Protection, password: Secret, salts: [UInt8]) {
    self.protection = protection
    self.salts = salts
    self.password = password
  }

  /// A store with a key, its certificate, and those above it.
  ///
  /// - Parameters:
  ///   - key: The private key.
  ///   - leaf: Its certificate.
  ///   - others: The certificates above that.
  ///   - name: What the key is called in the store, its alias.
  /// - Returns: The store in DER.
  /// - Throws: ``OpenSSLError`` if OpenSSL refuses.
  public func store(
    key: TLSPrivateKey, leaf: X509Certificate, others: [X509Certificate], name: String
  ) throws(OpenSSLError) -> SecretBytes {
    let id = try leaf.fingerprint()
    let bags = try unsafe Self.stack()
    var isOwned = true
    defer { if isOwned { unsafe Self.freeBags(bags) } }
    for (index, certificate) in ([leaf] + others).enumerated() {
      let bag = try unsafe Self.bag(certificate)
      if index == 0 { try unsafe Self.label(bag, name: name, id: id) }
      try unsafe Self.push(bag, to: bags)
    }
    let certificates = try unsafe encrypted(bags, at: 0)
    unsafe Self.freeBags(bags)
    isOwned = false

    let keys = try unsafe Self.stack()
    defer { unsafe Self.freeBags(keys) }
    let bag = try unsafe keyBag(key)
    try unsafe Self.label(bag, name: name, id: id)
    try unsafe Self.push(bag, to: keys)
    guard let plain = unsafe PKCS12_pack_p7data(keys) else {
      unsafe PKCS7_free(certificates)
      throw OpenSSLError(.internalFailure, in: "PKCS12_pack_p7data")
    }
    return try unsafe finished(certificates, plain)
  }

  /// A store of certificates that a client trusts, marked so that Java takes them as such.
  ///
  /// - Returns: The store in DER.
  /// - Throws: ``OpenSSLError`` if OpenSSL refuses.
  public func trustStore(_ entries: [(name: String, certificate: X509Certificate)])
    throws(OpenSSLError) -> SecretBytes
  {
    let bags = try unsafe Self.stack()
    defer { unsafe Self.freeBags(bags) }
    for entry in entries {
      let bag = try unsafe Self.bag(entry.certificate)
      try unsafe Self.label(bag, name: entry.name, id: nil)
      try unsafe Self.markTrusted(bag)
      try unsafe Self.push(bag, to: bags)
    }
    return try unsafe finished(try encrypted(bags, at: 0), nil)
  }

  // Bags

  private static func stack() throws(OpenSSLError) -> OpaquePointer {
    guard let stack = unsafe OPENSSL_sk_new_null() else {
      throw OpenSSLError(.internalFailure, in: "OPENSSL_sk_new_null")
    }
    return unsafe stack
  }

  private static func push(_ bag: OpaquePointer, to stack: OpaquePointer) throws(OpenSSLError) {
    guard unsafe OPENSSL_sk_push(stack, UnsafeRawPointer(bag)) > 0 else {
      unsafe PKCS12_SAFEBAG_free(bag)
      throw OpenSSLError(.internalFailure, in: "OPENSSL_sk_push")
    }
  }

  private static func freeBags(_ stack: OpaquePointer) {
    let count = unsafe OPENSSL_sk_num(stack)
    for index in 0..<count {
      guard let bag = unsafe OPENSSL_sk_value(stack, index) else { continue }
      unsafe PKCS12_SAFEBAG_free(OpaquePointer(bag))
    }
    unsafe OPENSSL_sk_free(stack)
  }

  private static func bag(_ certificate: X509Certificate) throws(OpenSSLError) -> OpaquePointer {
    guard let bag = unsafe PKCS12_SAFEBAG_create_cert(certificate.pointer) else {
      throw OpenSSLError(.internalFailure, in: "PKCS12_SAFEBAG_create_cert")
    }
    return unsafe bag
  }

  private static func label(_ bag: OpaquePointer, name: String, id: [UInt8]?) throws(OpenSSLError) {
    let text = Array(name.utf8)
    let named = unsafe text.withUnsafeBufferPointer { text in
      unsafe PKCS12_add_friendlyname_utf8(
        bag, UnsafeRawPointer(text.baseAddress)?.assumingMemoryBound(to: CChar.self),
        CInt(text.count))
    }
    guard named == 1 else { throw OpenSSLError(.internalFailure, in: "PKCS12_add_friendlyname") }
    guard var id = id else { return }
    guard unsafe PKCS12_add_localkeyid(bag, &id, CInt(id.count)) == 1 else {
      throw OpenSSLError(.internalFailure, in: "PKCS12_add_localkeyid")
    }
  }

  /// Oracle's `trustedKeyUsage` with any usage, without which Java does not see the certificate.
  private static func markTrusted(_ bag: OpaquePointer) throws(OpenSSLError) {
    guard let usage = unsafe OBJ_txt2obj("2.5.29.37.0", 1) else {
      throw OpenSSLError(.internalFailure, in: "OBJ_txt2obj")
    }
    defer { unsafe ASN1_OBJECT_free(usage) }
    let added = unsafe PKCS12_add1_attr_by_txt(
      bag, "2.16.840.1.113894.746875.1.1", V_ASN1_OBJECT,
      UnsafePointer<UInt8>(usage), -1)
    guard added == 1 else { throw OpenSSLError(.internalFailure, in: "PKCS12_add1_attr_by_txt") }
  }

  private func keyBag(_ key: TLSPrivateKey) throws(OpenSSLError) -> OpaquePointer {
    guard let info = unsafe EVP_PKEY2PKCS8(key.pointer) else {
      throw OpenSSLError(.internalFailure, in: "EVP_PKEY2PKCS8")
    }
    defer { unsafe PKCS8_PRIV_KEY_INFO_free(info) }
    let algorithm = try unsafe algorithm(at: 48)
    let sealed = unsafe withPassword { text, count in
      unsafe PKCS8_set0_pbe(text, count, info, algorithm)
    }
    guard let sealed = unsafe sealed else {
      unsafe X509_ALGOR_free(algorithm)
      throw OpenSSLError(.internalFailure, in: "PKCS8_set0_pbe")
    }
    guard let bag = unsafe PKCS12_SAFEBAG_create0_pkcs8(sealed) else {
      unsafe X509_SIG_free(sealed)
      throw OpenSSLError(.internalFailure, in: "PKCS12_SAFEBAG_create0_pkcs8")
    }
    return unsafe bag
  }

  // Encryption

  /// An algorithm with 16 bytes of salt, and as many of a vector where it takes one.
  private func algorithm(at offset: Int) throws(OpenSSLError) -> UnsafeMutablePointer<X509_ALGOR> {
    var salt = Array(salts[offset..<offset + 16])
    var vector = Array(salts[offset + 16..<offset + 32])
    let made =
      switch protection {
      case .modern:
        unsafe PKCS5_pbe2_set_iv(
          EVP_aes_256_cbc(), Self.iterations, &salt, 16, &vector, NID_hmacWithSHA256)
      case .compatible:
        unsafe PKCS5_pbe_set(
          NID_pbe_WithSHA1And3_Key_TripleDES_CBC, Self.iterations, &salt, 8)
      }
    guard let made = unsafe made else {
      throw OpenSSLError(.internalFailure, in: "PKCS5_pbe2_set_iv")
    }
    return unsafe made
  }

  /// Bags as encrypted data of PKCS#7, as `PKCS12_pack_p7encdata` makes it with a vector of its own.
  private func encrypted(_ bags: OpaquePointer, at offset: Int) throws(OpenSSLError)
    -> UnsafeMutablePointer<PKCS7>
  {
    guard let content = unsafe PKCS7_new() else {
      throw OpenSSLError(.internalFailure, in: "PKCS7_new")
    }
    guard unsafe PKCS7_set_type(content, NID_pkcs7_encrypted) == 1,
      let data = unsafe content.pointee.d.encrypted.pointee.enc_data
    else {
      unsafe PKCS7_free(content)
      throw OpenSSLError(.internalFailure, in: "PKCS7_set_type")
    }
    let algorithm: UnsafeMutablePointer<X509_ALGOR>
    do throws(OpenSSLError) {
      unsafe algorithm = try unsafe self.algorithm(at: offset)
    } catch {
      unsafe PKCS7_free(content)
      throw error
    }
    unsafe X509_ALGOR_free(data.pointee.algorithm)
    unsafe data.pointee.algorithm = algorithm
    let text = unsafe withPassword { text, count in
      unsafe PKCS12_item_i2d_encrypt(
        algorithm, PKCS12_SAFEBAGS_it(), text, count, UnsafeMutableRawPointer(bags), 1)
    }
    guard let text = unsafe text else {
      unsafe PKCS7_free(content)
      throw OpenSSLError(.internalFailure, in: "PKCS12_item_i2d_encrypt")
    }
    unsafe ASN1_OCTET_STRING_free(data.pointee.enc_data)
    unsafe data.pointee.enc_data = text
    return unsafe content
  }

  /// The store of some contents, which it takes over, with its integrity code.
  private func finished(
    _ first: UnsafeMutablePointer<PKCS7>, _ second: UnsafeMutablePointer<PKCS7>?
  )
    throws(OpenSSLError) -> SecretBytes
  {
    let safes: OpaquePointer
    do throws(OpenSSLError) { unsafe safes = try Self.stack() } catch {
      unsafe PKCS7_free(first)
      unsafe PKCS7_free(second)
      throw error
    }
    defer {
      unsafe PKCS7_free(first)
      unsafe PKCS7_free(second)
      unsafe OPENSSL_sk_free(safes)
    }
    unsafe OPENSSL_sk_push(safes, UnsafeRawPointer(first))
    if let second = unsafe second { unsafe OPENSSL_sk_push(safes, UnsafeRawPointer(second)) }
    let count: CInt = unsafe second == nil ? 1 : 2
    guard unsafe OPENSSL_sk_num(safes) == count else {
      throw OpenSSLError(.internalFailure, in: "OPENSSL_sk_push")
    }
    guard let store = unsafe PKCS12_init(NID_pkcs7_data) else {
      throw OpenSSLError(.internalFailure, in: "PKCS12_init")
    }
    defer { unsafe PKCS12_free(store) }
    guard unsafe PKCS12_pack_authsafes(store, safes) == 1 else {
      throw OpenSSLError(.internalFailure, in: "PKCS12_pack_authsafes")
    }
    var salt = Array(salts[96..<112])
    let digest =
      switch protection {
      case .modern: unsafe EVP_sha256()
      case .compatible: unsafe EVP_sha1()
      }
    let isSet = unsafe withPassword { text, count in
      unsafe PKCS12_set_mac(store, text, count, &salt, 16, Self.iterations, digest)
    }
    guard isSet == 1 else { throw OpenSSLError(.internalFailure, in: "PKCS12_set_mac") }
    let size = unsafe i2d_PKCS12(store, nil)
    guard size > 0 else { throw OpenSSLError(.internalFailure, in: "i2d_PKCS12") }
    return try SecretBytes(count: Int(size)) {
      (output: inout MutableSpan<UInt8>) throws(OpenSSLError) in
      let written = unsafe output.withUnsafeMutableBufferPointer { buffer in
        var cursor = buffer.baseAddress
        return unsafe i2d_PKCS12(store, &cursor)
      }
      guard written == size else { throw OpenSSLError(.internalFailure, in: "i2d_PKCS12") }
    }
  }

  private func withPassword<Result>(_ body: (UnsafePointer<CChar>?, CInt) -> Result) -> Result {
    unsafe Self.with(password.bytes, body)
  }

  private static func with<Result>(
    _ password: borrowing SecretBytes, _ body: (UnsafePointer<CChar>?, CInt) -> Result
  ) -> Result {
    unsafe password.bytes.withUnsafeBytes { bytes in
      unsafe body(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), CInt(bytes.count))
    }
  }
}
