/// A question about one field of a credential.
public struct Condition: Hashable, Sendable {
  /// What is asked.
  public enum Test: Hashable, Sendable {
    /// Whether the value is one of these; a truth value is `true` or `false`.
    case equals([String])
    /// Whether the value is none of these.
    case differs([String])
    /// Whether the field was given, or was not.
    case present(Bool)
    /// Whether the whole text matches.
    case matches(Pattern)
    /// Whether the host in a URL or a registry matches, in lower case and without port.
    case host(Pattern)
  }

  /// The field's id.
  public let field: String
  /// What is asked.
  public let test: Test
}

/// How the fields of one credential depend on each other.
public struct Rule: Hashable, Sendable {
  /// What a rule demands.
  public enum Demand: Hashable, Sendable {
    /// All of these fields.
    case require([String])
    /// None of these fields.
    case forbid([String])
    /// All of these fields or none of them.
    case together([String])
    /// At least one of these groups, complete.
    case anyOf([[String]])
    /// One of these groups, complete, and nothing of the others.
    case exactlyOne([[String]])
    /// These fields, which the program makes where they are not there yet.
    case make([String])
    /// Limits on a field, over those that always hold.
    case limit(String, Limits)
    /// Nothing; the message is a warning about this field.
    case warn(String)
  }

  /// When the rule applies: all of these must hold.
  public let conditions: [Condition]
  /// What it demands.
  public let demands: [Demand]
  /// What to tell a person, or `nil` for words made from the demand.
  public let message: String?
  /// Whether breaking it is only worth a warning.
  public let isWarning: Bool
}

/// Fields and the rules between them: those of a type, or of one provider's configuration.
public struct Shape: Hashable, Sendable {
  /// The fields, in the order in which they are shown and stored.
  public internal(set) var fields: [Field]
  /// The rules, in the order in which they are checked.
  public let rules: [Rule]
  /// Fields beside those, or `nil` where there are none.
  public let openFields: OpenFields?

  /// The field with an id or an alias, or `nil` if there is none.
  public func field(_ name: String) -> Field? {
    fields.first { $0.id == name } ?? fields.first { $0.aliases.contains(name) }
      ?? openFields?.field(name)
  }
}
