public import CredentialTypes
public import Documents

/// The values of a credential's file that lie in clear and should not.
///
/// Told by the file's shape alone, so that one that was decrypted as a whole and is no credential
/// file any more is judged too.
public enum PlaintextFields {
  /// One such value.
  public struct Field: Hashable, Sendable {
    /// Its key.
    public let key: String
    /// Where it stands.
    public let position: Position?
    /// What tells it from other values while this process runs, and means nothing elsewhere.
    public let mark: Int
  }

  /// Such values, each with where it stands.
  ///
  /// - Parameters:
  ///   - root: The file's document.
  ///   - catalogue: Where the credential's type is looked up.
  /// - Returns: The values; none for what is no credential.
  public static func of(_ root: Node, in catalogue: Catalogue) -> [Field] {
    let name = root["credential"]?["type"]?.string
    let type = name.flatMap { catalogue.type(named: $0) }
    let readable = (root["public"]?.object ?? []).filter { member in
      type?.field(member.key).map { $0.fieldClass != .public } ?? false
    }
    let sealed = (root["secret"]?.object ?? []).filter { !$0.value.isSealed }
    return (readable + sealed).map { member in
      Field(
        key: member.key, position: member.value.position,
        mark: JSON.write(member.value).hashValue)
    }
  }

  /// The name that a document with the shape of a credential's file says it has; `nil` for any
  /// other document.
  public static func credentialName(in root: Node) -> String? {
    guard let credential = root["credential"], credential["id"]?.string != nil,
      credential["type"]?.string != nil, root["secret"]?.object != nil
    else { return nil }
    return credential["name"]?.string ?? ""
  }
}
