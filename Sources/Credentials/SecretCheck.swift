internal import CredentialTypes
public import Documents
public import Secrets

/// Whether a presented secret is the one that a credential stands for.
public enum SecretCheck: Hashable, Sendable {
  /// It is.
  case fits
  /// It is not.
  case differs
  /// It is, but the credential has stopped working.
  case expired(Timestamp)
}

extension OpenedCredential {
  /// Holds a secret against the digest or the value that the credential has, in constant time.
  ///
  /// - Parameters:
  ///   - presented: The secret.
  ///   - fieldName: The field to hold it against; `nil` for the digest, or for the only secret.
  ///   - time: When this happens, for credentials that expire.
  /// - Returns: The answer.
  /// - Throws: ``Failure`` with code `usage` if it is not clear which field is meant,
  ///   `not_found` for a field without a value.
  public func check(
    _ presented: borrowing SecretBytes, against fieldName: String? = nil,
    at time: Timestamp = .now
  ) throws(Failure) -> SecretCheck {
    let field = try fieldToCheck(fieldName)
    guard let stored = secret(field) else {
      throw Failure(.notFound, "\(name) has no value for \(field)")
    }
    guard Self.fits(presented, stored.bytes, kind: kind(of: field)) else { return .differs }
    if let end = metadata.expiresAt, end <= time { return .expired(end) }
    return .fits
  }

  private enum StoredKind { case apiKeyDigest, passwordHash, value }

  private func kind(of field: String) -> StoredKind {
    let checks = type.checks.map(\.check)
    if field == "digest", checks.contains(.apiKey) { return .apiKeyDigest }
    if field == "hash", checks.contains(.hashedPassword) { return .passwordHash }
    return .value
  }

  private static func fits(
    _ presented: borrowing SecretBytes, _ stored: borrowing SecretBytes, kind: StoredKind
  ) -> Bool {
    switch kind {
    case .apiKeyDigest: APIKeySecret.fits(presented, digest: stored)
    case .passwordHash: StoredHash.fits(presented, stored)
    case .value: presented.constantTimeEquals(stored)
    }
  }

  private func fieldToCheck(_ name: String?) throws(Failure) -> String {
    if let name {
      guard let field = type.field(name) else {
        throw Failure(
          .notFound,
          "\(type.id) has no such field; it has \(type.fields.map(\.id).joined(separator: ", "))")
      }
      return field.id
    }
    let secrets = fields.map(\.key).filter { type.field($0)?.fieldClass == .secret }
    guard let only = secrets.first, secrets.count == 1 else {
      throw Failure(
        .usage, "say which field: \(self.name) has \(secrets.joined(separator: ", "))")
    }
    return only
  }
}
