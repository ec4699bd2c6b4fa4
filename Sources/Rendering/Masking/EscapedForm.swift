internal import Secrets

/// A secret, as other formats write it.
enum EscapedForm {
  /// Which bytes stay as they are in a percent-encoding, besides letters, digits and `-._~`.
  struct PercentEncoding {
    let kept: [UInt8]
    let digits: [UInt8]
    let spaceIsPlus: Bool

    init(keeping kept: String, isUpper: Bool = true, spaceIsPlus: Bool = false) {
      self.kept = Array(kept.utf8)
      digits = isUpper ? EscapedForm.upper : EscapedForm.lower
      self.spaceIsPlus = spaceIsPlus
    }
  }

  /// How a JSON text can write what need not be escaped.
  enum JSONEscape: CaseIterable {
    /// Nothing that JSON does not ask for.
    case least
    /// `/` as `\/`, as PHP does.
    case slash
    /// `<`, `>` and `&` as `\u003c` and so on, as Go does.
    case markup
    /// All that is no ASCII as `\uXXXX`, as Python does.
    case ascii
  }

  static let lower = Array("0123456789abcdef".utf8)
  static let upper = Array("0123456789ABCDEF".utf8)

  /// What libraries do: RFC 3986, in either case; `encodeURIComponent`; paths; Python's `quote`;
  /// forms.
  static let percentEncodings = [
    PercentEncoding(keeping: ""), PercentEncoding(keeping: "", isUpper: false),
    PercentEncoding(keeping: "!'()*"), PercentEncoding(keeping: "/"),
    PercentEncoding(keeping: "$&+,/:;=@!'()*"), PercentEncoding(keeping: "*", spaceIsPlus: true),
    PercentEncoding(keeping: "", spaceIsPlus: true),
  ]

  static func hex(_ bytes: Span<UInt8>, isUpper: Bool) -> SecretBytes {
    let digits = isUpper ? upper : lower
    return SecretBytes(count: bytes.count * 2) { output in
      for index in bytes.indices {
        output[index * 2] = digits[Int(bytes[index] >> 4)]
        output[index * 2 + 1] = digits[Int(bytes[index] & 15)]
      }
    }
  }

  static func percent(_ bytes: Span<UInt8>, _ encoding: PercentEncoding) -> SecretBytes {
    var output = SecretBuilder(capacity: bytes.count * 3)
    for index in bytes.indices {
      let byte = bytes[index]
      if isUnreserved(byte) || encoding.kept.contains(byte) {
        output.append(byte)
      } else if encoding.spaceIsPlus, byte == UInt8(ascii: " ") {
        output.append(UInt8(ascii: "+"))
      } else {
        output.append(UInt8(ascii: "%"))
        output.append(encoding.digits[Int(byte >> 4)])
        output.append(encoding.digits[Int(byte & 15)])
      }
    }
    return output.finish()
  }

  static func json(_ bytes: Span<UInt8>, _ escape: JSONEscape) -> SecretBytes {
    var output = SecretBuilder(capacity: bytes.count + 16)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if escape == .ascii, byte >= 0x80, let (scalar, length) = scalar(in: bytes, at: index) {
        for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
          append(unit, to: &output)
        }
        index += length
        continue
      }
      index += 1
      switch byte {
      case UInt8(ascii: "\""): output.append("\\\"")
      case UInt8(ascii: "\\"): output.append("\\\\")
      case UInt8(ascii: "\n"): output.append("\\n")
      case UInt8(ascii: "\r"): output.append("\\r")
      case UInt8(ascii: "\t"): output.append("\\t")
      case 0x08: output.append("\\b")
      case 0x0C: output.append("\\f")
      case 0..<0x20: append(UInt16(byte), to: &output)
      case UInt8(ascii: "/") where escape == .slash: output.append("\\/")
      case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"):
        if escape == .markup {
          append(UInt16(byte), to: &output)
        } else {
          output.append(byte)
        }
      default: output.append(byte)
      }
    }
    return output.finish()
  }

  /// Between a shell's single quotes, as `set -x` shows it.
  static func shell(_ bytes: Span<UInt8>) -> SecretBytes {
    var output = SecretBuilder(capacity: bytes.count + 16)
    for index in bytes.indices {
      if bytes[index] == UInt8(ascii: "'") {
        output.append("'\\''")
      } else {
        output.append(bytes[index])
      }
    }
    return output.finish()
  }

  private static func append(_ unit: UInt16, to output: inout SecretBuilder) {
    output.append("\\u")
    for shift in [12, 8, 4, 0] as [UInt16] { output.append(lower[Int(unit >> shift & 15)]) }
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
    default: false
    }
  }

  /// The character of several bytes that starts at a place, or `nil` where none does.
  private static func scalar(in bytes: Span<UInt8>, at index: Int) -> (Unicode.Scalar, Int)? {
    let first = bytes[index]
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 0
    guard length > 0, index + length <= bytes.count else { return nil }
    var value = UInt32(first) & (0x7F >> UInt32(length))
    for place in index + 1..<index + length {
      guard bytes[place] & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(bytes[place] & 0x3F)
    }
    return Unicode.Scalar(value).map { ($0, length) }
  }
}
