internal import Documents

extension CredentialType {
  private static let variablePattern = Pattern("[A-Za-z_][A-Za-z0-9_]*")

  /// Reads the names of variables that fields are set as, from the member `environment`.
  ///
  /// Each entry is a field's id with one name, or with a list of names, which may be empty.
  static func environment(
    _ reader: inout DefinitionReader, of shape: Shape
  ) -> [String: [String]] {
    guard let node = reader["environment"] else { return [:] }
    var inner = DefinitionReader(
      node, path: reader.name("environment"), allowed: shape.fields.map(\.id))
    var names: [String: [String]] = [:]
    var owners: [String: String] = [:]
    for field in shape.fields {
      guard let entry = inner[field.id] else { continue }
      let variables = entry.string.map { [$0] } ?? inner.texts(field.id)
      for name in variables {
        if variablePattern?.matches(name) != true {
          inner.complain("must be letters, digits and '_', and no digit first", about: field.id)
        }
        if owners.updateValue(field.id, forKey: name) != nil {
          inner.complain("names a variable that another entry names", about: field.id)
        }
      }
      names[field.id] = variables
    }
    reader.add(inner.problems)
    return names
  }
}
