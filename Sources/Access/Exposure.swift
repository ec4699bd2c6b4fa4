/// What a member could ever read, and what of it has to be rotated.
public struct Exposure: Hashable, Sendable {
  /// The member's name.
  public let member: String
  /// The keys that count, which are all that the member ever had unless some were named, sorted.
  public let keys: [String]
  /// Whether the member is one still.
  public let isMember: Bool
  /// The credentials that the keys could open, by name.
  public let credentials: [ExposedCredential]

  /// The credentials whose values are still those that the member could read.
  public var open: [ExposedCredential] { credentials.filter { $0.status == .open } }
}

/// A credential that somebody could read.
public struct ExposedCredential: Hashable, Sendable {
  /// What is to be done about it.
  public enum Status: String, Hashable, Sendable {
    /// Values are still the same: rotate them.
    case open
    /// Every secret value is another by now.
    case closed
    /// The credential is not there: it was deleted, or is on another branch only. Whether it
    /// still works cannot be told.
    case deleted
    /// The keys were part of a quorum, and opened nothing without others.
    case quorum
  }

  /// How values were compared.
  public enum Comparison: String, Hashable, Sendable {
    /// The values themselves.
    case value
    /// What is readable without a key: revisions and ciphertexts.
    case revision
  }

  /// The credential's identity.
  public let id: String
  /// The name, the last one that it had.
  public let name: String
  /// The id of its type.
  public let type: String
  /// The revisions that could be opened, in rising order.
  public let revisions: [Int]
  /// The commits that brought the versions that could be opened, oldest first.
  public let commits: [String]
  /// What is to be done.
  public let status: Status
  /// The fields to rotate, in the file's order.
  public let fields: [String]
  /// How values were compared.
  public let comparison: Comparison
  /// Whether the keys open the credential as it is now.
  public let isReadableNow: Bool
}
