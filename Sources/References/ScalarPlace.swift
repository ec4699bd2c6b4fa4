import Documents

/// Where the text of a value is in the text that it was read from.
struct ScalarPlace {
  /// How the value is written.
  private enum Style {
    /// As it is, from this many bytes after its start.
    case exact(shift: Int)
    /// Below its start, indented by so much.
    case block(shift: Int)
    case escaped(EscapedText)
    case folded(FoldedText)
  }

  private let start: Position
  private let style: Style

  init(_ value: String, at position: Position, in text: ScannedText) {
    let line = text.lines.range(ofLine: position.line, in: text.bytes)
    let node = min(line.lowerBound + position.column - 1, line.upperBound)
    let start = Self.afterProperties(node, in: text.bytes[..<line.upperBound])
    let position = Position(line: position.line, column: position.column + start - node)
    let first = start < line.upperBound ? text.bytes[start] : 0
    self.start = position
    switch first {
    case UInt8(ascii: "|"):
      // Indentation is what the first line that is not empty has more.
      var shift = 0
      for (index, inner) in value.split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated() where !inner.isEmpty
      {
        let outer = text.lines.range(ofLine: position.line + 1 + index, in: text.bytes)
        shift = max(0, outer.count - inner.utf8.count)
        break
      }
      style = .block(shift: shift)
    case UInt8(ascii: ">"): style = .folded(FoldedText(value, below: position, in: text))
    default:
      let isQuoted = first == UInt8(ascii: "\"") || first == UInt8(ascii: "'")
      let shift = isQuoted ? 1 : 0
      let end = start + shift + value.utf8.count
      let isExact =
        end <= text.bytes.count && text.bytes[(start + shift)..<end].elementsEqual(value.utf8)
      if isExact {
        style = .exact(shift: shift)
      } else if isQuoted {
        style = .escaped(
          EscapedText(value, written: text.bytes[(start + 1)..<line.upperBound], quote: first))
      } else {
        style = .folded(FoldedText(value, from: position, in: text))
      }
    }
  }

  /// Where the value starts behind its tag and its anchor, if it has some.
  private static func afterProperties(_ start: Int, in line: ArraySlice<UInt8>) -> Int {
    var place = start
    while place < line.endIndex, "!&".utf8.contains(line[place]),
      let end = line[place...].firstIndex(of: UInt8(ascii: " "))
    {
      place = line[end...].firstIndex { $0 != UInt8(ascii: " ") } ?? line.endIndex
    }
    return place
  }

  /// Where a place of the value is; where the value starts, if that cannot be told.
  func position(_ inner: Position) -> Position {
    switch style {
    case .block(let shift):
      return Position(line: start.line + inner.line, column: inner.column + shift)
    case .exact(let shift):
      guard inner.line == 1 else { return start }
      return Position(line: start.line, column: start.column + shift + inner.column - 1)
    case .escaped(let text):
      guard let place = text.place(of: inner) else { return start }
      return Position(line: start.line, column: start.column + 1 + place)
    case .folded(let text): return text.position(of: inner) ?? start
    }
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
    let wanted = LineIndex(text).place(of: inner, in: text)
    let escape = quote == UInt8(ascii: "\"") ? UInt8(ascii: "\\") : quote
    var index = written.startIndex
    for _ in 0..<wanted {
      guard index < written.endIndex else { return nil }
      if written[index] == escape {
        index += 1
        guard index < written.endIndex, !"xuUNLP_".utf8.contains(written[index]) else { return nil }
      }
      index += 1
    }
    return index - written.startIndex
  }
}

/// A text of several lines that YAML makes one of, with spaces in place of their ends.
private struct FoldedText {
  private let text: [UInt8]
  /// Where parts of the text start, and where each is written.
  private var parts: [(start: Int, position: Position)] = []

  /// The lines below the sign for folding.
  init(_ value: String, below position: Position, in text: ScannedText) {
    self.init(value)
    read(lines: (position.line + 1)..., after: 0, in: text)
  }

  /// A scalar without quotes, and the lines that continue it.
  init(_ value: String, from position: Position, in text: ScannedText) {
    self.init(value)
    read(lines: position.line..., after: position.column - 1, in: text)
  }

  private init(_ value: String) { text = Array(value.utf8) }

  private mutating func read(
    lines: PartialRangeFrom<Int>, after column: Int, in source: ScannedText
  ) {
    var place = 0
    for number in lines {
      let line = source.lines.range(ofLine: number, in: source.bytes)
      while place < text.count, ByteClass.spaces.contains(text[place]) { place += 1 }
      guard place < text.count, number <= source.lines.count else { return }
      let from = line.lowerBound + (number == lines.lowerBound ? column : 0)
      guard from <= line.upperBound else { return }
      let content = source.bytes[from..<line.upperBound].drop(while: ByteClass.spaces.contains)
      var length = content.count
      while length > 0, ByteClass.spaces.contains(content[content.startIndex + length - 1]) {
        length -= 1
      }
      guard length > 0 else { continue }
      // Only the last line may have more, such as a comment.
      let written = content.prefix(min(length, text.count - place))
      guard text[place...].starts(with: written) else { return }
      let start = Position(line: number, column: content.startIndex - line.lowerBound + 1)
      parts.append((place, start))
      place += written.count
    }
  }

  /// Where a place of the text is written; `nil` where that cannot be told.
  func position(of inner: Position) -> Position? {
    let wanted = LineIndex(text).place(of: inner, in: text)
    guard let part = parts.last(where: { $0.start <= wanted }) else { return nil }
    return Position(
      line: part.position.line, column: part.position.column + wanted - part.start)
  }
}
