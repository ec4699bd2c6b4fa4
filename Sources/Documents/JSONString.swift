internal import Secrets

extension JSONReader {
  /// A string between its quotes, not decoded yet.
  struct Literal {
    /// Where it is, without the quotes.
    let range: Range<Int>
    /// How many bytes it decodes to.
    let count: Int
    var hasEscapes: Bool { count != range.count }
  }

  /// Reads to the closing quote.
  mutating func scanString() throws(DocumentError) -> Literal {
    index += 1
    let start = index
    var shorter = 0
    while index < text.count {
      let byte = text[index]
      if byte == UInt8(ascii: "\"") {
        defer { index += 1 }
        return Literal(range: start..<index, count: index - start - shorter)
      }
      guard byte >= 0x20 else {
        throw error(.syntax, "a control character inside a string must be written as an escape")
      }
      guard byte == UInt8(ascii: "\\") else {
        index += 1
        continue
      }
      let (size, character) = try JSONEscape.read(text, at: index, position)
      index += size
      shorter += size - UTF8.width(character)
    }
    throw error(.syntax, "the text ends inside a string")
  }

  /// The string, for a key or a public value.
  func plain(_ literal: Literal) throws(DocumentError) -> String {
    guard literal.hasEscapes else { return try characters(literal.range) }
    try validate(literal.range)
    var decoded = [UInt8](repeating: 0, count: literal.count)
    var output = decoded.mutableSpan
    try decode(literal, into: &output)
    return String(decoding: decoded, as: UTF8.self)
  }

  /// The string in wiped memory, never anywhere else.
  func secret(_ literal: Literal) throws(DocumentError) -> Secret {
    try validate(literal.range)
    return Secret(
      try SecretBytes(count: literal.count) {
        (output: inout MutableSpan<UInt8>) throws(DocumentError) in
        try decode(literal, into: &output)
      })
  }

  private func decode(_ literal: Literal, into output: inout MutableSpan<UInt8>)
    throws(DocumentError)
  {
    var source = literal.range.lowerBound
    var target = 0
    while source < literal.range.upperBound {
      let byte = text[source]
      guard byte == UInt8(ascii: "\\") else {
        output[target] = byte
        source += 1
        target += 1
        continue
      }
      let (size, character) = try JSONEscape.read(text, at: source, position)
      source += size
      for unit in character.utf8 {
        output[target] = unit
        target += 1
      }
    }
  }

  /// The text in a range, once it is known to be valid UTF-8.
  func characters(_ range: Range<Int>) throws(DocumentError) -> String {
    do throws(UTF8.ValidationError) {
      return String(copying: try UTF8Span(validating: text.extracting(range)))
    } catch {
      throw invalidEncoding
    }
  }

  private func validate(_ range: Range<Int>) throws(DocumentError) {
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: text.extracting(range))
    } catch {
      throw invalidEncoding
    }
  }

  private var invalidEncoding: DocumentError {
    error(.encoding, "a string is not valid UTF-8")
  }
}
