internal import Secrets

/// Appends JSON strings to secret memory, escaped as Go's encoder does, which docker uses.
enum JSONText {
  private static let digits = Array("0123456789abcdef".utf8)

  static func append(_ text: String, to builder: inout SecretBuilder) {
    let bytes = Array(text.utf8)
    append(SecretBytes(copying: bytes.span), to: &builder)
  }

  /// Appends UTF-8 text in quotes.
  static func append(_ text: borrowing SecretBytes, to builder: inout SecretBuilder) {
    builder.append("\"")
    var index = 0
    while index < text.count {
      let byte = text.bytes[index]
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        builder.append(UInt8(ascii: "\\"))
        builder.append(byte)
      case 8: builder.append("\\b")
      case 9: builder.append("\\t")
      case 10: builder.append("\\n")
      case 12: builder.append("\\f")
      case 13: builder.append("\\r")
      case 0..<32, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"):
        builder.append("\\u00")
        builder.append(digits[Int(byte >> 4)])
        builder.append(digits[Int(byte & 15)])
      case 0xE2 where isLineSeparator(text, index):
        // U+2028 and U+2029 end a line in JavaScript.
        builder.append("\\u202")
        builder.append(digits[Int(text.bytes[index + 2] & 15)])
        index += 2
      default: builder.append(byte)
      }
      index += 1
    }
    builder.append("\"")
  }

  private static func isLineSeparator(_ text: borrowing SecretBytes, _ index: Int) -> Bool {
    index + 2 < text.count && text.bytes[index + 1] == 0x80
      && (text.bytes[index + 2] == 0xA8 || text.bytes[index + 2] == 0xA9)
  }
}
