/// Checks of encoded text that work on secret bytes in place.
enum UTF8Text {
  /// Whether bytes are well-formed UTF-8 (Unicode 15, table 3-7).
  static func isValid(_ bytes: Span<UInt8>) -> Bool {
    var index = 0
    while index < bytes.count {
      let lead = bytes[index]
      index += 1
      if lead < 0x80 { continue }
      let (following, low, high): (Int, UInt8, UInt8)
      switch lead {
      case 0xC2...0xDF: (following, low, high) = (1, 0x80, 0xBF)
      case 0xE0: (following, low, high) = (2, 0xA0, 0xBF)
      case 0xE1...0xEC, 0xEE...0xEF: (following, low, high) = (2, 0x80, 0xBF)
      case 0xED: (following, low, high) = (2, 0x80, 0x9F)
      case 0xF0: (following, low, high) = (3, 0x90, 0xBF)
      case 0xF1...0xF3: (following, low, high) = (3, 0x80, 0xBF)
      case 0xF4: (following, low, high) = (3, 0x80, 0x8F)
      default: return false
      }
      guard index + following <= bytes.count else { return false }
      guard (low...high).contains(bytes[index]) else { return false }
      for offset in 1..<max(following, 1) {
        guard (0x80...0xBF).contains(bytes[index + offset]) else { return false }
      }
      index += following
    }
    return true
  }

  /// Whether a byte occurs.
  static func contains(_ byte: UInt8, in bytes: Span<UInt8>) -> Bool {
    for index in bytes.indices where bytes[index] == byte { return true }
    return false
  }
}
