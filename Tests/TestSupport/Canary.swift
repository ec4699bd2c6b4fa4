private import Glibc

/// A secret value that must be found nowhere, in any form that a program may give it.
public struct Canary: Sendable {
  /// A form that a value can take on its way into a file or a stream.
  public enum Encoding: String, CaseIterable, Sendable {
    /// The bytes themselves.
    case raw
    /// Base64, at each of the three places the value can start in a larger text.
    case base64
    /// The same with the URL alphabet.
    case base64URL
    /// Two lower-case digits a byte.
    case lowerHex
    /// Two upper-case digits a byte.
    case upperHex
    /// As in a URL.
    case percent
    /// As in a JSON text that escapes what HTML would read.
    case json
    /// Two bytes a character, as databases and PKCS#12 files have it.
    case utf16
    /// Numbers with commas, as a printed array of bytes has it.
    case decimals
  }

  /// The secret.
  public let text: String

  /// A value that no other run has, short enough for bcrypt, in which every encoding shows.
  public init() {
    var generator = SystemRandomNumberGenerator()
    let alphabet = Array("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789")
    let random = String((0..<20).map { _ in alphabet.randomElement(using: &generator) ?? "x" })
    // Every second triple of these gives `+` or `/` in base64, so that both alphabets count.
    self.init(watching: "kan~?\(random)<&\">%~~???")
  }

  /// Watches for a value that the test has from elsewhere.
  public init(watching text: String) { self.text = text }

  /// What to look for: one or more byte strings for an encoding.
  public func needles(in encoding: Encoding) -> [[UInt8]] {
    let bytes = Array(text.utf8)
    return switch encoding {
    case .raw: [bytes]
    case .base64: Self.base64Needles(bytes, Self.standard)
    case .base64URL: Self.base64Needles(bytes, Self.url)
    case .lowerHex: [bytes.flatMap { Self.hex($0, Self.lowerDigits) }]
    case .upperHex: [bytes.flatMap { Self.hex($0, Self.upperDigits) }]
    case .percent:
      [bytes.flatMap { Self.isUnreserved($0) ? [$0] : [0x25] + Self.hex($0, Self.upperDigits) }]
    case .json: [bytes.flatMap(Self.escaped)]
    case .utf16: [bytes.flatMap { [$0, 0] }]
    case .decimals: [Array(bytes.map(String.init).joined(separator: ", ").utf8)]
    }
  }

  /// The encodings in which the secret occurs in `haystack`.
  public func encodings(in haystack: [UInt8]) -> [Encoding] {
    Encoding.allCases.filter { encoding in
      needles(in: encoding).contains { haystack.holds($0) }
    }
  }

  private static let standard = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let url = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
  private static let lowerDigits = Array("0123456789abcdef".utf8)
  private static let upperDigits = Array("0123456789ABCDEF".utf8)

  private static func hex(_ byte: UInt8, _ digits: [UInt8]) -> [UInt8] {
    [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }

  /// The characters that depend on nothing but the value, for each place it can start.
  private static func base64Needles(_ bytes: [UInt8], _ alphabet: [UInt8]) -> [[UInt8]] {
    (0..<3).map { skipped in
      let whole = bytes.dropFirst(skipped)
      return stride(from: whole.startIndex, to: whole.endIndex - 2, by: 3).flatMap { index in
        let group =
          UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8
          | UInt32(bytes[index + 2])
        return [18, 12, 6, 0].map { alphabet[Int(group >> $0 & 63)] }
      }
    }
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"):
      true
    default: false
    }
  }

  private static func escaped(_ byte: UInt8) -> [UInt8] {
    switch byte {
    case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"):
      Array("\\u00".utf8) + hex(byte, lowerDigits)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): [UInt8(ascii: "\\"), byte]
    case 10: Array("\\n".utf8)
    default: [byte]
    }
  }
}

extension [UInt8] {
  /// Whether these bytes contain others; nothing is contained nowhere.
  public func holds(_ needle: [UInt8]) -> Bool {
    guard let first = needle.first, needle.count <= count else { return false }
    return unsafe withUnsafeBytes { bytes in
      unsafe needle.withUnsafeBytes { part in
        guard let start = bytes.baseAddress, let wanted = part.baseAddress else { return false }
        var offset = 0
        while offset + needle.count <= bytes.count,
          let hit = unsafe memchr(
            start + offset, CInt(first), bytes.count - needle.count - offset + 1)
        {
          if unsafe memcmp(hit, wanted, needle.count) == 0 { return true }
          offset = unsafe UnsafeRawPointer(hit) - start + 1
        }
        return false
      }
    }
  }
}
