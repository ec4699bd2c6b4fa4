public import CredentialTypes
internal import Credentials
public import Documents

/// The values that a credential's file has in clear and should not, whatever else is wrong with it.
///
/// A file that was decrypted and written back is no credential file any more, and is just the one
/// that matters.
public enum PlaintextFields {
  /// The keys of such values, each with where it stands.
  ///
  /// - Parameters:
  ///   - text: The file's bytes.
  ///   - catalogue: Where the credential's type is looked up.
  /// - Returns: The keys; none for what is no JSON.
  public static func of(_ text: [UInt8], in catalogue: Catalogue) -> [(key: String, at: Position?)]
  {
    guard let root = try? JSON.parse(text.span) else { return [] }
    let name = root["credential"]?["type"]?.string
    let type = name.flatMap { catalogue.type(named: $0) }
    let readable = (root["public"]?.object ?? []).filter { member in
      type?.field(member.key).map { $0.fieldClass != .public } ?? false
    }
    let sealed = (root["secret"]?.object ?? []).filter { !$0.value.isSealed }
    return (readable + sealed).map { ($0.key, $0.value.position) }
  }
}
