internal import Secrets

/// Percent-encoding (RFC 3986 §2.1): every byte but the unreserved ones becomes `%XX`.
enum PercentEncoding {
  private static let digits = Array("0123456789ABCDEF".utf8)

  /// Appends bytes, encoded.
  static func append(_ bytes: Span<UInt8>, to output: inout SecretBuilder) {
    for index in bytes.indices {
      let byte = bytes[index]
      if isUnreserved(byte) {
        output.append(byte)
      } else {
        output.append(UInt8(ascii: "%"))
        output.append(digits[Int(byte >> 4)])
        output.append(digits[Int(byte & 0x0F)])
      }
    }
  }

  /// Appends a secret, encoded.
  static func append(_ secret: borrowing SecretBytes, to output: inout SecretBuilder) {
    append(secret.bytes, to: &output)
  }

  /// Appends text, encoded.
  static func append(_ text: String, to output: inout SecretBuilder) {
    let utf8 = Array(text.utf8)
    append(utf8.span, to: &output)
  }

  static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"):
      true
    default: false
    }
  }
}
