/// How text for a terminal is coloured and broken into lines.
public struct TerminalStyle: Hashable, Sendable {
  /// What a piece of text is, for those who see colours; nothing is said by colour alone.
  enum Role: String {
    case added = "32"
    case removed = "31"
    case changed = "36"
    case worry = "1;33"
    case error = "1;31"
    case faint = "2"
    case title = "1"
  }

  /// Whether colours are shown.
  public let hasColors: Bool
  /// How many characters fit into a line, or `nil` where lines have no end.
  public let width: Int?

  /// Text without colours, on lines without end.
  public static let plain = TerminalStyle(hasColors: false, width: nil)

  /// Creates a style.
  public init(hasColors: Bool, width: Int?) {
    self.hasColors = hasColors
    self.width = width
  }

  /// A text from wherever on one line, in a colour.
  func paint(_ text: String, _ role: Role?) -> String {
    let line = VisibleText.line(text)
    guard hasColors, let role, !line.isEmpty else { return line }
    return "\u{1b}[\(role.rawValue)m\(line)\u{1b}[0m"
  }

  /// A paragraph with an indentation: lines break between words, and go on deeper.
  func paragraph(_ text: String, _ role: Role?, indent: Int) -> String {
    let line = VisibleText.line(text)
    let first = String(repeating: " ", count: indent)
    guard let width, indent + line.count > width, width > indent + 20 else {
      return first + paint(line, role) + "\n"
    }
    let deeper = String(repeating: " ", count: indent + 2)
    var lines: [String] = []
    var current = ""
    for word in line.split(separator: " ", omittingEmptySubsequences: false) {
      var word = String(word)
      let room = width - indent - (lines.isEmpty ? 0 : 2)
      if !current.isEmpty, current.count + 1 + word.count > room {
        lines.append(current)
        current = ""
      }
      while current.isEmpty, word.count > width - indent - 2 {
        let part = width - indent - 2
        lines.append(String(word.prefix(part)))
        word = String(word.dropFirst(part))
      }
      current += current.isEmpty ? word : " \(word)"
    }
    if !current.isEmpty { lines.append(current) }
    return lines.enumerated().map { index, line in
      (index == 0 ? first : deeper) + paint(line, role) + "\n"
    }.joined()
  }
}
