public import Configuration
public import CredentialStore
public import Credentials
internal import Documents

/// Who can open a credential: by its file, and by the policy.
public struct CredentialReaders: Hashable, Sendable {
  /// One key.
  public struct Row: Hashable, Sendable {
    /// The member who holds the key, or `nil` for a key of nobody's.
    public let member: MemberEntry?
    /// The key.
    public let key: PublicKey
    /// Whether the file names it.
    public let isInFile: Bool
    /// Whether the policy names it.
    public let isInPolicy: Bool
  }

  /// The credential's name.
  public let name: String
  /// The rule that covers it.
  public let rule: RuleAccess
  /// Every key that opens it, the policy's first.
  public let rows: [Row]
  /// How the file differs from the policy.
  public let difference: RecipientDifference
}

extension Store {
  /// Who can open a credential now, and who should; opens nothing.
  ///
  /// What a file says of its recipients is not authenticated: it can be readable for fewer.
  ///
  /// - Parameter name: The credential's name.
  /// - Returns: The keys.
  /// - Throws: ``Failure`` with code `not_found` if there is none, `integrity` if the file is
  ///   damaged, `invalid` if no rule covers it.
  public func readers(of name: String) throws(Failure) -> CredentialReaders {
    guard let text = try reader.contents(of: name) else {
      throw Failure(.notFound, "there is no credential '\(name)'")
    }
    let difference = try PolicyComparison(with: configuration)
      .difference(of: text.span, name: name)
    guard let index = configuration.access.firstIndex(where: { $0.match.matches(name) }) else {
      throw Failure(.internalError, "a rule was found and lost")
    }
    let inFile = Set(difference.actual.map(\.key))
    let inPolicy = Set(difference.policy.map(\.key))
    let others = difference.actual.filter { !inPolicy.contains($0.key) }
    let rows = (difference.policy + others).map { reader in
      CredentialReaders.Row(
        member: reader.member.flatMap { configuration.member(named: $0) },
        key: PublicKey(reader.key), isInFile: inFile.contains(reader.key),
        isInPolicy: inPolicy.contains(reader.key))
    }
    return CredentialReaders(
      name: name, rule: RuleAccess(index, of: configuration), rows: rows, difference: difference)
  }
}
