/// The shortest decimal number that reads back as the same 64-bit float.
public struct ShortestDecimal: Hashable, Sendable {
  private let isNegative: Bool
  /// The digits without leading or trailing zeros; `0` for zero.
  private let digits: [UInt8]
  /// Where the decimal point stands, counted from the first digit.
  private let point: Int

  /// Finds the decimal, or returns `nil` for infinity and not-a-number.
  public init?(_ value: Double) {
    guard value.isFinite else { return nil }
    // Swift prints the shortest digits, in one of two layouts: 123.45 and 1.2345e+20.
    var digits: [UInt8] = []
    var point: Int?
    var exponent = 0
    let text = Array(value.magnitude.description.utf8)
    for (index, byte) in text.enumerated() {
      if byte == UInt8(ascii: ".") {
        point = digits.count
      } else if byte == UInt8(ascii: "e") {
        exponent = Int(String(decoding: text[(index + 1)...], as: UTF8.self)) ?? 0
        break
      } else {
        digits.append(byte)
      }
    }
    var place = (point ?? digits.count) + exponent
    let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
    digits.removeFirst(zeros)
    place -= zeros
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    isNegative = value.sign == .minus
    self.digits = digits.isEmpty ? [UInt8(ascii: "0")] : digits
    self.point = digits.isEmpty ? 1 : place
  }

  private var sign: String { isNegative ? "-" : "" }

  /// The number without an exponent, as Go's `FormatFloat(x, 'f', -1, 64)`.
  public var plain: String {
    let text: String
    if point <= 0 {
      text = "0." + zeros(-point) + String(decoding: digits, as: UTF8.self)
    } else if point >= digits.count {
      text = String(decoding: digits, as: UTF8.self) + zeros(point - digits.count)
    } else {
      text = split(at: point)
    }
    return sign + text
  }

  /// The number with an exponent below 1e-6 and from 1e21, as ECMAScript and Go's JSON do;
  /// a negative zero keeps its sign, as in Go.
  public var compact: String {
    guard point < -5 || point > 21 else { return plain }
    let mantissa = digits.count == 1 ? String(decoding: digits, as: UTF8.self) : split(at: 1)
    return sign + mantissa + (point > 0 ? "e+" : "e-") + String(abs(point - 1))
  }

  private func split(at index: Int) -> String {
    String(decoding: digits[..<index], as: UTF8.self) + "."
      + String(decoding: digits[index...], as: UTF8.self)
  }

  private func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }
}
