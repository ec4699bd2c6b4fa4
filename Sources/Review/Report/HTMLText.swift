internal import Documents

/// Text from a repository inside of HTML, in which nothing is markup.
enum HTMLText {
  /// A text for an element's contents or a quoted attribute.
  ///
  /// Control characters, and what hides or turns the reading direction, are shown as such.
  static func of(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { replacement(for: $0) != nil }) else { return text }
    var output = ""
    for scalar in text.unicodeScalars {
      if let replacement = replacement(for: scalar) {
        output += replacement
      } else {
        output.unicodeScalars.append(scalar)
      }
    }
    return output
  }

  private static func replacement(for scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "&": "&amp;"
    case "<": "&lt;"
    case ">": "&gt;"
    case "\"": "&quot;"
    case "'": "&#39;"
    case "\n", "\t": " "
    default:
      VisibleText.acts(scalar) || (0xFFFE...0xFFFF).contains(scalar.value) ? "\u{FFFD}" : nil
    }
  }

  /// A text of at most so many characters; of a longer one the middle is left out.
  static func short(_ text: String, _ limit: Int) -> String {
    guard text.count > limit else { return of(text) }
    let head = text.prefix(limit / 2)
    return of("\(head)…\(text.suffix(limit - limit / 2 - 1))")
  }

  /// `1 thing`, or `2 things`.
  static func count(_ number: Int, _ word: String) -> String {
    number == 1 ? "1 \(word)" : "\(number) \(word)s"
  }
}
