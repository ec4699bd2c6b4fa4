extension Problem {
  /// The problem as `--json` prints it.
  public var document: Node {
    var members: [Member] = []
    if let file { members.append(Member("file", .string(file))) }
    if let position {
      members.append(Member("line", .int(position.line)))
      members.append(Member("column", .int(position.column)))
    }
    if let field { members.append(Member("field", .string(field))) }
    members.append(Member("message", .string(message)))
    return .object(members)
  }

  /// The problem as a line for people: where, what about, what.
  public var text: String {
    var text = ""
    if let file { text += file }
    if let position { text += "\(file == nil ? "line " : ":")\(position.line):\(position.column)" }
    if !text.isEmpty { text += ": " }
    if let field { text += "\(field): " }
    // A line feed in a file's name must not begin a line, which may be a command to who reads it.
    return VisibleText.line(text + message)
  }
}

extension Failure {
  /// A message of several lines, none of which is a command to the CI system that reads the log: a
  /// name of a file in it may hold line feeds.
  private static func withoutCommands(_ message: String) -> String {
    // A carriage return and a line feed are one character, and two scalars.
    let lines = message.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    var text = ""
    for (index, line) in lines.enumerated() {
      let start = line.drop { $0 == " " || $0 == "\t" || $0 == "\r" }
      let isCommand =
        start.starts(with: "::".unicodeScalars) || start.starts(with: "##".unicodeScalars)
      text += (index == 0 ? "" : isCommand ? "\\u{a}" : "\n") + String(line)
    }
    return text
  }

  /// The failure as `--json` prints it on standard error.
  public var document: Node {
    var members = [
      Member("error", .string(message)), Member("code", .string(code.name)),
    ]
    if !details.isEmpty {
      members.append(Member("details", .array(details.map(\.document))))
    }
    return .object(members + context)
  }

  /// The failure for people: a line, and one more for each detail.
  public var text: String {
    var text = Self.withoutCommands(message)
    for problem in details { text += "\n  \(problem.text)" }
    if let references = context.first(where: { $0.key == "references" })?.value {
      for entry in (references.object ?? []).flatMap({ $0.value.array ?? [] }) {
        // A credential that has a type is no place in a file.
        if let name = entry.string {
          text += "\n  \(VisibleText.line(name))"
          continue
        }
        let place = "\(entry["file"]?.string ?? ""):\(entry["line"]?.int ?? 0)"
        text += "\n  \(VisibleText.line(place)): \(entry["field"]?.string ?? "reference")"
        if let name = entry["name"]?.string { text += " of \(VisibleText.line(name))" }
      }
    }
    if message == Workspace.stillInUse { text += "\nremove these references first, then delete it" }
    return text
  }
}
