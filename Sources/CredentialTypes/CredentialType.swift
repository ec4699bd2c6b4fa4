public import Documents

/// A service that one type of credential can configure, such as a DNS host.
public struct Provider: Hashable, Sendable {
  /// The name in files, in upper case.
  public let id: String
  /// The name for a person.
  public let title: String
  /// What its configuration holds.
  public let configuration: Shape
}

/// A type of credential: its fields, its rules, and what can be rendered from it.
///
/// A type is data. Built-in types and users' own are read from JSON by the same code.
public struct CredentialType: Hashable, Sendable {
  /// The name in files, such as `container-registry`.
  public let id: String
  /// The name for a person.
  public let title: String
  /// The group it belongs to, such as `container-reg`.
  public let category: String
  /// Other names that input may use, besides the id in upper case with underscores.
  public let aliases: [String]
  /// The fields and rules.
  public let shape: Shape
  /// The checks that are code.
  public let checks: [TypeCheck]
  /// The services it can be for; empty where there is no such choice.
  public let providers: [Provider]
  /// The field that holds the provider's configuration.
  public let configurationField: String?
  /// Whether one credential of this type can be the store's default.
  public let allowsDefault: Bool
  /// The artifacts that it can be rendered as.
  public let artifacts: [String]
  /// What no two credentials of the type may share: the fields of each entry taken together;
  /// `parent` is the credential's own parent.
  public let unique: [[String]]
  /// What it is for, in words; empty where the title says enough.
  public let description: String
  /// What other systems call it and its fields.
  public let elsewhere: [CompatibleSystem: ForeignNames]
  /// The environment variables that programs read a field from, by the field's id; a field that
  /// has an empty list is set for none, and one that is not here has no name of its own.
  public let environment: [String: [String]]

  /// The fields, in the order in which they are shown and stored.
  public var fields: [Field] { shape.fields }
  /// The rules between fields.
  public var rules: [Rule] { shape.rules }
  /// Whether a credential of this type names a provider.
  public var needsProvider: Bool { !providers.isEmpty }

  /// The field with an id or an alias, or `nil` if there is none.
  public func field(_ name: String) -> Field? { shape.field(name) }

  /// The provider with a name in any case, or `nil` if there is none.
  public func provider(named name: String) -> Provider? {
    let wanted = name.uppercased().replacing("-", with: "_")
    return providers.first { $0.id == wanted }
  }

  /// The value of a field, or the default that stands in for it.
  ///
  /// Defaults of optional fields are not stored, so whoever uses a field asks here.
  ///
  /// - Parameters:
  ///   - id: The field's id.
  ///   - values: The credential's fields, of any class.
  /// - Returns: The value, or `nil` for a field that has neither.
  public func effectiveValue(of id: String, in values: [Member]) -> Node? {
    var byID: [String: Node] = [:]
    for member in values where byID[member.key] == nil { byID[member.key] = member.value }
    return FieldValues(shape: shape, given: byID).effective(id)
  }

  /// Lays changed fields over a credential's stored ones, before the whole is validated.
  ///
  /// A field changed to null is removed. Derived fields of the stored credential are left
  /// out, since validation computes them anew, and so are those that the program made, which
  /// validation is told separately.
  ///
  /// - Parameters:
  ///   - changes: The new values, under ids or aliases.
  ///   - stored: The fields as they are, of any class.
  /// - Returns: Values to validate, under ids or aliases.
  public func merging(_ changes: [Member], over stored: [Member]) -> [Member] {
    let changed = Set(changes.map { field($0.key)?.id ?? $0.key })
    let kept = stored.filter { member in
      guard let field = field(member.key) else { return !changed.contains(member.key) }
      return field.isInput && !changed.contains(field.id)
    }
    return kept + changes.filter { !$0.value.isNull }
  }
}
