internal import Documents

/// Reads the rules of a type's definition.
enum RuleDefinition {
  private static let keys = [
    "when", "require", "forbid", "together", "anyOf", "exactlyOne", "make", "limit", "warn",
    "message", "severity",
  ]

  static func rules(
    _ nodes: [Node], of fields: [Field], path: String, problems: inout [Problem]
  ) -> [Rule] {
    let ids = Set(fields.map(\.id))
    return nodes.enumerated().map { index, node in
      var reader = DefinitionReader(node, path: "\(path)[\(index)]", allowed: keys)
      let rule = rule(&reader)
      for id in rule.mentionedFields where !ids.contains(id) {
        let near = NearNames.suggestions(for: id, among: ids.sorted())
        let hint = near.isEmpty ? "" : ", did you mean \(near.joined(separator: " or "))?"
        reader.add([Problem("there is no field \(id)\(hint)", field: reader.path)])
      }
      problems += reader.problems
      return rule
    }
  }

  private static func rule(_ reader: inout DefinitionReader) -> Rule {
    let conditions = conditions(&reader)
    var demands: [Rule.Demand] = []
    if reader["require"] != nil { demands.append(.require(reader.texts("require"))) }
    if reader["forbid"] != nil { demands.append(.forbid(reader.texts("forbid"))) }
    if reader["together"] != nil { demands.append(.together(reader.texts("together"))) }
    if reader["anyOf"] != nil { demands.append(.anyOf(reader.textLists("anyOf"))) }
    if reader["exactlyOne"] != nil { demands.append(.exactlyOne(reader.textLists("exactlyOne"))) }
    if reader["make"] != nil { demands.append(.make(reader.texts("make"))) }
    if let node = reader["limit"] {
      if node.object == nil { reader.complain("must be a mapping of fields", about: "limit") }
      var problems: [Problem] = []
      for member in node.object ?? [] {
        let path = "\(reader.name("limit")).\(member.key)"
        let limits = FieldDefinition.limits(member.value, path: path, problems: &problems)
        demands.append(.limit(member.key, limits))
      }
      reader.add(problems)
    }
    if let field = reader.text("warn") {
      demands.append(.warn(field))
      if reader["message"] == nil { reader.complain("a warning needs its words", about: "message") }
    }
    if demands.isEmpty {
      reader.add([Problem("a rule must demand something", field: reader.path)])
    }
    let severity = reader.text("severity") ?? "error"
    if severity != "error", severity != "warning" {
      reader.complain("must be error or warning", about: "severity")
    }
    return Rule(
      conditions: conditions, demands: demands, message: reader.text("message"),
      isWarning: severity == "warning")
  }

  /// Reads the conditions under `when`: `{"field": value}`, with a list for any of several
  /// values, or with a test such as `{"present": true}`.
  static func conditions(_ reader: inout DefinitionReader) -> [Condition] {
    guard let node = reader["when"] else { return [] }
    guard let members = node.object else {
      reader.complain("must be a mapping of fields", about: "when")
      return []
    }
    var conditions: [Condition] = []
    for member in members {
      let path = "\(reader.name("when")).\(member.key)"
      if member.value.object != nil {
        var test = DefinitionReader(
          member.value, path: path, allowed: ["not", "present", "matches", "host"])
        if let pattern = test.pattern("matches") {
          conditions.append(Condition(field: member.key, test: .matches(pattern)))
        }
        if let pattern = test.pattern("host") {
          conditions.append(Condition(field: member.key, test: .host(pattern)))
        }
        if test["present"] != nil {
          conditions.append(Condition(field: member.key, test: .present(test.flag("present"))))
        }
        if let node = test["not"], let texts = scalars(node) {
          conditions.append(Condition(field: member.key, test: .differs(texts)))
        }
        reader.add(test.problems)
      } else if let texts = scalars(member.value) {
        conditions.append(Condition(field: member.key, test: .equals(texts)))
      } else {
        reader.add([Problem("must be a value, a list of values, or a test", field: path)])
      }
    }
    return conditions
  }

  /// The texts of a scalar or of a list of scalars.
  private static func scalars(_ node: Node) -> [String]? {
    let nodes = node.array ?? [node]
    let texts: [String] = nodes.compactMap { node in
      switch node.content {
      case .string(let text): text
      case .bool(let value): value ? "true" : "false"
      case .number(let number): number
      case .null, .secret, .array, .object: nil
      }
    }
    return texts.count == nodes.count ? texts : nil
  }
}

extension Rule {
  /// The ids of all fields that the rule speaks of.
  fileprivate var mentionedFields: [String] {
    conditions.map(\.field)
      + demands.flatMap { demand -> [String] in
        switch demand {
        case .require(let ids), .forbid(let ids), .together(let ids), .make(let ids): ids
        case .anyOf(let groups), .exactlyOne(let groups): groups.flatMap { $0 }
        case .limit(let id, _), .warn(let id): [id]
        }
      }
  }
}
