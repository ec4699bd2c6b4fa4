public import Documents

/// A commit of a range, and who answers for it.
public struct ReviewedCommit: Hashable, Sendable {
  /// Who signed a commit.
  public enum Signer: Hashable, Sendable {
    /// Nobody.
    case nobody
    /// A member, by the policy of the commit before.
    case member(String)
    /// Somebody whose key is no member's there; the key's fingerprint.
    case stranger(String)
    /// The signature does not hold, or cannot be checked, for a reason.
    case unproven(String)
  }

  /// The commit's id.
  public let id: String
  /// Who wrote it: `Name <address>`.
  public let author: String
  /// When.
  public let date: Timestamp
  /// The message's first line.
  public let subject: String
  /// The commits that it follows.
  public let parents: [String]
  /// Who signed it.
  public let signer: Signer
}
