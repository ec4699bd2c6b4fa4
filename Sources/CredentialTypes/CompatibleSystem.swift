/// A system whose requests are taken and whose responses can be printed.
public enum CompatibleSystem: String, Hashable, Sendable, CaseIterable {
  /// Quave ONE.
  case quave
  /// Seqera Platform.
  case seqera
  /// Nextflow Tower, as Seqera Platform was in 2020.
  case tower
  /// infra0.
  case infra0
  /// Nuvla.
  case nuvla

  /// The name for a person.
  public var title: String {
    switch self {
    case .quave: "Quave ONE"
    case .seqera: "Seqera Platform"
    case .tower: "Nextflow Tower"
    case .infra0: "infra0"
    case .nuvla: "Nuvla"
    }
  }

  /// What the system calls a type whose definition does not say it.
  public func typeName(_ id: String) -> String {
    self == .quave ? id.uppercased().replacing("-", with: "_") : id
  }

  /// What the system calls a field whose type does not say it.
  func fieldName(_ id: String) -> String {
    guard self == .nuvla else { return id }
    var name = ""
    for character in id {
      if character.isUppercase, !name.isEmpty { name += "-" }
      name += character == "_" ? "-" : character.lowercased()
    }
    return name
  }
}

/// What another system calls a type and its fields.
public struct ForeignNames: Hashable, Sendable {
  /// The type's name there, or `nil` where the usual one holds.
  public let type: String?
  /// The names of fields by id, where the usual ones do not hold.
  public let fields: [String: String]
  /// The names of the kinds of fields by id, where the usual ones do not hold.
  public let kinds: [String: String]
  /// What a request of that system means by what it does not say.
  public let assumptions: [Assumption]

  /// A value that a request of another system stands for without having it.
  public struct Assumption: Hashable, Sendable {
    /// The field that gets the value.
    public let field: String
    /// The field that must not be given.
    public let absent: String
    /// Whether the field is set or not.
    public let value: Bool
  }
}

extension CredentialType {
  /// What another system calls the type.
  public func name(in system: CompatibleSystem) -> String {
    if let name = elsewhere[system]?.type { return name }
    // Tower is Seqera Platform, earlier.
    if system == .tower, let name = elsewhere[.seqera]?.type { return name }
    return system.typeName(id)
  }

  /// What another system calls a field of the type.
  public func name(ofField id: String, in system: CompatibleSystem) -> String {
    elsewhere[system]?.fields[id] ?? system.fieldName(id)
  }

  /// The id of a field by its name here or in another system.
  public func field(_ name: String, of system: CompatibleSystem) -> Field? {
    fields.first { elsewhere[system]?.fields[$0.id] == name }
      ?? fields.first { $0.id == name || $0.aliases.contains(name) }
      ?? fields.first { system.fieldName($0.id) == name } ?? field(name)
  }

  /// Whether a name, in any case, means this type.
  public func isCalled(_ name: String) -> Bool {
    func normalised(_ text: String) -> String { text.lowercased().replacing("_", with: "-") }
    let names = [id] + aliases + elsewhere.values.compactMap(\.type)
    return names.contains { normalised($0) == normalised(name) }
  }
}
