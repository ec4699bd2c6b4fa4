internal import Documents

extension CredentialType {
  /// Reads what other systems call a type, from the member `elsewhere` of its definition.
  static func elsewhere(
    _ reader: inout DefinitionReader, of shape: Shape
  ) -> [CompatibleSystem: ForeignNames] {
    guard let node = reader["elsewhere"] else { return [:] }
    var outer = DefinitionReader(
      node, path: "elsewhere", allowed: CompatibleSystem.allCases.map(\.rawValue))
    var names: [CompatibleSystem: ForeignNames] = [:]
    for system in CompatibleSystem.allCases {
      guard let entry = outer[system.rawValue] else { continue }
      var inner = DefinitionReader(
        entry, path: outer.name(system.rawValue), allowed: ["type", "fields", "kinds", "assumes"])
      let fields = foreignNames(in: "fields", of: &inner, shape)
      let kinds = foreignNames(in: "kinds", of: &inner, shape)
      let assumptions = assumptions(&inner, of: shape)
      names[system] = ForeignNames(
        type: inner.text("type"), fields: fields, kinds: kinds, assumptions: assumptions)
      outer.add(inner.problems)
    }
    reader.add(outer.problems)
    return names
  }

  private static func foreignNames(
    in key: String, of reader: inout DefinitionReader, _ shape: Shape
  ) -> [String: String] {
    guard let node = reader[key] else { return [:] }
    var inner = DefinitionReader(
      node, path: reader.name(key), allowed: shape.fields.map(\.id))
    var names: [String: String] = [:]
    for field in shape.fields { names[field.id] = inner.text(field.id) }
    reader.add(inner.problems)
    return names
  }

  private static func assumptions(
    _ reader: inout DefinitionReader, of shape: Shape
  ) -> [ForeignNames.Assumption] {
    guard let node = reader["assumes"] else { return [] }
    let ids = shape.fields.map(\.id)
    var outer = DefinitionReader(node, path: reader.name("assumes"), allowed: ids)
    var assumptions: [ForeignNames.Assumption] = []
    for id in ids {
      guard let entry = outer[id] else { continue }
      var inner = DefinitionReader(
        entry, path: outer.name(id), allowed: ["without", "value"])
      let absent = inner.requiredText("without")
      if !ids.contains(absent) { inner.complain("must be the id of a field", about: "without") }
      assumptions.append(
        ForeignNames.Assumption(field: id, absent: absent, value: inner.flag("value")))
      outer.add(inner.problems)
    }
    reader.add(outer.problems)
    return assumptions
  }
}
