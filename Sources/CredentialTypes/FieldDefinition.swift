internal import Documents

/// Reads the fields of a type's definition.
enum FieldDefinition {
  private static let limitKeys = [
    "minBytes", "maxBytes", "min", "max", "pattern", "notPattern", "choices", "format", "hint",
    "schemes", "decodedBytes",
  ]
  private static let fieldKeys =
    [
      "id", "kind", "class", "required", "derived", "made", "inputOnly", "default", "defaults",
      "aliases", "label", "generator", "generatedLength", "makeIfMissing",
    ] + limitKeys

  /// The most bytes of a value: a Kubernetes Secret holds 1 MiB, and nothing that is longer is
  /// a credential.
  static let mostBytes = 1 << 20

  /// How long a value can be that is made up, in characters or bytes.
  static let generatedLengths = 1...4096

  /// Whether a field of a class must not have a name.
  static func isReserved(_ id: String, in fieldClass: FieldClass) -> Bool {
    // `seal` and `salt` are the program's own. sops takes whatever stands below a key `secret`
    // for encrypted, which is wrong in the readable part, and `sops` for its own.
    ["seal", "salt", "sops"].contains(id) || (id == "secret" && fieldClass == .public)
  }

  static let idPattern = Pattern("[A-Za-z][A-Za-z0-9_]*")

  static func fields(_ nodes: [Node], path: String, problems: inout [Problem]) -> [Field] {
    var fields: [Field] = []
    var names: Set<String> = []
    for (index, node) in nodes.enumerated() {
      let field = field(node, path: "\(path)[\(index)]", problems: &problems)
      for name in [field.id] + field.aliases where !names.insert(name).inserted {
        problems.append(
          Problem("uses the name \(name) a second time", field: "\(path)[\(index)]"))
      }
      fields.append(field)
    }
    return fields
  }

  private static func field(_ node: Node, path: String, problems: inout [Problem]) -> Field {
    var reader = DefinitionReader(node, path: path, allowed: fieldKeys)
    let id = reader.requiredText("id")
    if reader["id"] != nil, idPattern?.matches(id) != true {
      reader.complain("must be a letter followed by letters, digits and '_'", about: "id")
    }
    let kindName = reader.requiredText("kind")
    let kind = Kind(named: kindName)
    if kind == nil, reader["kind"] != nil {
      let all = Kind.allNames.joined(separator: ", ")
      reader.complain("must be one of \(all), or list<…> of one", about: "kind")
    }
    let className = reader.text("class") ?? "secret"
    let fieldClass = FieldClass(rawValue: className)
    if fieldClass == nil {
      reader.complain("must be public, confidential or secret", about: "class")
    }
    if isReserved(id, in: fieldClass ?? .secret) {
      reader.complain("is reserved: take another name than \(id)", about: "id")
    }
    var limits = limits(&reader)
    if limits.maxBytes == nil { limits.maxBytes = mostBytes }
    if kind == .choice, limits.choices.isEmpty {
      reader.complain("an enum needs its choices", about: "choices")
    }
    var field = Field(
      id: id, kind: kind ?? .string, fieldClass: fieldClass ?? .secret,
      isRequired: reader.flag("required"), isDerived: reader.flag("derived"),
      isMade: reader.flag("made"), isInputOnly: reader.flag("inputOnly"),
      defaultValue: reader["default"], conditionalDefaults: defaults(&reader),
      aliases: reader.texts("aliases"), limits: limits, label: reader.text("label"))
    field.generatedLength = reader.integer("generatedLength")
    if let length = field.generatedLength, !generatedLengths.contains(length) {
      let range = "\(generatedLengths.lowerBound) to \(generatedLengths.upperBound)"
      reader.complain("must be from \(range)", about: "generatedLength")
    }
    if field.isRequired, field.isInputOnly {
      reader.complain("cannot be, since the value is not stored", about: "required")
    }
    field.isMadeIfMissing = reader.flag("makeIfMissing")
    if let name = reader.text("generator") {
      field.generator = FieldGenerator(rawValue: name)
      if field.generator == nil {
        let all = FieldGenerator.allCases.map(\.rawValue).joined(separator: ", ")
        reader.complain("must be one of \(all)", about: "generator")
      }
    }
    problems += reader.problems
    return field
  }

  private static func defaults(_ reader: inout DefinitionReader) -> [ConditionalDefault] {
    var defaults: [ConditionalDefault] = []
    for (index, node) in reader.nodes("defaults").enumerated() {
      var entry = DefinitionReader(
        node, path: reader.name("defaults[\(index)]"), allowed: ["when", "value", "valueOf"])
      let conditions = RuleDefinition.conditions(&entry)
      if let value = entry["value"] {
        defaults.append(ConditionalDefault(conditions: conditions, source: .value(value)))
      } else if let other = entry.text("valueOf") {
        defaults.append(ConditionalDefault(conditions: conditions, source: .field(other)))
      } else {
        entry.complain("is missing", about: "value")
      }
      reader.add(entry.problems)
    }
    return defaults
  }

  /// Reads the limits that stand among a mapping's keys.
  static func limits(_ reader: inout DefinitionReader) -> Limits {
    var limits = Limits()
    limits.minBytes = reader.integer("minBytes")
    limits.maxBytes = reader.integer("maxBytes")
    limits.min = reader.integer("min")
    limits.max = reader.integer("max")
    limits.pattern = reader.pattern("pattern")
    limits.notPattern = reader.pattern("notPattern")
    limits.choices = reader.texts("choices")
    limits.hint = reader.text("hint")
    limits.schemes = reader.texts("schemes")
    limits.decodedBytes = reader.integer("decodedBytes")
    if let name = reader.text("format") {
      limits.format = Format(rawValue: name)
      if limits.format == nil {
        let all = Format.allCases.map(\.rawValue).joined(separator: ", ")
        reader.complain("must be one of \(all)", about: "format")
      }
    }
    reader.checkConsistency(of: limits)
    return limits
  }

  /// Reads a mapping that holds nothing but limits.
  static func limits(_ node: Node, path: String, problems: inout [Problem]) -> Limits {
    var reader = DefinitionReader(node, path: path, allowed: limitKeys)
    let limits = limits(&reader)
    problems += reader.problems
    return limits
  }
}
