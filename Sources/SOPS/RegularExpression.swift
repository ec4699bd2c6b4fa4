/// A regular expression as Go's RE2 reads it, searched for anywhere in a text.
struct RegularExpression: Hashable, Sendable {
  /// Why a pattern cannot be used.
  struct Invalid: Error {
    let message: String
  }

  private let literal: LiteralPattern

  init(_ pattern: String) throws(Invalid) {
    guard let literal = LiteralPattern(pattern) else {
      throw Invalid(message: "only plain words are supported in regular expressions")
    }
    self.literal = literal
  }

  func isFound(in text: String) -> Bool { literal.isFound(in: text) }
}

/// A pattern that is a plain word, perhaps anchored: `^secret$`.
struct LiteralPattern: Hashable, Sendable {
  private let word: [UInt8]
  private let startsText: Bool
  private let endsText: Bool

  /// Reads a pattern, or returns `nil` for one with any operator.
  init?(_ pattern: String) {
    var word = Array(pattern.utf8)
    startsText = word.first == UInt8(ascii: "^")
    if startsText { word.removeFirst() }
    endsText = word.last == UInt8(ascii: "$")
    if endsText { word.removeLast() }
    let operators = Array(#"\.+*?()|[]{}^$"#.utf8)
    guard !word.contains(where: operators.contains) else { return nil }
    self.word = word
  }

  func isFound(in text: String) -> Bool {
    let bytes = text.utf8
    switch (startsText, endsText) {
    case (true, true): return bytes.elementsEqual(word)
    case (true, false): return bytes.starts(with: word)
    case (false, true):
      return bytes.count >= word.count && bytes.suffix(word.count).elementsEqual(word)
    case (false, false): break
    }
    let text = Array(bytes)
    guard text.count >= word.count else { return false }
    return (0...(text.count - word.count)).contains { start in
      text[start..<start + word.count].elementsEqual(word)
    }
  }
}
