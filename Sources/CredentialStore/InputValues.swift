internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

extension CredentialInput {
  /// Drops what the program computed or made, where the input says the same of it.
  ///
  /// A document that `get` or `reveal` printed can so be edited and given back whole.
  mutating func dropRepeats(of stored: [Member], _ type: CredentialType) {
    values.removeAll { given in
      guard let field = type.field(given.key), !field.isInput,
        let own = stored.first(where: { $0.key == field.id })
      else { return false }
      let text = SecretJSON.write(given.value)
      return text.constantTimeEquals(SecretJSON.write(own.value))
    }
  }
}

extension Store {
  /// How the values of sops files begin, and those of this program's.
  private static let marker = Array("ENC[AES256_GCM,data:".utf8)

  /// What is wrong with values that somebody encrypted before: they are copied from a file, and
  /// whoever uses them would get the ciphertext.
  static func problems(withEncrypted values: [Member], at path: String = "data") -> [Problem] {
    values.flatMap { member in
      isEncrypted(member.value)
        ? [
          Problem(
            "is an encrypted value, copied from a file: give what it stands for",
            field: "\(path).\(member.key)")
        ]
        : problems(withEncrypted: member.value.object ?? [], at: "\(path).\(member.key)")
    }
  }

  private static func isEncrypted(_ value: Node) -> Bool {
    if let text = value.string { return text.utf8.starts(with: marker) }
    guard let secret = value.secret else { return false }
    return startsWithMarker(secret.bytes)
  }

  private static func startsWithMarker(_ text: borrowing SecretBytes) -> Bool {
    guard text.count >= marker.count else { return false }
    for index in marker.indices where text.bytes[index] != marker[index] { return false }
    return true
  }
}
