internal import OpenSSL
internal import Secrets

/// One encrypted value: `ENC[AES256_GCM,data:…,iv:…,tag:…,type:…]`.
struct EncryptedValue {
  /// What a value was before it was encrypted, which nothing authenticates.
  enum Kind: String {
    case str, int, float, bool, time
  }

  /// The length of the nonce that sops writes; it panics when it replaces a value with another.
  static let nonceSize = 32

  let ciphertext: [UInt8]
  let nonce: [UInt8]
  let tag: [UInt8]
  let kind: Kind

  private static let prefix = Array("ENC[AES256_GCM,data:".utf8)
  private static let nonceLabel = Array(",iv:".utf8)
  private static let tagLabel = Array(",tag:".utf8)
  private static let kindLabel = Array(",type:".utf8)
  private static let kinds = [Kind.str, .int, .float, .bool, .time].map {
    (text: Array($0.rawValue.utf8), kind: $0)
  }

  /// Reads the one form that sops writes, from its first to its last byte.
  ///
  /// - Throws: ``SOPSError`` with code `value`.
  init(parsing text: String) throws(SOPSError) {
    var text = text
    text.makeContiguousUTF8()
    let bytes = text.utf8.span
    var position = 0
    guard bytes.count > 0, bytes[bytes.count - 1] == UInt8(ascii: "]"),
      Self.skip(Self.prefix, in: bytes, at: &position),
      let ciphertext = Self.base64(in: bytes, at: &position), !ciphertext.isEmpty,
      Self.skip(Self.nonceLabel, in: bytes, at: &position),
      let nonce = Self.base64(in: bytes, at: &position), !nonce.isEmpty,
      Self.skip(Self.tagLabel, in: bytes, at: &position),
      let tag = Self.base64(in: bytes, at: &position), tag.count == AES256GCM.tagSize,
      Self.skip(Self.kindLabel, in: bytes, at: &position)
    else {
      throw SOPSError(
        .value, "the value is not encrypted in SOPS form, but the file's rule says it must be")
    }
    let name = bytes.extracting(position..<bytes.count - 1)
    guard let kind = Self.kind(name) else {
      throw SOPSError(.value, "the encrypted value has a type that JSON does not have")
    }
    self.ciphertext = ciphertext
    self.nonce = nonce
    self.tag = tag
    self.kind = kind
  }

  private static func skip(_ label: [UInt8], in bytes: Span<UInt8>, at position: inout Int) -> Bool
  {
    guard bytes.count - position >= label.count else { return false }
    for offset in label.indices where bytes[position + offset] != label[offset] { return false }
    position += label.count
    return true
  }

  private static func base64(in bytes: Span<UInt8>, at position: inout Int) -> [UInt8]? {
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: ",") { position += 1 }
    return Base64.decode(bytes.extracting(start..<position))
  }

  private static func kind(_ name: Span<UInt8>) -> Kind? {
    for (text, kind) in kinds where text.count == name.count {
      var position = 0
      if skip(text, in: name, at: &position) { return kind }
    }
    return nil
  }

  /// Encrypts a value with a new nonce.
  ///
  /// - Parameters:
  ///   - plaintext: At least one byte: an empty text is never encrypted.
  ///   - kind: What the value is.
  ///   - key: The data key of 32 bytes.
  ///   - data: The path of the value, or for the MAC the time of the change.
  /// - Returns: The value's text.
  /// - Throws: ``OpenSSLError`` if OpenSSL fails.
  static func seal(
    _ plaintext: Span<UInt8>, as kind: Kind, key: borrowing SecretBytes,
    authenticating data: Span<UInt8>
  ) throws(OpenSSLError) -> String {
    let nonce = try RandomBytes.public(count: nonceSize)
    let sealed = try AES256GCM.seal(
      plaintext, key: key, nonce: nonce.span, authenticating: data)
    return "ENC[AES256_GCM,data:\(Base64.encode(sealed.ciphertext.span)),"
      + "iv:\(Base64.encode(nonce.span)),tag:\(Base64.encode(sealed.tag.span)),"
      + "type:\(kind.rawValue)]"
  }

  /// Decrypts the value.
  ///
  /// - Throws: ``SOPSError`` with code `value` if the key is wrong or anything was altered.
  func open(key: borrowing SecretBytes, authenticating data: Span<UInt8>) throws(SOPSError)
    -> SecretBytes
  {
    do throws(OpenSSLError) {
      return try AES256GCM.open(
        ciphertext.span, tag: tag.span, key: key, nonce: nonce.span, authenticating: data)
    } catch {
      guard error.code == .internalFailure else {
        throw SOPSError(
          .value, "the encrypted value was altered, moved, or encrypted with another data key")
      }
      throw SOPSError(.internal, "\(error)")
    }
  }
}
