/// Text from a repository inside of Markdown, in which nothing is markup.
enum MarkdownText {
  private static let special: Set<Character> = [
    "\\", "`", "*", "_", "{", "}", "[", "]", "<", ">", "(", ")", "#", "+", "!", "|", "~", "@",
  ]

  /// A text on one line with every character that could be markup escaped.
  static func of(_ text: String) -> String {
    var output = ""
    for character in VisibleText.of(text) {
      if character.isNewline || character == "\t" {
        output += " "
      } else {
        if special.contains(character) { output += "\\" }
        output.append(character)
      }
    }
    return output
  }
}
