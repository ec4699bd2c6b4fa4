/// The escapes of JSON strings (RFC 8259 §7).
enum JSONEscape {
  /// Reads the escape that starts with the backslash at `start`.
  ///
  /// - Returns: The number of bytes it takes, and the character it stands for.
  /// - Throws: ``DocumentError`` with code `syntax`, or `encoding` for half a surrogate pair:
  ///   other readers replace it, which would silently change a value.
  static func read(_ text: Span<UInt8>, at start: Int, _ position: Position)
    throws(DocumentError) -> (size: Int, character: Unicode.Scalar)
  {
    guard start + 1 < text.count else {
      throw DocumentError(.syntax, "the text ends inside a string", at: position)
    }
    switch text[start + 1] {
    case UInt8(ascii: "\""): return (2, "\"")
    case UInt8(ascii: "\\"): return (2, "\\")
    case UInt8(ascii: "/"): return (2, "/")
    case UInt8(ascii: "b"): return (2, "\u{08}")
    case UInt8(ascii: "f"): return (2, "\u{0C}")
    case UInt8(ascii: "n"): return (2, "\n")
    case UInt8(ascii: "r"): return (2, "\r")
    case UInt8(ascii: "t"): return (2, "\t")
    case UInt8(ascii: "u"): break
    default: throw DocumentError(.syntax, "unknown escape in a string", at: position)
    }
    guard let unit = codeUnit(text, at: start + 2) else {
      throw DocumentError(.syntax, "\\u needs four hexadecimal digits", at: position)
    }
    if let scalar = Unicode.Scalar(unit) { return (6, scalar) }
    if UTF16.isLeadSurrogate(unit), start + 7 < text.count,
      text[start + 6] == UInt8(ascii: "\\"), text[start + 7] == UInt8(ascii: "u"),
      let second = codeUnit(text, at: start + 8), UTF16.isTrailSurrogate(second),
      let scalar = Unicode.Scalar(
        0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
    {
      return (12, scalar)
    }
    throw DocumentError(
      .encoding, "an escape stands for half a character, write both halves", at: position)
  }

  private static func codeUnit(_ text: Span<UInt8>, at start: Int) -> UInt16? {
    guard start + 4 <= text.count else { return nil }
    var unit: UInt16 = 0
    for index in start..<start + 4 {
      let digit: UInt8
      switch text[index] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = text[index] - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = text[index] - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = text[index] - UInt8(ascii: "A") + 10
      default: return nil
      }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }

  private static let digits = Array("0123456789abcdef".utf8)

  /// Appends the escape of a control character the way Go and ECMAScript write it.
  static func append(control byte: UInt8, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\\"))
    switch byte {
    case 0x08: output.append(UInt8(ascii: "b"))
    case 0x0C: output.append(UInt8(ascii: "f"))
    case 0x0A: output.append(UInt8(ascii: "n"))
    case 0x0D: output.append(UInt8(ascii: "r"))
    case 0x09: output.append(UInt8(ascii: "t"))
    default: append(codeUnit: byte, to: &output)
    }
  }

  /// Appends `u00xx`, in lower case.
  static func append(codeUnit byte: UInt8, to output: inout [UInt8]) {
    output += [
      UInt8(ascii: "u"), UInt8(ascii: "0"), UInt8(ascii: "0"), digits[Int(byte >> 4)],
      digits[Int(byte & 15)],
    ]
  }
}
