internal import Credentials
internal import Documents
internal import Secrets

/// What may go into a rendering: not nothing, and not what is still encrypted.
enum UsableValue {
  /// - Throws: `Failure` with code `invalid` for an empty value or an encrypted one.
  static func require(_ value: Node, named name: String) throws(Failure) {
    switch value.content {
    case .string(let text):
      if text.isEmpty { throw empty(name) }
      if text.hasPrefix("ENC[AES256_GCM,"), text.hasSuffix("]") { throw encrypted(name) }
    case .secret(let secret):
      if secret.bytes.count == 0 { throw empty(name) }
      if isEncrypted(secret.bytes) { throw encrypted(name) }
    case .null: throw empty(name)
    case .bool, .number, .array, .object: break
    }
  }

  /// Refuses a credential with a value that is still encrypted.
  static func requireDecrypted(_ credential: OpenedCredential) throws(Failure) {
    for member in credential.fields {
      guard let secret = member.value.secret, isEncrypted(secret.bytes) else { continue }
      throw encrypted("\(member.key) of \(credential.name)")
    }
  }

  private static func isEncrypted(_ value: borrowing SecretBytes) -> Bool {
    let prefix = Array("ENC[AES256_GCM,".utf8)
    guard value.count > prefix.count, value.bytes[value.count - 1] == UInt8(ascii: "]") else {
      return false
    }
    for index in prefix.indices where value.bytes[index] != prefix[index] { return false }
    return true
  }

  private static func empty(_ name: String) -> Failure {
    Failure(.invalid, "\(name) is empty: set it with credtree update, or put it into a section")
  }

  private static func encrypted(_ name: String) -> Failure {
    Failure(
      .invalid, "\(name) is still encrypted by sops: its value is a text that starts with ENC[")
  }
}
