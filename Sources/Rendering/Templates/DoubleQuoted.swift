internal import Secrets

/// The inside of a double-quoted text of JSON, YAML, or TOML.
enum DoubleQuoted {
  private static let digits = Array("0123456789abcdef".utf8)

  /// Appends a value with JSON's escapes, which all three know, and in YAML and TOML with those
  /// of more characters that they do not take as they are.
  static func append(
    _ value: borrowing SecretBytes, in format: TextFormat, to output: inout SecretBuilder
  ) {
    var index = 0
    while index < value.count {
      let byte = value.bytes[index]
      switch byte {
      case UInt8(ascii: "\""): output.append("\\\"")
      case UInt8(ascii: "\\"): output.append("\\\\")
      case UInt8(ascii: "\n"): output.append("\\n")
      case UInt8(ascii: "\r"): output.append("\\r")
      case UInt8(ascii: "\t"): output.append("\\t")
      case 0..<0x20, 0x7F: append(codeUnit: UInt16(byte), to: &output)
      default:
        if format != .json, let special = special(at: index, in: value) {
          append(codeUnit: special.unit, to: &output)
          index += special.size
          continue
        }
        output.append(byte)
      }
      index += 1
    }
  }

  /// Whether a value has characters that only an escape can stand for.
  static func needsEscape(_ value: borrowing SecretBytes) -> Bool {
    for index in 0..<value.count {
      let byte = value.bytes[index]
      if byte < 0x20 || byte == 0x7F || special(at: index, in: value) != nil { return true }
    }
    return false
  }

  /// U+0080 to U+009F, U+2028, U+2029, and U+FEFF: controls and what some take for line breaks.
  private static func special(at index: Int, in value: borrowing SecretBytes)
    -> (unit: UInt16, size: Int)?
  {
    func byte(_ offset: Int) -> UInt8 {
      index + offset < value.count ? value.bytes[index + offset] : 0
    }
    switch (byte(0), byte(1), byte(2)) {
    case (0xC2, 0x80...0x9F, _): return (UInt16(byte(1)), 2)
    case (0xE2, 0x80, 0xA8...0xA9): return (0x2000 + UInt16(byte(2) - 0x80), 3)
    case (0xEF, 0xBB, 0xBF): return (0xFEFF, 3)
    default: return nil
    }
  }

  private static func append(codeUnit unit: UInt16, to output: inout SecretBuilder) {
    output.append("\\u")
    for shift in [12, 8, 4, 0] { output.append(digits[Int(unit >> UInt16(shift) & 15)]) }
  }
}
