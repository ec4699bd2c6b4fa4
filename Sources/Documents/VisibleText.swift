/// Text for a terminal, in which nothing can act on the terminal.
///
/// Titles, subjects, and paths come from whoever can push to the repository.
public enum VisibleText {
  /// A text with escapes such as `\u{1b}` for control characters and for marks that turn the
  /// reading direction; line feeds and tabs stay.
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

  /// A text on one line of a terminal: line breaks and tabs are spaces.
  public static func line(_ text: String) -> String {
    of(String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 }))
  }

  private static func acts(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: false
    case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
