internal import Documents

/// What a definition says and could never do; a type with it would lose values or make none.
extension CredentialType {
  /// Complains about checks without the fields that they work with, about made fields that
  /// nothing can be made for, and about unique fields that do not exist.
  static func checkConsistency(
    _ reader: inout DefinitionReader, of shape: Shape, _ checks: [TypeCheck], unique: [[String]]
  ) {
    let ids = Set(shape.fields.map(\.id))
    for check in checks {
      for id in check.check.neededFields where !ids.contains(id) {
        reader.complain("\(check.check.rawValue) needs a field \(id)", about: "checks")
      }
    }
    for id in unique.joined() where !ids.contains(id) && id != "parent" {
      reader.complain("there is no field \(id)", about: "unique")
    }
    let made = shape.rules.flatMap(\.demands).flatMap { demand -> [String] in
      if case .make(let ids) = demand { ids } else { [] }
    }
    for field in shape.fields where made.contains(field.id) {
      if !field.isMade || field.kind != .string {
        reader.complain("can make only made fields of kind string: not \(field.id)", about: "rules")
      }
    }
  }
}

extension NamedCheck {
  /// The fields in which a check keeps what it makes; without them it would be lost.
  fileprivate var neededFields: [String] {
    switch self {
    case .apiKey: ["digest", "expiry", "identity"]
    case .hashedPassword: ["password", "currentPassword", "hash"]
    default: []
    }
  }
}

extension DefinitionReader {
  /// Complains about limits that nothing can keep.
  mutating func checkConsistency(of limits: Limits) {
    if let least = limits.min, let most = limits.max, least > most {
      complain("must not be greater than max", about: "min")
    }
    let most = limits.maxBytes ?? FieldDefinition.mostBytes
    if let least = limits.minBytes, least > most {
      complain("must not be greater than maxBytes", about: "minBytes")
    }
    if most < 1 { complain("must be at least 1", about: "maxBytes") }
    if let count = limits.decodedBytes, count < 1 {
      complain("must be at least 1", about: "decodedBytes")
    }
  }
}
