/// A document that cannot be read: what is wrong with it, and where.
///
/// Two errors are equal if their codes are: the words are for people.
public struct DocumentError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of thing is wrong.
  public enum Code: Hashable, Sendable {
    /// The text does not follow the grammar.
    case syntax
    /// The text is not valid UTF-8, or holds a character that the format does not allow.
    case encoding
    /// The values are nested deeper than the reader goes.
    case depth
    /// The document is larger, or expands to more, than the reader takes.
    case size
    /// A mapping has the same key twice.
    case duplicateKey
    /// The document uses a part of the format that this program does not.
    case unsupported
  }

  /// What kind of thing is wrong.
  public let code: Code
  /// Where, or `nil` where the document as a whole is meant.
  public let position: Position?
  /// What is wrong, in words: lower case, no full stop, never a value.
  public let message: String

  /// Creates an error.
  public init(_ code: Code, _ message: String, at position: Position? = nil) {
    self.code = code
    self.message = message
    self.position = position
  }

  /// The message after the line and column, where they are known.
  public var description: String {
    guard let position else { return message }
    return "line \(position.line), column \(position.column): \(message)"
  }

  /// Compares codes.
  public static func == (lhs: DocumentError, rhs: DocumentError) -> Bool { lhs.code == rhs.code }
  /// Hashes the code.
  public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
