public import Age
public import Documents

/// Why a SOPS file cannot be read, opened, or made.
///
/// Compare errors by ``code``. Messages name keys, files, and recipients, never a value.
public struct SOPSError: Error, Hashable, Sendable {
  /// What is wrong, at the level a caller can act on.
  public struct Code: Hashable, Sendable {
    private enum Backing: Hashable {
      case notSOPS, malformed, unsupportedVersion, rules, noIdentity, value, mac, recipients
      case `internal`
    }
    private let backing: Backing
    /// The document has no `sops` member.
    public static let notSOPS = Code(backing: .notSOPS)
    /// The text is not JSON, or its metadata breaks the format.
    public static let malformed = Code(backing: .malformed)
    /// The `version` is missing or is not a version that sops accepts.
    public static let unsupportedVersion = Code(backing: .unsupportedVersion)
    /// There is more than one selection rule, or its regular expression is not valid.
    public static let rules = Code(backing: .rules)
    /// No identity at hand opens the file.
    public static let noIdentity = Code(backing: .noIdentity)
    /// A value is not encrypted where it must be, was altered, or has no valid type.
    public static let value = Code(backing: .value)
    /// The message authentication code is missing, altered, or not that of the values.
    public static let mac = Code(backing: .mac)
    /// A data key cannot be encrypted to the recipients given.
    public static let recipients = Code(backing: .recipients)
    /// OpenSSL failed for a reason of its own.
    public static let `internal` = Code(backing: .internal)
  }

  /// The kind of failure.
  public let code: Code
  /// What is wrong and what to do next, for a person to read.
  public let message: String
  /// The value it is about, such as `secret.password` or `l[2]`.
  public var field: String?
  /// Where in the text, where that is known.
  public var position: Position?
  /// Whose identities would open the file, by its age entries, for ``Code/noIdentity``.
  ///
  /// With key groups these are the recipients of the groups that could not be opened.
  public var recipients: [String] = []
  /// How many more key groups must be opened, 1 without groups, for ``Code/noIdentity``.
  public var missingGroups = 0
  /// The recipients of each key group that could not be opened, one group without groups, for
  /// ``Code/noIdentity``.
  public var unopenedGroups: [[String]] = []
  /// Why an identity failed that might have fitted, such as a passphrase that nobody could be
  /// asked for, for ``Code/noIdentity``; what is wrong with one for ``Code/recipients``.
  public var cause: AgeError?

  /// Creates an error; `message` must hold nothing secret.
  public init(
    _ code: Code, _ message: String, field: String? = nil, at position: Position? = nil
  ) {
    self.code = code
    self.message = message
    self.field = field
    self.position = position
  }

  /// Compares what went wrong, not where or in which words.
  public static func == (lhs: Self, rhs: Self) -> Bool { lhs.code == rhs.code }
  /// Hashes what went wrong.
  public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}

extension SOPSError: CustomStringConvertible {
  /// The failure, for a person to read.
  public var description: String {
    let place = position.map { "line \($0.line), column \($0.column): " } ?? ""
    let subject = field.map { "\($0): " } ?? ""
    return place + subject + message
  }
}
