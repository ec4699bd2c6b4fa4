public import CredentialTypes
public import Credentials
internal import Documents

/// What an update makes of the fields and properties that its input does not name.
public enum UpdateMode: Hashable, Sendable {
  /// They stay.
  case merge
  /// They go, as with an HTTP PUT of the whole object.
  ///
  /// What the input gives must be a valid credential by itself. Whoever writes the whole object
  /// anew cannot always read its secrets, so those that it can do without stay, unless they are
  /// to be cleared.
  case replace(clearingOmittedSecrets: Bool)

  /// The stored values that stay beneath those of the input.
  func kept(of stored: [Member], _ type: CredentialType) -> [Member] {
    switch self {
    case .merge: stored
    case .replace(clearingOmittedSecrets: true): []
    case .replace(clearingOmittedSecrets: false):
      stored.filter { member in
        guard let field = type.field(member.key) else { return false }
        return field.fieldClass == .secret
      }
    }
  }
}

extension CredentialMetadata {
  /// Sets the properties that a replacement replaces to what a new credential has.
  ///
  /// What never changes stays, and so does what commands of its own decide: the projects, and
  /// which credential is the default.
  mutating func resetReplaceable(_ type: CredentialType) {
    title = name
    description = ""
    category = type.category
    baseURL = nil
    owner = nil
    expiresAt = nil
    rotateBy = nil
    parent = nil
    links = []
  }
}

extension CredentialMetadata {
  /// The properties that can be removed, or set to what a new credential has.
  static let removable: Set<String> = [
    "title", "description", "category", "baseUrl", "projects", "owner", "expiresAt", "rotateBy",
    "parent", "links", "isDefault",
  ]

  /// The members of a document that may be null: removable properties, and what is not the
  /// credential's own.
  static let clearable = removable.union(["data", "accountId", "lastUsed"])

  /// Sets properties to what a new credential has.
  mutating func clear(_ keys: [String], _ type: CredentialType) {
    for key in keys {
      switch key {
      case "title": title = name
      case "description": description = ""
      case "category": category = type.category
      case "baseUrl": baseURL = nil
      case "projects": projects = []
      case "owner": owner = nil
      case "expiresAt": expiresAt = nil
      case "rotateBy": rotateBy = nil
      case "parent": parent = nil
      case "links": links = []
      case "isDefault": isDefault = false
      // Nothing of the credential's own: an empty object, or what others say of it.
      default: break
      }
    }
  }
}

extension CredentialInput {
  /// Takes values away: of fields, or of properties that every type has.
  ///
  /// A property is meant where a field is only an alias: `baseUrl` of a registry login is not its
  /// server. What the input gives for them is dropped.
  ///
  /// - Parameters:
  ///   - ids: Fields, by id or alias, and properties.
  ///   - type: The credential's type.
  public mutating func remove(_ ids: [String], of type: CredentialType) {
    for id in ids {
      let isProperty = CredentialMetadata.removable.contains(id) && type.field(id)?.id != id
      if isProperty {
        cleared.append(id)
        continue
      }
      let field = type.field(id)?.id ?? id
      values.removeAll { $0.key == id || type.field($0.key)?.id == field }
      unset.append(id)
    }
  }
}
