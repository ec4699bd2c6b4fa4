internal import COpenSSL
public import Secrets

/// The private key of a certificate: RSA, EC, or an Edwards curve.
@safe
public final class TLSPrivateKey {
  /// How a key is written in PEM.
  public enum PEMFormat: String, Sendable, CaseIterable {
    /// `PRIVATE KEY` (RFC 5958), for every kind of key.
    case pkcs8
    /// `RSA PRIVATE KEY` (RFC 8017).
    case pkcs1
    /// `EC PRIVATE KEY` (RFC 5915).
    case sec1
  }

  private static let labels: Set<String> = [
    "PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY",
  ]

  let pointer: OpaquePointer

  /// The one private key of a PEM text as a clean block: LF line ends, nothing around it.
  ///
  /// `EC PARAMETERS` and certificates beside it are dropped.
  ///
  /// - Throws: ``PEMError``; code `missing` if there is no private key, `malformed` if there
  ///   are several.
  public static func block(inPEM text: Span<UInt8>) throws(PEMError) -> SecretBytes {
    var found: PEMBlock?
    for block in try PEMBlock.blocks(in: text) where labels.contains(block.label) {
      guard found == nil else { throw PEMError(.malformed, "holds more than one private key") }
      found = block
    }
    guard let found else {
      throw PEMError(
        .missing,
        "holds no private key: it must have a block such as BEGIN PRIVATE KEY to END PRIVATE KEY")
    }
    return try found.normalised(in: text)
  }

  /// Reads a key.
  ///
  /// - Parameters:
  ///   - pem: One block, as ``block(inPEM:)`` returns it.
  ///   - passphrase: What opens the key if it is encrypted.
  /// - Throws: ``PEMError`` with code `passphraseNeeded`, `wrongPassphrase`, or `malformed`.
  public init(pem: Span<UInt8>, passphrase: Secret?) throws(PEMError) {
    var answer = unsafe PassphraseAnswer(passphrase)
    let read = unsafe pem.withUnsafeBufferPointer { buffer -> OpaquePointer? in
      guard let bio = unsafe BIO_new_mem_buf(buffer.baseAddress, CInt(buffer.count)) else {
        return nil
      }
      defer { unsafe BIO_free(bio) }
      return unsafe withUnsafeMutablePointer(to: &answer) { answer in
        unsafe PEM_read_bio_PrivateKey(bio, nil, answerPassphrase, answer)
      }
    }
    ERR_clear_error()
    guard let read = unsafe read else {
      guard unsafe answer.wasAsked else {
        throw PEMError(.malformed, "is base64, but not a private key that is understood here")
      }
      throw passphrase == nil
        ? PEMError(.passphraseNeeded, "is encrypted: give its passphrase")
        : PEMError(.wrongPassphrase, "does not open the private key")
    }
    unsafe pointer = read
  }

  /// Takes ownership of a key that OpenSSL made.
  init(takingOwnership pointer: OpaquePointer) { unsafe self.pointer = pointer }

  deinit { unsafe EVP_PKEY_free(pointer) }

  /// The key in PEM, not encrypted, with a line break at its end.
  ///
  /// - Throws: ``PEMError`` with code `unsupported` for an EC key as PKCS#1 and the like.
  public func pem(_ format: PEMFormat = .pkcs8) throws(PEMError) -> SecretBytes {
    let isRSA = unsafe EVP_PKEY_get_base_id(pointer) == EVP_PKEY_RSA
    let isEC = unsafe EVP_PKEY_get_base_id(pointer) == EVP_PKEY_EC
    switch format {
    case .pkcs1 where !isRSA:
      throw PEMError(.unsupported, "only an RSA key can be written as pkcs1: use pkcs8")
    case .sec1 where !isEC:
      throw PEMError(.unsupported, "only an EC key can be written as sec1: use pkcs8")
    default: break
    }
    // The BIO's buffer is on OpenSSL's secure heap, and is wiped when it is freed.
    guard let bio = unsafe BIO_new(BIO_s_secmem()) else {
      throw PEMError(.malformed, "there is no memory for the private key")
    }
    defer {
      unsafe BIO_free(bio)
      ERR_clear_error()
    }
    var answer = unsafe PassphraseAnswer(nil)
    let result = unsafe withUnsafeMutablePointer(to: &answer) { answer in
      format == .pkcs8
        ? unsafe PEM_write_bio_PKCS8PrivateKey(
          bio, pointer, nil, nil, 0, answerPassphrase, answer)
        : unsafe PEM_write_bio_PrivateKey_traditional(
          bio, pointer, nil, nil, 0, answerPassphrase, answer)
    }
    var contents: UnsafeMutablePointer<UInt8>?
    let count = unsafe BIO_ctrl(bio, BIO_CTRL_INFO, 0, &contents)
    guard result == 1, count > 0, let contents = unsafe contents else {
      throw PEMError(.unsupported, "the private key cannot be written in this format")
    }
    return unsafe SecretBytes(copying: Span(_unsafeStart: contents, count: count))
  }
}

// An `EVP_PKEY` is reference counted atomically and locks its caches; this one never changes.
extension TLSPrivateKey: @unchecked Sendable {}

/// What OpenSSL is told when it asks for a passphrase.
@unsafe
private struct PassphraseAnswer {
  let passphrase: Secret?
  var wasAsked = false

  init(_ passphrase: Secret?) { unsafe self.passphrase = passphrase }
}

// OpenSSL's own callback, which it uses where there is none, asks on the terminal.
private func answerPassphrase(
  _ buffer: UnsafeMutablePointer<CChar>?, _ size: CInt, _: CInt, _ context: UnsafeMutableRawPointer?
) -> CInt {
  guard let buffer = unsafe buffer, let context = unsafe context else { return -1 }
  let answer = unsafe context.assumingMemoryBound(to: PassphraseAnswer.self)
  unsafe answer.pointee.wasAsked = true
  guard let passphrase = unsafe answer.pointee.passphrase else { return -1 }
  return unsafe copyBytes(of: passphrase.bytes, to: buffer, size: Int(size))
}

private func copyBytes(
  of secret: borrowing SecretBytes, to buffer: UnsafeMutablePointer<CChar>, size: Int
) -> CInt {
  guard secret.count <= size else { return -1 }
  for index in 0..<secret.count {
    unsafe buffer[index] = CChar(bitPattern: secret.bytes[index])
  }
  return CInt(secret.count)
}
