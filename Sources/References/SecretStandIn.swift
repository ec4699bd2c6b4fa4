/// Texts that are where a secret belongs and are none.
enum SecretStandIn {
  /// The start of an OpenSSH private key in base64, up to the length of its cipher's name.
  private static let openSSH = "b3BlbnNzaC1rZXktdjEAAAAA"
  /// How it goes on for the cipher `none`.
  private static let unencrypted = "BG5vbmU"

  /// Whether a text is encrypted, filled in by a program, or one that everybody writes in examples.
  ///
  /// - Parameters:
  ///   - text: What is in the place of a secret.
  ///   - following: What comes after it, where it is the first line of a private key.
  /// - Returns: Whether there is no secret to find.
  static func isOne(_ text: String, before following: String?) -> Bool {
    let text = trimmed(text)
    guard !text.isEmpty, !isFilledIn(text), !text.hasPrefix("ENC["), !isExample(text) else {
      return true
    }
    guard let following else { return false }
    return text.contains("ENCRYPTED") || !startsWithKey(following)
  }

  private static func isFilledIn(_ text: String) -> Bool {
    text.hasPrefix("$") || text.contains("{{") || text.contains("${")
      || text.contains(TemplateMask.mark) || text.hasPrefix("cred://")
      || (text.hasPrefix("<") && text.hasSuffix(">") && !text.contains("\n"))
  }

  /// Whether a text starts with the inside of a private key that needs no passphrase: perhaps
  /// headers, and then a line of base64, however a program's text or a document writes lines.
  private static func startsWithKey(_ text: String) -> Bool {
    for line in text.replacing("\\n", with: "\n").split(whereSeparator: \.isNewline) {
      let line = line.drop { !$0.isLetter && !$0.isNumber }
      if line.contains("ENCRYPTED") { return false }
      if line.isEmpty || line.contains(": ") { continue }
      guard line.utf8.prefix(while: isBase64).count >= 40 else { return false }
      return !line.hasPrefix(openSSH) || line.dropFirst(openSSH.count).hasPrefix(unencrypted)
    }
    return false
  }

  /// AWS's keys of examples end with that word; others repeat one character.
  private static func isExample(_ text: String) -> Bool {
    if text.hasPrefix("AKIA") || text.hasPrefix("ASIA") { return text.hasSuffix("EXAMPLE") }
    let last = text.utf8.split { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }.last ?? []
    return last.count > 9 && Set(last).count == 1
  }

  private static func isBase64(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2F, 0x3D: true
    default: false
    }
  }

  private static func trimmed(_ text: String) -> String {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
    let bytes = text.utf8.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
    return String(decoding: Array(bytes), as: UTF8.self)
  }
}
