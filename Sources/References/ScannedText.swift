import Documents

/// A text that is searched: a file, or what a value of a document holds.
struct ScannedText {
  let bytes: [UInt8]
  let lines: LineIndex
  /// The path that rules see: of the file, or of the file that a value stands for.
  let path: String
  /// The keys that lead to it in the file's document.
  let keys: [KeyStep]
  /// Where a place of the text is in the file.
  let place: (Position) -> Position

  /// What some programs put before a text to say that it is UTF-8; it is no part of it.
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// A whole file.
  init(file: String, bytes: [UInt8]) {
    let mark = bytes.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0
    self.bytes = mark == 0 ? bytes : Array(bytes[mark...])
    lines = LineIndex(self.bytes)
    path = file
    keys = []
    place = { $0.line == 1 ? Position(line: 1, column: $0.column + mark) : $0 }
  }

  private init(
    bytes: [UInt8], path: String, keys: [KeyStep], place: @escaping (Position) -> Position
  ) {
    self.bytes = bytes
    lines = LineIndex(bytes)
    self.path = path
    self.keys = keys
    self.place = place
  }

  /// The text of a value as one of its own.
  func embedded(_ text: String, at position: Position, path: String, keys: [KeyStep]) -> Self {
    let scalar = ScalarPlace(text, at: position, in: self)
    return Self(
      bytes: Array(text.utf8), path: path, keys: self.keys + keys,
      place: { [place] in place(scalar.position($0)) })
  }

  /// Where a byte of a value is in the file.
  func position(of offset: Int, in text: String, at position: Position) -> Position {
    let bytes = Array(text.utf8)
    let inner = LineIndex(bytes).position(of: offset)
    return place(ScalarPlace(text, at: position, in: self).position(inner))
  }

  /// The text of a part.
  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}

/// Where the text of a value is in the text that it was read from.
private struct ScalarPlace {
  private let start: Position
  /// How much further right the lines are than in the value, where that is the same for all.
  private let shift: Int
  private let isBlock: Bool
  private let isExact: Bool
  private let escaped: EscapedText?

  init(_ value: String, at position: Position, in text: ScannedText) {
    let line = text.lines.range(ofLine: position.line, in: text.bytes)
    let start = min(line.lowerBound + position.column - 1, line.upperBound)
    let first = start < line.upperBound ? text.bytes[start] : 0
    self.start = position
    isBlock = first == UInt8(ascii: "|") || first == UInt8(ascii: ">")
    if isBlock {
      // Indentation is what the first line that is not empty has more.
      var shift = 0
      for (index, inner) in value.split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated() where !inner.isEmpty
      {
        let outer = text.lines.range(ofLine: position.line + 1 + index, in: text.bytes)
        shift = max(0, outer.count - inner.utf8.count)
        break
      }
      self.shift = shift
      isExact = true
      escaped = nil
    } else {
      let isQuoted = first == UInt8(ascii: "\"") || first == UInt8(ascii: "'")
      shift = isQuoted ? 1 : 0
      let end = start + shift + value.utf8.count
      isExact =
        end <= text.bytes.count && text.bytes[(start + shift)..<end].elementsEqual(value.utf8)
      escaped =
        isQuoted && !isExact
        ? EscapedText(value, written: text.bytes[(start + 1)..<line.upperBound], quote: first) : nil
    }
  }

  func position(_ inner: Position) -> Position {
    if isBlock {
      return Position(line: start.line + inner.line, column: inner.column + shift)
    }
    if let place = escaped?.place(of: inner) {
      return Position(line: start.line, column: start.column + 1 + place)
    }
    guard isExact, inner.line == 1 else { return start }
    return Position(line: start.line, column: start.column + shift + inner.column - 1)
  }
}

/// A text in quotes with escapes in it, as YAML and JSON have them.
private struct EscapedText {
  private let text: [UInt8]
  private let written: ArraySlice<UInt8>
  private let quote: UInt8

  // `written` is what follows the opening quote on its line.
  init(_ text: String, written: ArraySlice<UInt8>, quote: UInt8) {
    (self.text, self.written, self.quote) = (Array(text.utf8), written, quote)
  }

  /// How many bytes after the opening quote a place of the text is written; `nil` for one on
  /// another line, or after a character that is written as a number.
  func place(of inner: Position) -> Int? {
    let lines = LineIndex(text)
    let wanted = lines.range(ofLine: inner.line, in: text).lowerBound + inner.column - 1
    var index = written.startIndex
    for _ in 0..<wanted {
      guard index < written.endIndex else { return nil }
      let escape = quote == UInt8(ascii: "\"") ? UInt8(ascii: "\\") : quote
      if written[index] == escape {
        index += 1
        guard index < written.endIndex, !"xuUNLP_".utf8.contains(written[index]) else { return nil }
      }
      index += 1
    }
    return index - written.startIndex
  }
}
