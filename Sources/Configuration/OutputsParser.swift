import Documents

extension ConfigurationParser {
  mutating func targets(_ node: Node) -> [Target] {
    var targets: [Target] = []
    for member in reader.members(node, in: "targets") {
      let field = "targets.\(member.key)"
      checkName(member.key, in: field, at: member.position)
      if let kind = kind(member, in: field) {
        targets.append(Target(name: member.key, kind: kind, position: member.position))
      }
    }
    return targets
  }

  private mutating func kind(_ target: Member, in field: String) -> Target.Kind? {
    // A cloned repository must not decide what runs.
    if let command = target.value.object?.first(where: { $0.key == "command" }) {
      reader.report(
        "\(field): a command line is never read from the repository; set it with "
          + "git config credtree.target.\(target.key).command", in: field, at: command.position)
      return nil
    }
    let before = reader.problems.count
    var texts: [String: String] = [:]
    for value in reader.members(target.value, in: field, known: ["kind", "path", "url", "branch"]) {
      texts[value.key] = reader.text(value.value, in: "\(field).\(value.key)")
    }
    guard reader.problems.count == before else { return nil }
    switch (texts["kind"], texts["path"], texts["url"]) {
    case ("directory", let path?, nil) where texts["branch"] == nil: return .directory(path: path)
    case ("directory", _, _):
      reader.report("\(field) needs a path and nothing else", in: field, at: target.position)
    case ("git", let path, let url?):
      return .git(url: url, branch: texts["branch"], path: path)
    case ("git", _, nil):
      reader.report("\(field) needs the url of a repository", in: field, at: target.position)
    case ("command", nil, nil) where texts["branch"] == nil: return .command
    case ("command", _, _):
      reader.report("\(field) has only its kind here", in: field, at: target.position)
    default:
      reader.report(
        "\(field).kind must be directory, git, or command", in: field, at: target.position)
    }
    return nil
  }

  mutating func outputs(_ node: Node?, in configuration: Configuration) -> [Output] {
    var outputs: [Output] = []
    for (index, item) in reader.list(node, in: "outputs").enumerated() {
      let field = "outputs[\(index)]"
      guard item.object != nil else {
        reader.report(
          "\(field) must be a mapping with artifact and path", in: field, at: item.position)
        continue
      }
      if let output = output(item, in: field, of: configuration) { outputs.append(output) }
    }
    return outputs
  }

  private mutating func output(
    _ node: Node, in field: String, of configuration: Configuration
  ) -> Output? {
    var output = Output(
      artifact: "", selection: nil, options: [], path: "", targets: [], position: node.position)
    var selections = 0
    let known = ["artifact", "credentials", "select", "options", "path", "targets"]
    for member in reader.members(node, in: field, known: known) {
      let path = "\(field).\(member.key)"
      switch member.key {
      case "artifact": output.artifact = reader.text(member.value, in: path) ?? "?"
      case "credentials":
        selections += 1
        output.selection = .names(reader.texts(member.value, in: path).map(\.text))
      case "select":
        selections += 1
        output.selection = selection(member.value, in: path)
      case "options": output.options = reader.members(member.value, in: path)
      case "path": output.path = reader.path(member.value, in: path) ?? "?"
      default: output.targets = targetNames(member.value, in: path, of: configuration)
      }
    }
    if selections > 1 {
      reader.report(
        "\(field) has both credentials and select; give one of them", in: field, at: node.position)
    }
    for (key, value) in [("artifact", output.artifact), ("path", output.path)] where value.isEmpty {
      reader.report("\(field) has no \(key)", in: field, at: node.position)
    }
    return output
  }

  private mutating func selection(_ node: Node, in field: String) -> Output.Selection {
    var (type, project, name): (String?, String?, Glob?)
    for member in reader.members(node, in: field, known: ["type", "project", "name"]) {
      let path = "\(field).\(member.key)"
      switch member.key {
      case "type": type = reader.text(member.value, in: path)
      case "project": project = reader.text(member.value, in: path)
      default: name = reader.glob(member.value, in: path)
      }
    }
    return .query(type: type, project: project, name: name)
  }

  private mutating func targetNames(
    _ node: Node, in field: String, of configuration: Configuration
  ) -> [String] {
    let known = configuration.targets.map(\.name)
    var names: [String] = []
    for (name, position) in reader.texts(node, in: field) {
      names.append(name)
      if !known.contains(name) {
        let hint = NearNames.hint(for: name, among: known)
        reader.report("unknown target '\(name)' in \(field)\(hint)", in: field, at: position)
      }
    }
    return names
  }
}
