/// Base32 (RFC 4648, section 6), for secrets of one-time passwords.
public enum Base32 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

  /// Encodes a secret, in upper case and without padding.
  public static func encodeSecret(_ bytes: Span<UInt8>) -> SecretBytes {
    SecretBytes(count: (bytes.count * 8 + 4) / 5) { output in
      var accumulator: UInt32 = 0
      var bits: UInt32 = 0
      var position = 0
      for index in bytes.indices {
        accumulator = accumulator << 8 | UInt32(bytes[index])
        bits += 8
        while bits >= 5 {
          bits -= 5
          output[position] = alphabet[Int(accumulator >> bits & 31)]
          position += 1
        }
      }
      if bits > 0 { output[position] = alphabet[Int(accumulator << (5 - bits) & 31)] }
    }
  }

  /// Decodes text in upper case without padding and blanks, or returns `nil` for any other.
  ///
  /// Bits that are left over at the end are dropped: other programs do not make them zero.
  public static func decodeSecret(_ text: Span<UInt8>) -> SecretBytes? {
    guard ![1, 3, 6].contains(text.count % 8) else { return nil }
    var isValid = true
    let decoded = SecretBytes(count: text.count * 5 / 8) { output in
      var accumulator: UInt32 = 0
      var bits: UInt32 = 0
      var position = 0
      for index in text.indices {
        let character = text[index]
        var value: UInt32 = 0
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = UInt32(character - UInt8(ascii: "A"))
        case UInt8(ascii: "2")...UInt8(ascii: "7"):
          value = UInt32(character - UInt8(ascii: "2")) + 26
        default: isValid = false
        }
        accumulator = accumulator << 5 | value
        bits += 5
        if bits >= 8, position < output.count {
          bits -= 8
          output[position] = UInt8(truncatingIfNeeded: accumulator >> bits)
          position += 1
        }
      }
    }
    guard isValid else { return nil }
    return decoded
  }
}
