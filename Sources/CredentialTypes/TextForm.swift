internal import Documents
internal import Secrets

/// Brings texts that can be written in several ways into the one that is stored.
enum TextForm {
  static func normalised(_ value: Node, kind: Kind) throws(Refusal) -> Node {
    let (words, form): (String, (borrowing SecretBytes) -> SecretBytes?) =
      switch kind {
      case .base64: ("must be base64 with padding", base64)
      case .base32: ("must be base32: the letters A to Z and the digits 2 to 7", base32)
      case .pgpPublicKey:
        ("must be an armored OpenPGP public key block", { OpenPGPKey.form($0, isPrivate: false) })
      case .pgpPrivateKey:
        ("must be an armored OpenPGP private key block", { OpenPGPKey.form($0, isPrivate: true) })
      default: (SSHKeyFile.unrecognised.message, sshKey)
      }
    let result: Secret?? = value.withText { text in
      guard let form = form(text) else { return nil }
      return Secret(form)
    }
    guard let secret = result ?? nil else { throw Refusal(message: words) }
    return Node(.secret(secret))
  }

  /// Without the line breaks that other programs put in.
  private static func base64(_ text: borrowing SecretBytes) -> SecretBytes? {
    var output = SecretBuilder(capacity: text.count)
    for index in text.bytes.indices where ![10, 13].contains(text.bytes[index]) {
      output.append(text.bytes[index])
    }
    guard output.count > 0, isBase64(output.bytes) else { return nil }
    return output.finish()
  }

  private static func isBase64(_ text: Span<UInt8>) -> Bool {
    guard let decoded = Base64.decodeSecret(text) else { return false }
    return decoded.count > 0
  }

  /// In upper case, without the blanks that people put in and without padding.
  private static func base32(_ text: borrowing SecretBytes) -> SecretBytes? {
    var output = SecretBuilder(capacity: text.count)
    var isPadded = false
    for index in text.bytes.indices {
      let byte = text.bytes[index]
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "-"): continue
      case UInt8(ascii: "="): isPadded = true
      case 65...90, 97...122, 50...55:
        guard !isPadded else { return nil }
        output.append(byte >= 97 ? byte - 32 : byte)
      default: return nil
      }
    }
    // Only these many characters stand for whole bytes.
    guard output.count > 0, [0, 2, 4, 5, 7].contains(output.count % 8) else { return nil }
    return output.finish()
  }

  private static func sshKey(_ text: borrowing SecretBytes) -> SecretBytes? {
    guard SSHKeyFile(text.bytes) != nil else { return nil }
    return lines(text)
  }

  /// With LF line ends, nothing blank around the text, and one line break at its end.
  static func lines(_ text: borrowing SecretBytes) -> SecretBytes {
    var output = SecretBuilder(capacity: text.count + 1)
    var (first, last) = (0, text.count)
    while first < last, isBlank(text.bytes[first]) { first += 1 }
    while last > first, isBlank(text.bytes[last - 1]) { last -= 1 }
    for index in first..<last where text.bytes[index] != 13 { output.append(text.bytes[index]) }
    output.append("\n")
    return output.finish()
  }

  private static func isBlank(_ byte: UInt8) -> Bool { [9, 10, 13, 32].contains(byte) }
}
