/// What infra0 calls the kinds of fields.
public enum Infra0FieldType {
  private static let kinds: [(name: String, kind: Kind)] = [
    ("string", .string), ("password", .string), ("secret", .string), ("text", .string),
    ("textarea", .text), ("multiline", .text), ("number", .int), ("integer", .int),
    ("boolean", .bool), ("date", .datetime), ("json", .json), ("object", .json),
  ]

  /// The kind that a name means; `nil` for one that is not known, in whatever case.
  static func kind(_ name: String) -> Kind? {
    let wanted = name.lowercased()
    if let found = kinds.first(where: { $0.name == wanted }) { return found.kind }
    guard let kind = Kind(named: wanted), kind != .choice else { return nil }
    return kind
  }

  /// The names to choose from.
  static var names: [String] { kinds.map(\.name) + ["url", "email"] }

  /// The name for a field of a type.
  public static func name(of field: Field, in type: CredentialType) -> String {
    if let name = type.elsewhere[.infra0]?.kinds[field.id] { return name }
    if field.kind == .string, field.fieldClass == .secret { return "password" }
    return kinds.first { $0.kind == field.kind }?.name ?? field.kind.name
  }
}
