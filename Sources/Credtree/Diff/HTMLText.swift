/// Text from a repository inside of HTML, in which nothing is markup.
enum HTMLText {
  /// A text on one line with the five characters escaped that HTML gives a meaning.
  static func of(_ text: String) -> String {
    var output = ""
    for character in VisibleText.line(text) {
      switch character {
      case "&": output += "&amp;"
      case "<": output += "&lt;"
      case ">": output += "&gt;"
      case "\"": output += "&quot;"
      case "'": output += "&#39;"
      default: output.append(character)
      }
    }
    return output
  }
}
