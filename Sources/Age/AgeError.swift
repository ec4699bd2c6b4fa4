/// A failure to read or write an age file, key or recipient.
///
/// Compare errors by ``code``. Messages name what was wrong and never quote a line of a key
/// file, for it may be the key.
public struct AgeError: Error, Hashable, Sendable {
  /// What went wrong, at the level a caller can act on.
  public struct Code: Hashable, Sendable {
    private enum Backing: Hashable {
      case armor, header, noMatch, headerMAC, payload, invalidRecipient, invalidIdentity
      case passphraseNeeded, wrongPassphrase, unsupported, plugin, `internal`
    }
    private let backing: Backing
    /// The ASCII armor is not strict armor.
    public static let armor = Code(backing: .armor)
    /// The header breaks the grammar, a limit, or a rule of a stanza that an identity owns.
    public static let header = Code(backing: .header)
    /// No identity opens the file.
    public static let noMatch = Code(backing: .noMatch)
    /// The header was changed after it was made.
    public static let headerMAC = Code(backing: .headerMAC)
    /// The payload was changed, cut short or extended.
    public static let payload = Code(backing: .payload)
    /// A text is not a recipient.
    public static let invalidRecipient = Code(backing: .invalidRecipient)
    /// A file or text is not an identity.
    public static let invalidIdentity = Code(backing: .invalidIdentity)
    /// An identity is encrypted, and there is nobody to ask for its passphrase.
    public static let passphraseNeeded = Code(backing: .passphraseNeeded)
    /// The passphrase does not open the identity.
    public static let wrongPassphrase = Code(backing: .wrongPassphrase)
    /// The key or file is of a kind that this library does not implement.
    public static let unsupported = Code(backing: .unsupported)
    /// A plugin is missing, failed, or broke the protocol.
    public static let plugin = Code(backing: .plugin)
    /// OpenSSL failed for a reason of its own.
    public static let `internal` = Code(backing: .internal)
  }

  /// The kind of failure.
  public let code: Code
  /// What happened and what to do next, for a person to read.
  public let message: String

  /// Creates an error; `message` must hold nothing secret.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// Compares what went wrong, not how it is worded.
  public static func == (lhs: Self, rhs: Self) -> Bool { lhs.code == rhs.code }
  /// Hashes what went wrong.
  public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}

extension AgeError: CustomStringConvertible {
  /// The failure, for a person to read.
  public var description: String { message }
}
