public import Documents

/// How a change is to be recorded.
public struct MutationOptions: Hashable, Sendable {
  /// Whether the change is committed, or only written and staged.
  public var commits: Bool
  /// A subject for the commit instead of the one that says what changed.
  public var subject: String?
  /// Whether the commit is signed; `nil` leaves it to `commit.gpgsign`.
  public var signs: Bool?
  /// Whether readers that the policy has gained are accepted without asking.
  public var acceptsNewReaders: Bool
  /// Asks the user to accept readers that the policy has gained; `nil` where nobody can answer.
  public var confirmsNewReaders: (@Sendable (String) -> Bool)?

  /// Why a check was left out that would have stopped the change, for the commit's trailer; `nil`
  /// where none was.
  public var uncheckedReason: String?

  /// Creates options.
  public init(
    commits: Bool = true, subject: String? = nil, signs: Bool? = nil,
    acceptsNewReaders: Bool = false, confirmsNewReaders: (@Sendable (String) -> Bool)? = nil,
    uncheckedReason: String? = nil
  ) {
    self.commits = commits
    self.subject = subject
    self.signs = signs
    self.acceptsNewReaders = acceptsNewReaders
    self.confirmsNewReaders = confirmsNewReaders
    self.uncheckedReason = uncheckedReason
  }

  /// Compares everything but how the user is asked.
  public static func == (lhs: Self, rhs: Self) -> Bool {
    lhs.commits == rhs.commits && lhs.subject == rhs.subject && lhs.signs == rhs.signs
      && lhs.acceptsNewReaders == rhs.acceptsNewReaders
      && lhs.uncheckedReason == rhs.uncheckedReason
  }

  /// Hashes everything but how the user is asked.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(commits)
    hasher.combine(subject)
    hasher.combine(signs)
    hasher.combine(acceptsNewReaders)
    hasher.combine(uncheckedReason)
  }
}

/// What a change did.
public struct MutationResult: Hashable, Sendable {
  /// What happened to a credential.
  public enum Outcome: Hashable, Sendable {
    /// It was created.
    case created
    /// Some of its fields were changed.
    case updated
    /// Nothing differed, so nothing was written.
    case unchanged
    /// It was deleted.
    case deleted
    /// Its readable part was accepted as it is.
    case resealed
    /// It was made the default.
    case madeDefault
    /// It was assigned to projects, or to none.
    case assigned
    /// It was given another name.
    case renamed(from: String)
    /// It was brought back from history.
    case restored
    /// Some of its secrets were replaced.
    case rotated
  }

  /// What happened.
  public let outcome: Outcome
  /// The credential's identity.
  public let id: String
  /// The credential's name.
  public let name: String
  /// The revision after the change, or the last one of a deleted credential.
  public let revision: Int
  /// The commit, or `nil` where nothing was committed.
  public let commit: String?
  /// The ids of the fields and properties that changed, in the file's order.
  public let changed: [String]
  /// What is odd and yet allowed.
  public var warnings: [Problem]
  /// What the user should know.
  public let notes: [String]
  /// More members of the answer in JSON, such as `previousDefault`.
  public var details: [Member] = []
  /// A secret that was made and is in no file; whoever asked for the change gets it now.
  public var madeSecret: MadeSecret?
}
