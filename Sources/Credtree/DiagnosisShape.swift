extension Diagnosis {
  /// The diagnosis as `--json` prints it.
  public var document: Node {
    .object([
      Member("healthy", .bool(isHealthy)),
      Member(
        "checks",
        .array(
          items.map { item in
            var members = [
              Member("name", .string(item.name)), Member("state", .string(item.state.rawValue)),
              Member("message", .string(item.message)),
            ]
            if let remedy = item.remedy { members.append(Member("remedy", .string(remedy))) }
            return .object(members)
          })),
    ])
  }

  /// The diagnosis for people: a line for each thing, and below it what to do next.
  public func text(in style: TerminalStyle) -> String {
    let width = items.map(\.name.count).max() ?? 0
    let states = Diagnosis.State.allCases.map(\.rawValue.count).max() ?? 0
    return items.map { item in
      let role: TerminalStyle.Role =
        switch item.state {
        case .ok: .added
        case .note: .faint
        case .warning: .worry
        case .error: .error
        }
      func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
      }
      let start =
        style.paint(padded(item.state.rawValue, states), role) + "  " + padded(item.name, width)
      let indent = states + width + 4
      let message = style.paragraph(item.message, nil, indent: indent).dropFirst(indent)
      let remedy = item.remedy.map { style.paragraph($0, .title, indent: indent) } ?? ""
      return "\(start)  \(message)\(remedy)"
    }.joined()
  }
}
