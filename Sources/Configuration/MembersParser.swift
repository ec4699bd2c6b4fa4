import Documents

extension ConfigurationParser {
  mutating func members(_ node: Node) -> [MemberEntry] {
    var entries: [MemberEntry] = []
    for member in reader.members(node, in: "members") {
      let field = "members.\(member.key)"
      checkName(member.key, in: field, at: member.position)
      _ = checkNew(
        member.key, among: entries.map { ($0.name, "member", $0.position) }, in: field,
        at: member.position)
      var entry = MemberEntry(
        name: member.key, role: .viewer, keys: [], signing: [], position: member.position)
      for value in reader.members(member.value, in: field, known: ["role", "keys", "signing"]) {
        switch value.key {
        case "role": entry.role = role(value.value, in: "\(field).role") ?? .viewer
        case "keys":
          let before = reader.problems.count
          entry.keys = keys(value.value, in: "\(field).keys", check: KeyText.opening)
          if reader.problems.count > before { membersWithBadKeys.insert(member.key) }
        default:
          entry.signing = keys(value.value, in: "\(field).signing", check: KeyText.signing)
        }
      }
      entries.append(entry)
    }
    return entries
  }

  mutating func teams(_ node: Node, members: [MemberEntry]) -> [Team] {
    var teams: [Team] = []
    for member in reader.members(node, in: "teams") {
      let field = "teams.\(member.key)"
      checkName(member.key, in: field, at: member.position)
      let taken =
        members.map { ($0.name, "member", $0.position) }
        + teams.map { ($0.name, "team", $0.position) }
      let isNew = checkNew(member.key, among: taken, in: field, at: member.position)
      var names: [String] = []
      for (name, position) in reader.texts(member.value, in: field) {
        if members.contains(where: { $0.name == name }) {
          names.append(name)
        } else {
          let hint = NearNames.hint(for: name, among: members.map(\.name))
          reader.report("unknown member '\(name)' in \(field)\(hint)", in: field, at: position)
        }
      }
      if isNew { teams.append(Team(name: member.key, members: names, position: member.position)) }
    }
    return teams
  }

  // Names that differ only in case are too easily taken for one another.
  private mutating func checkNew(
    _ name: String, among taken: [(name: String, kind: String, position: Position?)],
    in field: String, at position: Position?
  ) -> Bool {
    guard let other = taken.first(where: { $0.name.lowercased() == name.lowercased() }) else {
      return true
    }
    let line = other.position.map { " on line \($0.line)" } ?? ""
    reader.report(
      "'\(name)' is already the name of a \(other.kind)\(line); members and teams share their names",
      in: field, at: position)
    return false
  }

  private mutating func role(_ node: Node, in field: String) -> Role? {
    guard let text = reader.text(node, in: field) else { return nil }
    if let role = Role(rawValue: text) { return role }
    let hint = NearNames.hint(for: text, among: Role.allCases.map(\.rawValue))
    reader.report(
      "\(field) must be admin, manager, or viewer\(hint)", in: field, at: node.position)
    return nil
  }

  private mutating func keys(
    _ node: Node, in field: String, check: (String) -> Result<String, KeyTextError>
  ) -> [String] {
    var keys: [String] = []
    for item in reader.list(node, in: field) {
      guard let text = reader.text(item, in: field) else { continue }
      switch check(text) {
      case .failure(let error):
        reader.report("\(field): \(error.message)", in: field, at: item.position)
      case .success(let key) where keys.contains(key):
        reader.report("\(field) has the same key twice", in: field, at: item.position)
      case .success(let key): keys.append(key)
      }
    }
    return keys
  }
}
