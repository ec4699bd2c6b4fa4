internal import Secrets

/// JSON on one line.
enum CompactJSON {
  /// A JSON text without the blanks between its parts; what is in quotes stays as it is.
  static func flattened(_ text: borrowing SecretBytes) -> SecretBytes {
    var output = SecretBuilder(capacity: text.count)
    var (inString, isEscaped) = (false, false)
    for index in 0..<text.count {
      let byte = text.bytes[index]
      if inString {
        output.append(byte)
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          inString = false
        }
      } else if ![0x20, 0x09, 0x0A, 0x0D].contains(byte) {
        output.append(byte)
        inString = byte == UInt8(ascii: "\"")
      }
    }
    return output.finish()
  }
}
