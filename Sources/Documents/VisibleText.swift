/// Text for people, in which nothing acts on the terminal, turns the reading direction, or hides.
///
/// Titles, subjects, and paths come from whoever can push to the repository. Text is looked at by
/// its scalars: a character as people see it may hold a bracket together with marks that make it
/// differ from a bracket, and terminals and browsers see the bracket all the same.
public enum VisibleText {
  /// A text with escapes such as `\u{1b}` for every scalar that ``acts(_:)``; line feeds and tabs
  /// stay.
  public static func of(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: acts) else { return text }
    var output = ""
    for scalar in text.unicodeScalars {
      if acts(scalar) {
        output += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        output.unicodeScalars.append(scalar)
      }
    }
    return output
  }

  /// A text on one line: line breaks are escapes such as `\u{a}`, and tabs are spaces.
  public static func line(_ text: String) -> String {
    var output = ""
    for scalar in of(text).unicodeScalars {
      switch scalar {
      case "\n": output += "\\u{a}"
      case "\t": output += " "
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output
  }

  /// Whether a scalar is a control character other than a line feed or a tab, turns the reading
  /// direction, or has no width of its own, so that two different texts look the same.
  ///
  /// What joins letters and emoji (U+200C, U+200D) belongs to how people write, and stays.
  public static func acts(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: false
    case 0..<0x20, 0x7F..<0xA0: true
    case 0x061C, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    case 0x00AD, 0x180E, 0x200B, 0x2028...0x2029, 0x2060...0x2065, 0x206A...0x206F, 0x3164,
      0xFEFF, 0xFFA0, 0xFFF9...0xFFFB, 0xE0000...0xE007F:
      true
    default: false
    }
  }
}
