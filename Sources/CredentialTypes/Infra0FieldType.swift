/// What infra0 calls the kinds of fields.
public enum Infra0FieldType {
  private static let kinds: [(name: String, kind: Kind)] = [
    ("string", .string), ("password", .string), ("secret", .string), ("text", .string),
    ("textarea", .text), ("multiline", .text), ("number", .int), ("integer", .int),
    ("boolean", .bool), ("date", .datetime), ("object", .json),
  ]

  /// The kind that a name means; `nil` for one that is not known, in whatever case.
  static func kind(_ name: String) -> Kind? {
    let wanted = name.lowercased()
    if let found = kinds.first(where: { $0.name == wanted }) { return found.kind }
    guard let kind = Kind(named: wanted), kind != .choice else { return nil }
    return kind
  }

  /// The names to choose from.
  static var names: [String] { kinds.map(\.name) + ["url", "email", "json"] }

  /// The name for a field.
  public static func name(of field: Field) -> String {
    if field.kind == .string, field.fieldClass == .secret { return "password" }
    return kinds.first { $0.kind == field.kind }?.name ?? field.kind.name
  }
}
