import Documents

extension ConfigurationParser {
  mutating func access(_ node: Node, in configuration: Configuration) -> [AccessRule] {
    var rules: [AccessRule] = []
    for (index, item) in reader.list(node, in: "access").enumerated() {
      if let rule = rule(item, in: "access[\(index)]", of: configuration) { rules.append(rule) }
    }
    return rules
  }

  private mutating func rule(
    _ node: Node, in field: String, of configuration: Configuration
  ) -> AccessRule? {
    guard node.object != nil else {
      reader.report("\(field) must be a mapping with match", in: field, at: node.position)
      return nil
    }
    var match: Glob?
    var hasMatch = false
    var grants: [AccessRule.Grant?] = []
    var managers: [String] = []
    let known = ["match", "readers", "quorum", "managers"]
    for member in reader.members(node, in: field, known: known) {
      let path = "\(field).\(member.key)"
      switch member.key {
      case "match":
        hasMatch = true
        match = reader.glob(member.value, in: path)
      case "readers":
        grants.append(readers(member.value, in: path, at: node.position, of: configuration))
      case "quorum":
        grants.append(quorum(member.value, in: path, of: configuration))
      default: managers = names(member.value, in: path, of: configuration)
      }
    }
    if !hasMatch {
      reader.report(
        "\(field) has no match, the pattern of the names it covers", in: field, at: node.position)
    }
    if grants.count != 1 {
      let both = grants.isEmpty ? "neither readers nor quorum" : "both readers and quorum"
      reader.report("\(field) has \(both); give one of them", in: field, at: node.position)
    }
    guard grants.count == 1, let match, let grant = grants[0] else { return nil }
    return AccessRule(match: match, grant: grant, managers: managers, position: node.position)
  }

  private mutating func readers(
    _ node: Node, in field: String, at position: Position?, of configuration: Configuration
  ) -> AccessRule.Grant? {
    let before = reader.problems.count
    let names = names(node, in: field, of: configuration)
    // An unknown name is one problem, not two.
    guard reader.problems.count == before else { return nil }
    guard hasKeys(names, in: configuration) else {
      reader.report(
        "\(field) leaves nobody able to read: name a member who has keys", in: field, at: position)
      return nil
    }
    return .readers(names)
  }

  private mutating func quorum(
    _ node: Node, in field: String, of configuration: Configuration
  ) -> AccessRule.Grant? {
    let before = reader.problems.count
    var threshold: Int?
    var groups: [[String]] = []
    guard node.object != nil else {
      reader.report(
        "\(field) must be a mapping of threshold and groups", in: field, at: node.position)
      return nil
    }
    for member in reader.members(node, in: field, known: ["threshold", "groups"]) {
      if member.key == "threshold" {
        threshold = member.value.int
        if threshold == nil {
          reader.report(
            "\(field).threshold must be a whole number", in: field, at: member.value.position)
        }
        continue
      }
      for (index, group) in reader.list(member.value, in: "\(field).groups").enumerated() {
        let path = "\(field).groups[\(index)]"
        let known = reader.problems.count
        groups.append(names(group, in: path, of: configuration))
        if reader.problems.count == known, !hasKeys(groups[index], in: configuration) {
          reader.report(
            "\(path) has no key: name a member who has keys", in: path, at: group.position)
        }
      }
    }
    guard reader.problems.count == before else { return nil }
    // Shamir's scheme, as sops uses it, needs 2 shares or more and counts them in one byte.
    guard let threshold, threshold >= 2, threshold <= groups.count, groups.count <= 255 else {
      reader.report(
        "\(field) needs a threshold from 2 to the number of its groups, and at most 255 groups",
        in: field, at: node.position)
      return nil
    }
    return .quorum(threshold: threshold, groups: groups)
  }

  /// Names of members and teams; unknown ones are reported and left out.
  private mutating func names(
    _ node: Node, in field: String, of configuration: Configuration
  ) -> [String] {
    var names: [String] = []
    for (name, position) in reader.texts(node, in: field) {
      if configuration.member(named: name) != nil || configuration.team(named: name) != nil {
        names.append(name)
      } else {
        let known = configuration.members.map(\.name) + configuration.teams.map(\.name)
        let hint = NearNames.hint(for: name, among: known)
        reader.report(
          "unknown member or team '\(name)' in \(field)\(hint)", in: field, at: position)
      }
    }
    return names
  }

  private func hasKeys(_ names: [String], in configuration: Configuration) -> Bool {
    configuration.members(in: names).contains {
      membersWithBadKeys.contains($0) || configuration.member(named: $0)?.keys.isEmpty == false
    }
  }
}
