public import Documents

extension CredentialType {
  private static let keys = [
    "type", "title", "category", "aliases", "allowsDefault", "fields", "rules", "checks",
    "providers", "artifacts", "otherFields", "unique", "description", "elsewhere",
    "environment",
  ]
  private static let idPattern = Pattern("[a-z][a-z0-9]*(-[a-z0-9]+)*")

  /// Reads a type's definition.
  ///
  /// - Parameter node: The parsed JSON of a file in `templates/types`, or of a user's own.
  /// - Returns: The type.
  /// - Throws: ``ValidationError`` with every problem of the definition at once.
  public static func parse(_ node: Node) throws(ValidationError) -> CredentialType {
    var reader = DefinitionReader(node, path: "", allowed: keys)
    let id = reader.requiredText("type")
    if reader["type"] != nil, idPattern?.matches(id) != true {
      reader.complain("must be lower-case words joined by '-'", about: "type")
    }
    let category = reader.requiredText("category")
    if category.utf8.count > 20 { reader.complain("must have at most 20 bytes", about: "category") }
    let shape = shape(&reader)
    let checks = checks(&reader, of: shape)
    let (configurationField, providers) = providers(&reader, of: shape)
    let elsewhere = elsewhere(&reader, of: shape)
    let unique = reader.textLists("unique")
    let environment = environment(&reader, of: shape)
    checkConsistency(&reader, of: shape, checks, unique: unique)
    let type = CredentialType(
      id: id, title: reader.requiredText("title"), category: category,
      aliases: reader.texts("aliases"), shape: shape, checks: checks, providers: providers,
      configurationField: configurationField, allowsDefault: reader.flag("allowsDefault"),
      artifacts: reader.texts("artifacts"), unique: unique,
      description: reader.text("description") ?? "", elsewhere: elsewhere,
      environment: environment)
    guard reader.problems.isEmpty else { throw ValidationError(reader.problems) }
    return type
  }

  private static func shape(_ reader: inout DefinitionReader) -> Shape {
    var problems: [Problem] = []
    let nodes = reader.nodes("fields")
    let fields = FieldDefinition.fields(nodes, path: reader.name("fields"), problems: &problems)
    let rules = RuleDefinition.rules(
      reader.nodes("rules"), of: fields, path: reader.name("rules"), problems: &problems)
    reader.add(problems)
    let openFields = openFields(&reader)
    if fields.isEmpty, openFields == nil {
      reader.complain("must have at least one field", about: "fields")
    }
    return Shape(fields: fields, rules: rules, openFields: openFields)
  }

  private static func openFields(_ reader: inout DefinitionReader) -> OpenFields? {
    guard let node = reader["otherFields"] else { return nil }
    var inner = DefinitionReader(
      node, path: reader.name("otherFields"), allowed: ["kind", "class", "names", "least"])
    let kind = Kind(named: inner.requiredText("kind"))
    if kind == nil, inner["kind"] != nil {
      inner.complain("must be one of \(Kind.allNames.joined(separator: ", "))", about: "kind")
    }
    let fieldClass = FieldClass(rawValue: inner.text("class") ?? "secret")
    if fieldClass == nil {
      inner.complain("must be public, confidential or secret", about: "class")
    }
    let names = inner.pattern("names") ?? FieldDefinition.idPattern
    let least = inner.integer("least") ?? 0
    reader.add(inner.problems)
    guard let kind, let fieldClass, let names else { return nil }
    return OpenFields(names: names, kind: kind, fieldClass: fieldClass, least: least)
  }

  private static func providers(_ reader: inout DefinitionReader, of shape: Shape) -> (
    String?, [Provider]
  ) {
    guard let node = reader["providers"] else { return (nil, []) }
    var outer = DefinitionReader(node, path: "providers", allowed: ["configures", "list"])
    let field = outer.requiredText("configures")
    if shape.fields.first(where: { $0.id == field })?.kind != .json {
      outer.complain("must be the id of a field of kind json", about: "configures")
    }
    var providers: [Provider] = []
    for (index, node) in outer.nodes("list").enumerated() {
      var entry = DefinitionReader(
        node, path: "providers.list[\(index)]", allowed: ["id", "title", "fields", "rules"])
      let id = entry.requiredText("id")
      let title = entry.requiredText("title")
      let configuration = Self.shape(&entry)
      providers.append(Provider(id: id, title: title, configuration: configuration))
      outer.add(entry.problems)
    }
    if providers.isEmpty { outer.complain("must name at least one", about: "list") }
    reader.add(outer.problems)
    return (field, providers)
  }
}
