/// Text from a repository inside of HTML, in which nothing is markup.
enum HTMLText {
  /// A text on one line with the five characters escaped that HTML gives a meaning.
  ///
  /// A browser sees scalars: `<` followed by a mark is one character to people, and still a tag.
  static func of(_ text: String) -> String {
    var output = ""
    for scalar in VisibleText.line(text).unicodeScalars {
      switch scalar {
      case "&": output += "&amp;"
      case "<": output += "&lt;"
      case ">": output += "&gt;"
      case "\"": output += "&quot;"
      case "'": output += "&#39;"
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output
  }
}
