/// Paths as text: git and the disk have bytes, of which any but a zero may be in a name.
public enum PathText {
  /// A path as text, with escapes such as `\xff` for the bytes that are no UTF-8.
  ///
  /// Such a path cannot be opened by its text. It can be shown, and differs from every other.
  ///
  /// - Parameter path: The path, which ends with a zero.
  /// - Returns: The text.
  public static func of(_ path: UnsafePointer<CChar>) -> String {
    if let text = unsafe String(validatingCString: path) { return text }
    var bytes: [UInt8] = []
    var place = 0
    while unsafe path[place] != 0 {
      bytes.append(UInt8(bitPattern: unsafe path[place]))
      place += 1
    }
    return escaped(bytes)
  }

  /// Whether a path is one that cannot be opened by its text.
  public static func isEscaped(_ text: String) -> Bool { text.contains("\\x") }

  private static func escaped(_ bytes: [UInt8]) -> String {
    var text = ""
    var start = 0
    while start < bytes.count {
      let sizes = (1...4).filter { start + $0 <= bytes.count }
      let whole = sizes.lazy.compactMap { size in
        String(validating: bytes[start..<(start + size)], as: UTF8.self).map { ($0, size) }
      }.first
      if let (scalar, size) = whole {
        text += scalar
        start += size
      } else {
        let digits = String(bytes[start], radix: 16)
        text += "\\x" + (digits.count == 1 ? "0" : "") + digits
        start += 1
      }
    }
    return text
  }
}
