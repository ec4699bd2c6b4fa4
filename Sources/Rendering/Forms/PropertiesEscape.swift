internal import Secrets

/// Values of Java's properties, as `java.util.Properties` reads them: Latin-1 with escapes.
enum PropertiesEscape {
  private static let digits = Array("0123456789abcdef".utf8)

  /// Appends a value; what is not ASCII becomes escapes of UTF-16.
  static func append(_ value: borrowing SecretBytes, to output: inout SecretBuilder) {
    var index = 0
    while index < value.count {
      let byte = value.bytes[index]
      switch byte {
      case UInt8(ascii: "\n"): output.append("\\n")
      case UInt8(ascii: "\r"): output.append("\\r")
      case UInt8(ascii: "\t"): output.append("\\t")
      case UInt8(ascii: "\\"), UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "#"),
        UInt8(ascii: "!"):
        output.append("\\")
        output.append(byte)
      case UInt8(ascii: " ") where index == 0: output.append("\\ ")
      case 0x20..<0x7F: output.append(byte)
      case 0..<0x20, 0x7F: append(unit: UInt32(byte), to: &output)
      default:
        let (scalar, size) = scalar(at: index, in: value)
        if scalar > 0xFFFF {
          append(unit: 0xD800 + (scalar - 0x10000) >> 10, to: &output)
          append(unit: 0xDC00 + (scalar - 0x10000) & 0x3FF, to: &output)
        } else {
          append(unit: scalar, to: &output)
        }
        index += size
        continue
      }
      index += 1
    }
  }

  private static func scalar(at index: Int, in value: borrowing SecretBytes) -> (UInt32, Int) {
    let lead = value.bytes[index]
    let size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    var scalar = UInt32(lead) & (0xFF >> UInt32(size + 1))
    for offset in 1..<size {
      let byte = index + offset < value.count ? value.bytes[index + offset] : 0
      scalar = scalar << 6 | UInt32(byte & 0x3F)
    }
    return (scalar, size)
  }

  private static func append(unit: UInt32, to output: inout SecretBuilder) {
    output.append("\\u")
    for shift in [12, 8, 4, 0] { output.append(digits[Int(unit >> UInt32(shift) & 15)]) }
  }
}
