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

  /// A whole file.
  init(file: String, bytes: [UInt8]) {
    self.bytes = bytes
    lines = LineIndex(bytes)
    path = file
    keys = []
    place = { $0 }
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
    } else {
      let isQuoted = first == UInt8(ascii: "\"") || first == UInt8(ascii: "'")
      shift = isQuoted ? 1 : 0
      let end = start + shift + value.utf8.count
      isExact =
        end <= text.bytes.count && text.bytes[(start + shift)..<end].elementsEqual(value.utf8)
    }
  }

  func position(_ inner: Position) -> Position {
    if isBlock {
      return Position(line: start.line + inner.line, column: inner.column + shift)
    }
    guard isExact, inner.line == 1 else { return start }
    return Position(line: start.line, column: start.column + shift + inner.column - 1)
  }
}
