/// Text from a repository inside of Markdown, in which nothing is markup.
///
/// Everything here is about scalars: a mark before or after a bracket or a backtick makes it
/// another character to Swift, and the same one to whoever reads the Markdown.
enum MarkdownText {
  private static let special = Set("\\`*_{}[]<>()+!|~&".unicodeScalars)
  /// What hosting sites look for in the finished page, where no backslash is left: a comment that
  /// nobody sees keeps them from notifying a team, or linking an issue.
  private static let comment = "<!-- -->"

  /// A text on one line with every character that could be markup escaped.
  static func of(_ text: String) -> String {
    let scalars = Array(VisibleText.line(text).unicodeScalars)
    var output = ""
    for (index, scalar) in scalars.enumerated() {
      func follows(_ word: String) -> Bool {
        let start = index - word.unicodeScalars.count
        return start >= 0 && lowercased(scalars[start..<index]).elementsEqual(word.unicodeScalars)
      }
      switch scalar {
      case "@": output += "@\(comment)"
      case "#": output += "\\#\(comment)"
      case "-" where follows("gh"): output += "-\(comment)"
      // Sites make links of addresses; one with an escape inside is none.
      case ":" where index + 1 < scalars.count && scalars[index + 1] == "/": output += "\\:"
      case "." where follows("www"): output += "\\."
      default:
        if special.contains(scalar) { output += "\\" }
        output.unicodeScalars.append(scalar)
      }
    }
    return output
  }

  private static func lowercased(_ scalars: some Sequence<Unicode.Scalar>) -> [Unicode.Scalar] {
    scalars.map { ("A"..."Z").contains($0) ? Unicode.Scalar(UInt8($0.value | 0x20)) : $0 }
  }

  /// The most scalars of a value that are shown.
  private static let valueLimit = 200

  /// A value in a cell of a table, exactly as it is: in a code span nothing is markup.
  static func code(_ text: String) -> String {
    var scalars = Array(VisibleText.line(text).unicodeScalars)
    guard let first = scalars.first, var last = scalars.last else { return "(empty)" }
    if scalars.count > valueLimit {
      scalars = scalars.prefix(valueLimit) + ["…"]
      last = "…"
    }
    var (longest, run) = (0, 0)
    for scalar in scalars {
      run = scalar == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let isPadded = first == "`" || last == "`" || scalars.allSatisfy { $0 == " " }
    let space = isPadded ? " " : ""
    var output = fence + space
    for scalar in scalars {
      // A table's bars come before its code spans.
      if scalar == "|" { output += "\\" }
      output.unicodeScalars.append(scalar)
    }
    return output + space + fence
  }
}
