public import Secrets

/// A place in a text: lines and columns count from 1, a column is one UTF-8 byte.
public struct Position: Hashable, Sendable {
  /// The line.
  public let line: Int
  /// The column, in bytes.
  public let column: Int

  /// Creates a position.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

/// One value of a JSON or YAML document: ordered, with the place it was read from.
public struct Node: Hashable, Sendable {
  /// What the value is.
  public enum Content: Hashable, Sendable {
    /// The null value.
    case null
    /// A truth value.
    case bool(Bool)
    /// A number, as it was written: JSON numbers have no limit that Swift's types have.
    case number(String)
    /// Text.
    case string(String)
    /// Text that is secret, decoded straight into wiped memory.
    case secret(Secret)
    /// A list.
    case array([Node])
    /// A mapping, in the document's order; a key may occur twice.
    case object([Member])
  }

  /// What the value is.
  public var content: Content
  /// Where the value starts, or `nil` for a value that a program made.
  public var position: Position?

  /// Creates a value.
  public init(_ content: Content, at position: Position? = nil) {
    self.content = content
    self.position = position
  }

  /// Compares what the values are, not where they stand.
  public static func == (lhs: Node, rhs: Node) -> Bool { lhs.content == rhs.content }
  /// Hashes what the value is.
  public func hash(into hasher: inout Hasher) { hasher.combine(content) }
}

/// A key and its value in a mapping.
public struct Member: Hashable, Sendable {
  /// The key.
  public var key: String
  /// Where the key starts, or `nil` for a member that a program made.
  public var position: Position?
  /// The value.
  public var value: Node

  /// Creates a member.
  public init(_ key: String, _ value: Node, at position: Position? = nil) {
    self.key = key
    self.value = value
    self.position = position
  }

  /// Compares keys and values, not where they stand.
  public static func == (lhs: Member, rhs: Member) -> Bool {
    lhs.key == rhs.key && lhs.value == rhs.value
  }

  /// Hashes the key and the value.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(key)
    hasher.combine(value)
  }
}

extension Node {
  /// A text value.
  public static func string(_ text: String) -> Node { Node(.string(text)) }
  /// An integer value.
  public static func int(_ value: Int) -> Node { Node(.number(String(value))) }
  /// A truth value.
  public static func bool(_ value: Bool) -> Node { Node(.bool(value)) }
  /// A list.
  public static func array(_ values: [Node]) -> Node { Node(.array(values)) }
  /// A mapping.
  public static func object(_ members: [Member]) -> Node { Node(.object(members)) }

  /// The text, or `nil` if this is not text that may be shown.
  public var string: String? { if case .string(let text) = content { text } else { nil } }
  /// The secret text, or `nil` if this is not secret.
  public var secret: Secret? { if case .secret(let secret) = content { secret } else { nil } }
  /// The truth value, or `nil` if this is not one.
  public var bool: Bool? { if case .bool(let value) = content { value } else { nil } }
  /// The integer, or `nil` if this is not a number without fraction or exponent that fits.
  public var int: Int? { if case .number(let text) = content { Int(text) } else { nil } }
  /// The list, or `nil` if this is not one.
  public var array: [Node]? { if case .array(let values) = content { values } else { nil } }
  /// The mapping, or `nil` if this is not one.
  public var object: [Member]? { if case .object(let members) = content { members } else { nil } }
  /// Whether this is the null value.
  public var isNull: Bool { content == .null }

  /// The first member with a key, or `nil` if there is none or this is not a mapping.
  public subscript(key: String) -> Node? { object?.first { $0.key == key }?.value }
}

/// Something wrong with a document or a field, for a person to mend.
public struct Problem: Hashable, Sendable {
  /// The file it is in, as a path from the repository's root, where there is one.
  public var file: String?
  /// Where in the file.
  public var position: Position?
  /// The field it is about, such as `data.server` or `members.bob.keys`.
  public var field: String?
  /// What is wrong and what would be right; never a value.
  public var message: String

  /// Creates a problem.
  public init(
    _ message: String, field: String? = nil, file: String? = nil, at position: Position? = nil
  ) {
    self.message = message
    self.field = field
    self.file = file
    self.position = position
  }
}
