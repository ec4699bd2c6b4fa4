internal import Secrets

/// Lines, blanks and quotes of a text that may be secret.
enum ByteText {
  static func lines(of text: borrowing SecretBytes) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = 0
    for index in text.bytes.indices where text.bytes[index] == UInt8(ascii: "\n") {
      lines.append(start..<index)
      start = index + 1
    }
    if start < text.count { lines.append(start..<text.count) }
    return lines
  }

  static func trimmed(_ range: Range<Int>, of text: borrowing SecretBytes) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, isBlank(text.bytes[start]) { start += 1 }
    while start < end, isBlank(text.bytes[end - 1]) { end -= 1 }
    return start..<end
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  /// A part that is not secret.
  static func string(_ range: Range<Int>, of text: borrowing SecretBytes) -> String {
    String(decoding: range.map { text.bytes[$0] }, as: UTF8.self)
  }

  /// What is between quotes, or the text itself where there are none; `nil` for open quotes.
  static func unquoted(_ range: Range<Int>, of text: borrowing SecretBytes) -> Secret? {
    let (single, double) = (UInt8(ascii: "'"), UInt8(ascii: "\""))
    guard let first = range.first.map({ text.bytes[$0] }), first == single || first == double else {
      return Secret(SecretBytes(copying: text.bytes.extracting(range)))
    }
    guard range.count > 1, text.bytes[range.upperBound - 1] == first else { return nil }
    let inner = range.lowerBound + 1..<range.upperBound - 1
    var output = SecretBuilder(capacity: inner.count + 16)
    var index = inner.lowerBound
    while index < inner.upperBound {
      let byte = text.bytes[index]
      index += 1
      if byte == first { return nil }
      guard first == double, byte == UInt8(ascii: "\\") else {
        output.append(byte)
        continue
      }
      guard index < inner.upperBound else { return nil }
      let next = text.bytes[index]
      index += 1
      switch next {
      case UInt8(ascii: "n"): output.append(UInt8(ascii: "\n"))
      case double, UInt8(ascii: "\\"), UInt8(ascii: "$"): output.append(next)
      default:
        output.append(byte)
        output.append(next)
      }
    }
    return Secret(output.finish())
  }

  static func contains(_ word: String, in text: borrowing SecretBytes) -> Bool {
    let bytes = Array(word.utf8)
    guard text.count >= bytes.count else { return false }
    return (0...text.count - bytes.count).contains { start in
      bytes.indices.allSatisfy { text.bytes[start + $0] == bytes[$0] }
    }
  }
}
