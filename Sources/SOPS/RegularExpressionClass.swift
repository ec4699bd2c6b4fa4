extension RegularExpressionParser {
  /// Reads `[…]`.
  mutating func characterClass() throws(Invalid) -> ScalarSet {
    index += 1
    let isInverted = skip("^")
    var set = ScalarSet([ClosedRange<UInt32>]())
    var isFirst = true
    while peek() != "]" || isFirst {
      isFirst = false
      if let named = try namedClass() {
        set = set.union(named)
        continue
      }
      if let escaped = try classEscape() {
        set = set.union(escaped)
        continue
      }
      let low = try classScalar()
      var high = low
      if peek() == "-", let next = peek(1), next != "]" {
        index += 1
        high = try classScalar()
        guard low.value <= high.value else {
          throw Invalid(message: "a range in [ ] is the wrong way round")
        }
      }
      set = set.union(try folded(ScalarSet([low.value...high.value])))
    }
    index += 1
    return isInverted ? set.inverted : set
  }

  /// Reads `[:name:]` or `[:^name:]` inside a class.
  private mutating func namedClass() throws(Invalid) -> ScalarSet? {
    guard peek() == "[", peek(1) == ":" else { return nil }
    var end = index + 2
    while end + 1 < scalars.count, !(scalars[end] == ":" && scalars[end + 1] == "]") { end += 1 }
    guard end + 1 < scalars.count else { return nil }
    var name = String(String.UnicodeScalarView(scalars[(index + 2)..<end]))
    let isInverted = name.hasPrefix("^")
    if isInverted { name.removeFirst() }
    guard let set = ScalarSet.named[name] else {
      throw Invalid(message: "there is no class of characters with this name")
    }
    index = end + 2
    let folded = try folded(set)
    return isInverted ? folded.inverted : folded
  }

  /// Reads `\d`, `\w`, `\s` and their opposites.
  mutating func classEscape() throws(Invalid) -> ScalarSet? {
    guard peek() == "\\" else { return nil }
    let set: ScalarSet
    switch peek(1) {
    case "d", "D": set = .digits
    case "w", "W": set = .word
    case "s", "S": set = .space
    case "p", "P":
      throw Invalid(message: "classes by Unicode property are not supported, list the characters")
    default: return nil
    }
    let isInverted = ("A"..."Z").contains(scalars[index + 1])
    index += 2
    let folded = try folded(set)
    return isInverted ? folded.inverted : folded
  }

  private mutating func classScalar() throws(Invalid) -> Unicode.Scalar {
    guard let scalar = peek() else { throw Invalid(message: "there is a [ without its ]") }
    guard scalar != "\\" else { return try escapedScalar() }
    index += 1
    return scalar
  }

  /// Reads an escape that stands for one character.
  mutating func escapedScalar() throws(Invalid) -> Unicode.Scalar {
    guard let scalar = peek(1) else { throw Invalid(message: "the pattern ends in a backslash") }
    index += 2
    switch scalar {
    case "a": return "\u{07}"
    case "f": return "\u{0C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "v": return "\u{0B}"
    case "x": return try hexadecimal()
    case "0": return try octal(from: 0)
    case "1"..."7":
      guard let next = peek(), ("0"..."7").contains(next) else {
        throw Invalid(message: "RE2 has no backreferences")
      }
      return try octal(from: scalar.value - 0x30)
    default:
      guard scalar.isASCII, scalar == "_" || !ScalarSet.word.contains(scalar.value) else {
        throw Invalid(message: "RE2 has no escape \\\(scalar)")
      }
      return scalar
    }
  }

  private mutating func octal(from first: UInt32) throws(Invalid) -> Unicode.Scalar {
    var value = first
    for _ in 0..<2 {
      guard let digit = peek(), ("0"..."7").contains(digit) else { break }
      value = value * 8 + digit.value - 0x30
      index += 1
    }
    return try scalar(value)
  }

  private mutating func hexadecimal() throws(Invalid) -> Unicode.Scalar {
    let isBraced = skip("{")
    var digits = ""
    while let digit = peek(), digit.isASCII, digit.properties.isASCIIHexDigit,
      isBraced || digits.utf8.count < 2
    {
      digits.unicodeScalars.append(digit)
      index += 1
    }
    let isComplete = isBraced ? !digits.isEmpty && skip("}") : digits.utf8.count == 2
    guard isComplete, let value = UInt32(digits, radix: 16) else {
      throw Invalid(message: "expected \\x and two hexadecimal digits, or \\x{…}")
    }
    return try scalar(value)
  }

  private func scalar(_ value: UInt32) throws(Invalid) -> Unicode.Scalar {
    guard let scalar = Unicode.Scalar(value) else {
      throw Invalid(message: "an escape stands for no character")
    }
    return scalar
  }
}
