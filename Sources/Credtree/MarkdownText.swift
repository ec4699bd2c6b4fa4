/// Text from a repository inside of Markdown, in which nothing is markup.
enum MarkdownText {
  private static let special: Set<Character> = [
    "\\", "`", "*", "_", "{", "}", "[", "]", "<", ">", "(", ")", "+", "!", "|", "~", "&",
  ]
  /// What hosting sites look for in the finished page, where no backslash is left: a comment that
  /// nobody sees keeps them from notifying a team, or linking an issue.
  private static let marks: [Character: String] = ["@": "@<!-- -->", "#": "\\#<!-- -->"]

  /// A text on one line with every character that could be markup escaped.
  static func of(_ text: String) -> String {
    var output = ""
    for character in VisibleText.line(text) {
      if let mark = marks[character] {
        output += mark
      } else if character == "/", output.hasSuffix(":") {
        // Sites make links of addresses; one with an escape inside is none.
        output = "\(output.dropLast())\\:/"
      } else if character == ".", output.hasSuffix("www") || output.hasSuffix("WWW") {
        output += "\\."
      } else {
        if special.contains(character) { output += "\\" }
        output.append(character)
      }
    }
    return output
  }

  /// The most characters of a value that are shown.
  private static let valueLimit = 200

  /// A value in a cell of a table, exactly as it is: in a code span nothing is markup.
  static func code(_ text: String) -> String {
    var line = VisibleText.line(text)
    guard !line.isEmpty else { return "(empty)" }
    if line.count > valueLimit { line = "\(line.prefix(valueLimit))…" }
    var (longest, run) = (0, 0)
    for character in line {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let isPadded = line.hasPrefix("`") || line.hasSuffix("`") || line.allSatisfy { $0 == " " }
    let space = isPadded ? " " : ""
    // A table's bars come before its code spans.
    return fence + space + line.replacing("|", with: "\\|") + space + fence
  }
}
