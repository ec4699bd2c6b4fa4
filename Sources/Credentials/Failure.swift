public import Documents

/// Why a command could not do what was asked, in the terms that users script against.
///
/// Everything from the credential model upwards throws this. It carries names, paths and
/// field ids, never a value.
public struct Failure: Error, Sendable, CustomStringConvertible {
  /// A kind of failure: its word in JSON output and its exit status.
  public struct Code: Hashable, Sendable {
    /// The word in JSON output.
    public let name: String
    /// The process's exit status.
    public let exitStatus: Int32

    /// A check found something.
    public static let findings = Code(name: "findings", exitStatus: 1)
    /// The command line is wrong.
    public static let usage = Code(name: "usage", exitStatus: 2)
    /// There is no such credential, type, member, project, or target.
    public static let notFound = Code(name: "not_found", exitStatus: 3)
    /// The credential is still used.
    public static let inUse = Code(name: "in_use", exitStatus: 4)
    /// The name is taken.
    public static let duplicate = Code(name: "duplicate", exitStatus: 4)
    /// A reference fits more than one credential.
    public static let ambiguous = Code(name: "ambiguous", exitStatus: 4)
    /// Another change is in the way.
    public static let conflict = Code(name: "conflict", exitStatus: 4)
    /// A field, a file, or the configuration is invalid.
    public static let invalid = Code(name: "invalid", exitStatus: 5)
    /// No identity opens it, or the role forbids it.
    public static let forbidden = Code(name: "forbidden", exitStatus: 6)
    /// Some of the work was done and some was not.
    public static let partial = Code(name: "partial", exitStatus: 7)
    /// A file's MAC or seal does not hold.
    public static let integrity = Code(name: "integrity", exitStatus: 8)
    /// Git or the system refused.
    public static let system = Code(name: "system", exitStatus: 9)
    /// The program itself is at fault.
    public static let internalError = Code(name: "internal", exitStatus: 70)
  }

  /// The kind of failure.
  public let code: Code
  /// What happened, to what, and what to do next: lower case, no full stop.
  public let message: String
  /// Every single problem, where there can be more than one.
  public let details: [Problem]
  /// More members of the JSON error document, such as `references`.
  public let context: [Member]
  /// What the error bodies of other systems have and ours has not.
  public let foreign: [Member]

  /// Creates a failure.
  public init(
    _ code: Code, _ message: String, details: [Problem] = [], context: [Member] = [],
    foreign: [Member] = []
  ) {
    self.code = code
    self.message = message
    self.details = details
    self.context = context
    self.foreign = foreign
  }

  /// The message.
  public var description: String { message }
}
