/// Hexadecimal text.
public enum Hex {
  private static let lower = Array("0123456789abcdef".utf8)
  private static let upper = Array("0123456789ABCDEF".utf8)

  /// Encodes bytes that are not secret, two digits a byte.
  public static func encode(_ bytes: Span<UInt8>, uppercase: Bool = false) -> String {
    let digits = uppercase ? upper : lower
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count * 2)
    for index in bytes.indices {
      output.append(digits[Int(bytes[index] >> 4)])
      output.append(digits[Int(bytes[index] & 0x0F)])
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// Decodes an even number of digits in either case, or returns `nil` for any other text.
  public static func decode(_ text: String) -> [UInt8]? {
    let utf8 = Array(text.utf8)
    guard utf8.count % 2 == 0 else { return nil }
    var output: [UInt8] = []
    output.reserveCapacity(utf8.count / 2)
    for index in stride(from: 0, to: utf8.count, by: 2) {
      guard let high = value(of: utf8[index]), let low = value(of: utf8[index + 1]) else {
        return nil
      }
      output.append(high << 4 | low)
    }
    return output
  }

  private static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
