/// A regular expression with the syntax and meaning of Go's RE2, searched for anywhere in a text.
///
/// A file must mean the same to sops, so there are no constructs that RE2 lacks, such as
/// backreferences and lookaround, and the few that only RE2 has and nobody needs for keys are
/// refused. Searching takes time proportional to the text, whatever the pattern.
struct RegularExpression: Sendable {
  /// Why a pattern cannot be used.
  struct Invalid: Error {
    let message: String
  }

  private enum Matcher {
    case word(AnchoredWord)
    case program(RegularExpressionProgram)
  }

  private let matcher: Matcher

  /// Compiles a pattern.
  ///
  /// - Throws: ``Invalid`` for a pattern that RE2 refuses, or of a kind that we do.
  init(_ pattern: String) throws(Invalid) {
    if let word = AnchoredWord(pattern) {
      matcher = .word(word)
    } else {
      var parser = RegularExpressionParser(pattern)
      matcher = .program(try RegularExpressionProgram(try parser.parse()))
    }
  }

  /// Whether the pattern matches anywhere in a text.
  func isFound(in text: String) -> Bool {
    switch matcher {
    case .word(let word): word.isFound(in: text)
    case .program(let program): program.isFound(in: text)
    }
  }
}

/// A pattern without operators but anchors, which needs no engine: `^secret$`.
struct AnchoredWord: Sendable {
  private let word: [UInt8]
  private let startsText: Bool
  private let endsText: Bool

  private static let operators = Array(#"\.+*?()|[]{}^$"#.utf8)

  /// Reads a pattern, or returns `nil` for one that has operators.
  init?(_ pattern: String) {
    var word = Array(pattern.utf8)
    startsText = word.first == UInt8(ascii: "^")
    if startsText { word.removeFirst() }
    endsText = word.last == UInt8(ascii: "$")
    if endsText { word.removeLast() }
    for byte in word where Self.operators.contains(byte) { return nil }
    self.word = word
  }

  func isFound(in text: String) -> Bool {
    let bytes = text.utf8
    guard bytes.count >= word.count else { return false }
    switch (startsText, endsText) {
    case (true, true): return bytes.count == word.count && bytes.elementsEqual(word)
    case (true, false): return bytes.starts(with: word)
    case (false, true): return bytes.suffix(word.count).elementsEqual(word)
    case (false, false): break
    }
    let text = Array(bytes)
    return (0...text.count - word.count).contains { start in
      text[start..<start + word.count].elementsEqual(word)
    }
  }
}
