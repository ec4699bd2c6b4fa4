import Documents
import Files

/// The lines of a text, found as far as they are asked for.
struct LineIndex {
  /// Where each line starts.
  private var starts = [0]

  /// Finds every line of a text.
  init(_ text: [UInt8]) {
    var place = 0
    while let end = ByteSearch.first(UInt8(ascii: "\n"), in: text.span, range: place..<text.count) {
      place = end + 1
      starts.append(place)
    }
  }

  /// The line and column, from 1, of a byte.
  func position(of place: Int) -> Position {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= place { low = middle } else { high = middle }
    }
    return Position(line: low + 1, column: place - starts[low] + 1)
  }

  var count: Int { starts.count }

  /// The bytes of a line, counted from 1, without its end.
  func range(ofLine line: Int, in text: [UInt8]) -> Range<Int> {
    guard (1...starts.count).contains(line) else { return 0..<0 }
    let start = starts[line - 1]
    var end = line < starts.count ? starts[line] - 1 : text.count
    if end > start, text[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return start..<end
  }

  /// The byte at a line and column, from 1.
  func place(of position: Position, in text: [UInt8]) -> Int {
    range(ofLine: position.line, in: text).lowerBound + position.column - 1
  }

  /// The text of a line, counted from 1, without its end.
  func text(ofLine line: Int, in text: [UInt8]) -> String {
    let range = range(ofLine: line, in: text)
    return String(decoding: text[range], as: UTF8.self)
  }
}
