internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// Whether a secret value is easy to guess: as a class only, never what makes it so.
enum ValueClass {
  /// A secret of fewer characters can be found by trying.
  private static let short = 8
  /// Shorter than this, a secret of one kind of character can be.
  private static let uniform = 14

  /// The secret fields of a credential with a value that is easy to guess.
  ///
  /// - Parameters:
  ///   - fields: The opened values.
  ///   - type: The credential's type, which says which fields are secret and free text; of a field
  ///     that it does not know, every value counts that is no setting by its form.
  ///   - wanted: The fields to judge.
  /// - Returns: The ids of the fields.
  static func weak(_ fields: [Member], of type: CredentialType?, among wanted: Set<String>)
    -> [String]
  {
    fields.compactMap { field in
      guard wanted.contains(field.key), let secret = field.value.secret else { return nil }
      if let definition = type?.field(field.key) {
        guard definition.fieldClass == .secret, [.string, .any].contains(definition.kind) else {
          return nil
        }
        if definition.kind == .any, isSetting(secret.bytes) { return nil }
      } else if isSetting(secret.bytes) {
        return nil
      }
      return isWeak(secret.bytes) ? field.key : nil
    }
  }

  /// What is no secret by its form, such as `true` or a port, where no type says what a field is.
  static func isSetting(_ value: borrowing SecretBytes) -> Bool {
    value.withSpan { bytes in
      guard bytes.count <= 8 else { return false }
      if bytes.count <= 5, bytes.indices.allSatisfy({ (48...57).contains(bytes[$0]) }) {
        return true
      }
      return settings.contains { word in
        word.count == bytes.count && bytes.indices.allSatisfy { bytes[$0] | 0x20 == word[$0] }
      }
    }
  }

  private static let settings = [
    "true", "false", "yes", "no", "on", "off", "null", "none", "enabled", "disabled",
  ].map { Array($0.utf8) }

  private static func isWeak(_ value: borrowing SecretBytes) -> Bool {
    value.withSpan { bytes in
      guard bytes.count >= short else { return true }
      var kinds: Set<Int> = []
      var distinct: Set<UInt8> = []
      for index in bytes.indices {
        let byte = bytes[index]
        distinct.insert(byte)
        switch byte {
        case 48...57: kinds.insert(0)
        case 65...90: kinds.insert(1)
        case 97...122: kinds.insert(2)
        default: kinds.insert(3)
        }
      }
      return distinct.count < 5 || (kinds.count == 1 && bytes.count < uniform)
    }
  }
}
