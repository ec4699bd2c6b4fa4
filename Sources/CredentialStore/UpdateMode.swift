internal import CredentialTypes
internal import Credentials
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
  /// The properties that null in a document removes.
  static let clearable: Set<String> = [
    "title", "description", "category", "baseUrl", "projects", "owner", "expiresAt", "rotateBy",
    "parent", "links", "data", "isDefault", "accountId", "lastUsed",
  ]

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
