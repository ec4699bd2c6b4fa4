internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

extension OpenedCredential {
  /// The text of a field as a secret; a field that is missing or empty is a failure.
  func required(_ field: String) throws(Failure) -> Secret {
    guard let secret = secret(field), secret.bytes.count > 0 else {
      throw invalid("has no \(field): set it with credtree update")
    }
    return secret
  }

  /// The text of a field as a secret; one with a NUL byte is a failure as well, for programs stop
  /// reading there.
  func requiredText(_ field: String) throws(Failure) -> Secret {
    let secret = try required(field)
    guard !SecretText.contains(0, in: secret.bytes) else {
      throw invalid("has a \(field) with a NUL byte, where programs stop reading: set it anew")
    }
    return secret
  }

  /// The value of a field, or its type's default.
  func effective(_ field: String) -> Node? {
    type.effectiveValue(of: field, in: `public` + fields)
  }

  /// The text of a field of any class that may be shown in a message, or its type's default.
  func effectiveText(_ field: String) -> String? {
    guard let value = effective(field) else { return nil }
    return value.string ?? value.secret.flatMap { Self.text($0.bytes) }
  }

  private static func text(_ secret: borrowing SecretBytes) -> String? {
    String(validating: secret.bytes.indices.map { secret.bytes[$0] }, as: UTF8.self)
  }

  /// A failure about this credential.
  func invalid(_ message: String) -> Failure { Failure(.invalid, "\(name) \(message)") }
}

/// Questions about bytes that must not leave their memory.
enum SecretText {
  static func contains(_ byte: UInt8, in secret: borrowing SecretBytes) -> Bool {
    for index in 0..<secret.count where secret.bytes[index] == byte { return true }
    return false
  }

  static func containsControl(in secret: borrowing SecretBytes) -> Bool {
    for index in 0..<secret.count where secret.bytes[index] < 32 || secret.bytes[index] == 127 {
      return true
    }
    return false
  }

  static func precedes(_ left: borrowing SecretBytes, _ right: borrowing SecretBytes) -> Bool {
    for index in 0..<min(left.count, right.count) where left.bytes[index] != right.bytes[index] {
      return left.bytes[index] < right.bytes[index]
    }
    return left.count < right.count
  }
}
