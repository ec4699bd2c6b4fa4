/// Something that a reviewer should look at before the change goes in; never a value.
public struct Worry: Hashable, Sendable {
  /// What it is; the raw value is the word in reports, which never changes.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Somebody can read what he could not.
    case gainsAccess = "gains-access"
    /// A file is encrypted to a key that the policy does not name for it.
    case unknownReader = "unknown-reader"
    /// A member may do more than before.
    case roleRaised = "role-raised"
    /// The policy asks for less than before.
    case policyWeakened = "policy-weakened"
    /// It stops working earlier than before.
    case expiryCloser = "expiry-closer"
    /// Nothing says any more when it stops working.
    case expiryRemoved = "expiry-removed"
    /// It no longer works.
    case expired
    /// It stops working soon.
    case expiresSoon = "expires-soon"
    /// Another credential has the same secret value.
    case reusedSecret = "reused-secret"
    /// Another credential has the same key.
    case reusedKey = "reused-key"
    /// A value is easy to guess.
    case weakValue = "weak-value"
    /// Nobody has signed the change.
    case unsigned
    /// Somebody has signed it who is no member.
    case unknownSigner = "unknown-signer"
    /// A signature does not hold.
    case badSignature = "bad-signature"
    /// MAC or seal do not hold.
    case integrity
    /// A value lies in clear that should be encrypted.
    case notEncrypted = "not-encrypted"
    /// It changed, and its revision did not.
    case noNewRevision = "no-new-revision"
    /// It went back to an earlier revision.
    case earlierRevision = "earlier-revision"
    /// It is another credential under the same name.
    case changedID = "changed-id"
    /// It was deleted, and files still use it.
    case deletedInUse = "deleted-in-use"
    /// A file cannot be read.
    case unreadable
    /// A file's path gives a name that credentials cannot have.
    case invalidName = "invalid-name"
    /// Where something is used could not be searched.
    case usesUnknown = "uses-unknown"
  }

  /// What it is.
  public let kind: Kind
  /// What is the matter, for people: lower case, no full stop.
  public let message: String
  /// The field that it is about.
  public let field: String?
  /// How bad it is.
  public let severity: CheckRule.Severity

  /// Creates a worry.
  public init(
    _ kind: Kind, _ message: String, field: String? = nil, severity: CheckRule.Severity? = nil
  ) {
    self.kind = kind
    self.message = message
    self.field = field
    self.severity = severity ?? kind.severity
  }
}

extension Worry.Kind {
  /// How bad it is unless something else was said.
  public var severity: CheckRule.Severity {
    switch self {
    case .integrity, .notEncrypted, .badSignature, .unknownSigner, .unknownReader, .changedID,
      .deletedInUse, .earlierRevision, .unreadable, .invalidName:
      .error
    default: .warning
    }
  }
}
