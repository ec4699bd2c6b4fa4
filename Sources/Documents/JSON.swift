/// JSON (RFC 8259), read strictly and written as sops writes it.
public enum JSON {
  /// What becomes of the text values of a document.
  public enum Strings: Sendable {
    /// They become ``Node/Content/string(_:)``.
    case plain
    /// They become ``Node/Content/secret(_:)``, decoded straight into wiped memory.
    case secret
  }

  /// The deepest nesting of lists and mappings that is read.
  public static let depthLimit = 200

  /// Reads a document.
  ///
  /// Every value and key knows its position. Members keep their order, and a key that
  /// occurs twice is kept twice. There is no byte order mark, no comment, no trailing
  /// comma, nothing after the value but white space, and no escape for half a character.
  ///
  /// - Parameters:
  ///   - text: The document, in UTF-8.
  ///   - strings: What becomes of text values. Keys are always plain.
  /// - Returns: The document's value.
  /// - Throws: ``DocumentError`` with code `syntax`, `encoding`, or `tooDeep`.
  public static func parse(_ text: Span<UInt8>, strings: Strings = .plain) throws(DocumentError)
    -> Node
  {
    var reader = JSONReader(text, strings: strings)
    let node = try reader.value(depth: 0)
    try reader.end()
    return node
  }

  /// Reads only some members of a document whose value is a mapping.
  ///
  /// The values of all other keys are skipped: checked for balanced brackets and closed
  /// strings and for nothing else, which is what makes this faster than reading them.
  ///
  /// - Parameters:
  ///   - text: The document, in UTF-8.
  ///   - keys: The keys to read at the top level.
  ///   - strings: What becomes of text values.
  /// - Returns: The members found, in the document's order.
  /// - Throws: ``DocumentError`` with code `syntax`, `encoding`, or `tooDeep`.
  public static func parse(
    _ text: Span<UInt8>, only keys: [String], strings: Strings = .plain
  ) throws(DocumentError) -> [Member] {
    var reader = JSONReader(text, strings: strings)
    let members = try reader.topLevel(only: keys.map { Array($0.utf8) })
    try reader.end()
    return members
  }
}
