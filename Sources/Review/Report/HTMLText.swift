/// Text from a repository inside of HTML, in which nothing is markup.
enum HTMLText {
  /// A text for an element's contents or a quoted attribute.
  ///
  /// Control characters, and marks that turn the reading direction, are shown as such.
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
      switch scalar.value {
      case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069,
        0xFFFE...0xFFFF:
        "\u{FFFD}"
      default: nil
      }
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
