extension Glob {
  /// The same pattern in the syntax of RE2, which is what sops reads, without `^` and `$`.
  ///
  /// https://github.com/google/re2/wiki/Syntax
  public var regularExpression: String {
    var text = ""
    for (index, segment) in segments.enumerated() {
      let isLast = index == segments.count - 1
      switch segment {
      case .anySegments: text += isLast ? ".+" : "(?:[^/]*/)*"
      case .elements(let elements):
        text += Self.expression(elements)
        if !isLast { text += "/" }
      }
    }
    return text
  }

  private static func expression(_ elements: [Element]) -> String {
    var bytes: [UInt8] = []
    for element in elements {
      switch element {
      case .literal(let byte):
        if isSpecial(byte) { bytes.append(UInt8(ascii: "\\")) }
        bytes.append(byte)
      case .anyCharacter: bytes += "[^/]".utf8
      case .anyText: bytes += "[^/]*".utf8
      case .set(let ranges, let isNegated): bytes += set(ranges, isNegated: isNegated).utf8
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func set(_ ranges: [ClosedRange<UInt8>], isNegated: Bool) -> String {
    func escaped(_ byte: UInt8) -> String {
      let character = String(UnicodeScalar(byte))
      return isSpecial(byte) || character == "-" ? "\\" + character : character
    }
    var text = isNegated ? "[^/" : "["
    for range in ranges {
      text += escaped(range.lowerBound)
      if range.count > 1 { text += "-" + escaped(range.upperBound) }
    }
    return text + "]"
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    "\\.+*?()|[]{}^$".utf8.contains(byte)
  }
}
