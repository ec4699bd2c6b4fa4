import Documents

/// The lines between `# credtree:begin` and `# credtree:end`, the only ones that are ours in a
/// file of the user's own.
public enum MarkedBlock {
  /// The line before ours, without indentation.
  public static let begin = "# credtree:begin"
  /// The line after ours, without indentation.
  public static let end = "# credtree:end"

  /// Puts lines into the block, or a block with them at the end of a text that has none.
  ///
  /// Every byte outside the block stays; only a last line without an end gets one. New lines end
  /// as the text's first one does.
  ///
  /// - Parameters:
  ///   - lines: The new lines, without their ends.
  ///   - text: The file's bytes; empty for a file that does not exist.
  ///   - file: Its path, for messages.
  /// - Returns: The new text.
  /// - Throws: ``ConfigurationError`` if the marks are not one pair in order, or the text holds
  ///   a NUL.
  public static func replacing(
    with lines: [String], in text: [UInt8], file: String
  ) throws(ConfigurationError) -> [UInt8] {
    var result = TextLines(text)
    let block = [begin] + lines + [end]
    if let range = try range(in: result, file: file) {
      result.replace(range, with: block)
    } else {
      result.replace(result.count..<result.count, with: block)
    }
    return result.bytes
  }

  /// The lines of the block with its marks, or `nil` if there is none.
  static func range(in text: TextLines, file: String) throws(ConfigurationError) -> Range<Int>? {
    guard !text.bytes.contains(0) else {
      throw ConfigurationError("the file is not text: it holds a NUL", file: file)
    }
    let begins = (0..<text.count).filter { text.trimmed($0) == begin }
    let ends = (0..<text.count).filter { text.trimmed($0) == end }
    if begins.isEmpty, ends.isEmpty { return nil }
    guard begins.count == 1, ends.count == 1, begins[0] < ends[0] else {
      let line = (begins.dropFirst() + ends + begins).first.map { $0 + 1 } ?? 1
      throw ConfigurationError(
        "the marks '\(begin)' and '\(end)' must stand once each, in this order; mend them by hand",
        file: file, at: Position(line: line, column: 1))
    }
    return begins[0]..<ends[0] + 1
  }
}

/// A text as lines that keep their ends, so that what is not touched stays byte for byte.
struct TextLines {
  private var lines: [ArraySlice<UInt8>] = []
  /// How new lines end.
  let lineEnd: [UInt8]

  init(_ text: [UInt8]) {
    var start = 0
    var lineEnd: [UInt8]?
    for index in text.indices where text[index] == UInt8(ascii: "\n") {
      if lineEnd == nil {
        lineEnd = index > 0 && text[index - 1] == UInt8(ascii: "\r") ? [0x0D, 0x0A] : [0x0A]
      }
      lines.append(text[start...index])
      start = index + 1
    }
    if start < text.count { lines.append(text[start...]) }
    self.lineEnd = lineEnd ?? [0x0A]
  }

  var count: Int { lines.count }
  var bytes: [UInt8] { Array(lines.joined()) }

  /// A line, counted from 0, without its end.
  func line(_ index: Int) -> [UInt8] {
    var line = lines[index]
    if line.last == UInt8(ascii: "\n") { line.removeLast() }
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    return Array(line)
  }

  /// A line, counted from 0, without spaces and tabs at its ends.
  func trimmed(_ index: Int) -> String {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    let line = line(index).drop(while: isBlank)
    let count = line.reversed().drop(while: isBlank).count
    return String(decoding: line.prefix(count), as: UTF8.self)
  }

  /// Puts lines in the place of others; the line before them gets an end if it has none.
  mutating func replace(_ range: Range<Int>, with new: [String]) {
    if !new.isEmpty, range.lowerBound > 0, lines[range.lowerBound - 1].last != 0x0A {
      lines[range.lowerBound - 1].append(contentsOf: lineEnd)
    }
    lines.replaceSubrange(range, with: new.map { ArraySlice(Array($0.utf8) + lineEnd) })
  }

  /// Cuts a line in two before a column counted from 0.
  mutating func split(_ index: Int, before column: Int) {
    let line = lines[index]
    let place = line.startIndex + column
    lines[index] = line[..<place] + lineEnd
    lines.insert(line[place...], at: index + 1)
  }

  /// Puts spaces before a line.
  mutating func indent(_ index: Int, by count: Int) {
    lines[index] = ArraySlice([UInt8](repeating: 0x20, count: count) + lines[index])
  }
}
