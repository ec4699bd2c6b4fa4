/// Why a document cannot be read or written.
///
/// Compare errors by ``code``; the message is for a person and never holds a value.
public struct DocumentError: Error, Hashable, Sendable {
  /// What is wrong with the document, at the level a caller can act on.
  public struct Code: Hashable, Sendable {
    private enum Backing: Hashable {
      case syntax, encoding, tooDeep, tooLarge, number, duplicateKey, secret, unsupported
    }
    private let backing: Backing
    /// The text breaks the format's grammar.
    public static let syntax = Code(backing: .syntax)
    /// The text is not valid UTF-8, or an escape names half a character.
    public static let encoding = Code(backing: .encoding)
    /// Lists and mappings are nested deeper than any real document.
    public static let tooDeep = Code(backing: .tooDeep)
    /// The document grows beyond what may be read, as by aliases of aliases.
    public static let tooLarge = Code(backing: .tooLarge)
    /// A number cannot be written exactly in the form asked for.
    public static let number = Code(backing: .number)
    /// A mapping holds a key twice where that has no meaning.
    public static let duplicateKey = Code(backing: .duplicateKey)
    /// The document uses a part of the format that this program does not.
    public static let unsupported = Code(backing: .unsupported)
    /// A secret value stands where only public ones may be written.
    public static let secret = Code(backing: .secret)
  }

  /// The kind of failure.
  public let code: Code
  /// Where in the text, or `nil` if it is about the whole.
  public let position: Position?
  /// What is wrong, for a person to read.
  public let message: String

  /// Creates an error.
  public init(_ code: Code, _ message: String, at position: Position? = nil) {
    self.code = code
    self.message = message
    self.position = position
  }

  /// Compares what went wrong, not where or in which words.
  public static func == (lhs: Self, rhs: Self) -> Bool { lhs.code == rhs.code }
  /// Hashes what went wrong.
  public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}

extension DocumentError: CustomStringConvertible {
  /// The failure, for a person to read.
  public var description: String {
    guard let position else { return message }
    return "line \(position.line), column \(position.column): \(message)"
  }
}
