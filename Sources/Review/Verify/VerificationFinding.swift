/// One reason why a commit is not to be trusted.
public struct VerificationFinding: Hashable, Sendable {
  /// What is wrong, as a word that stays the same.
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    /// The commit has no signature, and needs one.
    case unsigned
    /// The signature is not one of the commit, or cannot be checked.
    case badSignature = "bad-signature"
    /// The signature is by a key that the policy before the commit does not list.
    case unknownSigner = "unknown-signer"
    /// The signer had no right to the change by the policy before the commit.
    case notEntitled = "not-entitled"
    /// The commit does not follow the trust root.
    case outsideRoot = "outside-root"
    /// A credential has a lower revision than before, or what a branch had is gone.
    case rolledBack = "rolled-back"
    /// The readable part of a credential changed and its revision did not.
    case sameRevision = "no-new-revision"
    /// A credential has another id than before.
    case changedID = "changed-id"
    /// A file is no credential file, or not that of its name.
    case damaged
    /// A key was at hand, and MAC or seal of a file do not hold.
    case brokenSeal = "broken-seal"
    /// A file opens for a key that the policy does not let read it.
    case unknownReader = "unknown-reader"
    /// The policy was changed by somebody who may, into something that is no policy.
    case invalidPolicy = "invalid-policy"
  }

  /// The commit's id.
  public let commit: String
  /// The member who signed it, else the author that it names.
  public let person: String
  /// What is wrong.
  public let reason: Reason
  /// What is wrong, and what to do about it, for a person to read.
  public let message: String
  /// The files that it is about, as paths from the repository's root.
  public let files: [String]
}

/// What verifying a history came to.
public struct Verification: Hashable, Sendable {
  /// The commit from which on the history was verified.
  public let root: String
  /// How many commits were judged.
  public let commits: Int
  /// What was found, oldest commits first.
  public let findings: [VerificationFinding]
  /// How many files were opened, so that their MAC and seal were checked.
  public let openedFiles: Int
  /// How many files no key at hand opens: of these only the form was checked.
  public let unopenedFiles: Int

  /// Whether nothing was found.
  public var isClean: Bool { findings.isEmpty }
}
