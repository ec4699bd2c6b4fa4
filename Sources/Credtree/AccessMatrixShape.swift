extension AccessMatrix {
  /// The matrix as `--json` prints it.
  public var document: Node {
    let rules = rules.map(members)
    return .object([
      Member("members", .array(self.members.map { .string($0) })),
      Member(
        "credentials",
        .array(
          rows.map { row in
            var members = [Member("name", .string(row.name))]
            if let rule = row.rule { members += rules[rule] }
            switch row.state {
            case .matches: members.append(Member("matches", .bool(row.rule != nil)))
            case .differs(let difference):
              members.append(Member("matches", .bool(false)))
              members += difference.document.object?.filter { $0.key != "name" } ?? []
            case .damaged(let message):
              members.append(Member("matches", .bool(false)))
              members.append(Member("problem", .string(message)))
            }
            return .object(members)
          })), Member("total", .int(rows.count)),
    ])
  }

  private func members(of rule: RuleAccess) -> [Member] {
    var members = [
      Member("rule", rule.document(in: file)),
      Member("readers", .array(rule.readers.map { .string($0) })),
      Member("managers", .array(rule.managers.map { .string($0) })),
    ]
    if let quorum = rule.quorum { members.append(Member("quorum", quorum.document)) }
    return members
  }

  /// The matrix as tables for people.
  ///
  /// - Parameter width: How many characters fit into a line; `nil` for as many as it takes.
  /// - Returns: One table with all members, or several with as many as fit.
  public func text(width: Int?) -> String {
    guard !rows.isEmpty else { return "no such credentials\n" }
    let names = rows.map { row in String(row.name.map { $0.isNewline || $0 == "\t" ? " " : $0 }) }
    let nameWidth = max(4, names.map(\.count).max() ?? 0)
    let hasNotes = rows.contains { !Self.note($0).isEmpty }
    let room = width.map { max(0, $0 - nameWidth - (hasNotes ? Self.noteWidth : 0)) }
    let tables = parts(fitting: room).map { part in
      // Thousands of credentials have few rules, and each rule has one line of cells.
      let cells = rules.map { rule in Self.line(part.map { ($0, rule.cell(of: $0)) }) }
      let nothing = Self.line(part.map { ($0, "-") })
      var table = Self.padded("NAME", to: nameWidth) + Self.line(part.map { ($0, $0) })
      table = Self.trimmed(table)
      for (row, name) in zip(rows, names) {
        let line = Self.padded(name, to: nameWidth) + (row.rule.map { cells[$0] } ?? nothing)
        table += Self.trimmed(line + "  " + Self.note(row))
      }
      return table
    }
    return tables.joined(separator: "\n") + legend
  }

  /// The longest note, and the space before it.
  private static let noteWidth = 2 + 18

  private static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private static func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line + "\n"
  }

  /// Cells below the names of members.
  private static func line(_ cells: [(member: String, text: String)]) -> String {
    cells.map { "  " + padded($0.text, to: max($0.member.count, 2)) }.joined()
  }

  /// The members, in parts whose columns fit beside the names.
  private func parts(fitting width: Int?) -> [[String]] {
    guard let width else { return [members] }
    var parts: [[String]] = []
    var used = 0
    for member in members {
      let needed = max(member.count, 2) + 2
      if parts.isEmpty || used + needed > width {
        parts.append([])
        used = 0
      }
      parts[parts.count - 1].append(member)
      used += needed
    }
    return parts.isEmpty ? [[]] : parts
  }

  private static func note(_ row: Row) -> String {
    guard row.rule != nil else { return "no rule covers it" }
    return switch row.state {
    case .matches: ""
    case .differs: "differs: rekey"
    case .damaged: "damaged"
    }
  }

  private var legend: String {
    var words = ["r reads", "m reads and may change"]
    if rules.contains(where: { $0.quorum != nil }) {
      words.append("q reads with others (quorum), qm may change then")
    }
    var text = words.joined(separator: ", ") + "\n"
    let differing = rows.count {
      if case .differs = $0.state { true } else { false }
    }
    if differing > 0 {
      text +=
        "\(differing) of \(rows.count) files differ from the policy; 'credtree rekey --dry-run' "
        + "shows how\n"
    }
    return text
  }
}

extension RuleAccess {
  /// What a member may do, in a letter or two.
  func cell(of member: String) -> String {
    guard let right = rights[member] else { return "-" }
    switch right.reading {
    case .none: return "-"
    case .alone: return right.manages ? "m" : "r"
    case .share: return right.manages ? "qm" : "q"
    }
  }

  /// Which rule it is, as `--json` prints it.
  func document(in file: String) -> Node { rule.document(in: file) }
}

extension AccessRule {
  /// The rule, as `--json` prints it.
  func document(in file: String) -> Node {
    var members = [Member("match", .string(match.pattern)), Member("file", .string(file))]
    if let position { members.append(Member("line", .int(position.line))) }
    return .object(members)
  }

  /// The rule for people: its pattern and its line.
  func text(in file: String) -> String {
    "\(match.pattern)\(position.map { " (\(file):\($0.line))" } ?? "")"
  }
}

extension RuleAccess.Quorum {
  /// The quorum as `--json` prints it.
  var document: Node {
    .object([
      Member("threshold", .int(threshold)),
      Member(
        "groups", .array(groups.map { group in .array(group.map { .string($0) }) })),
    ])
  }

  /// The quorum for people.
  var text: String {
    let groups = groups.map { group in
      group.count == 1 ? group[0] : "(\(group.joined(separator: " or ")))"
    }
    return "any \(threshold) of \(groups.joined(separator: ", ")) together"
  }
}
