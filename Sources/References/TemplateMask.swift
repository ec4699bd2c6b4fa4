import Files

/// Makes YAML of a template: what a template engine would fill in becomes a word that no file has.
enum TemplateMask {
  /// A character for private use, which stands for whatever is filled in.
  static let mark = "\u{E000}"
  /// The first of its bytes.
  static let firstByte: UInt8 = 0xEE

  /// The text with the same places; `nil` where nothing in it is to be filled in.
  static func masked(_ text: [UInt8]) -> [UInt8]? {
    var result = text
    var place = 0
    var found = false
    // What does not end after one place does not end after a later one either.
    var endless: Set<UInt8> = []
    while let start = ByteSearch.first(
      UInt8(ascii: "{"), in: result.span, range: place..<text.count)
    {
      place = start + 1
      guard place < text.count, text[place] == UInt8(ascii: "{") || text[place] == UInt8(ascii: "%")
      else { continue }
      let close: [UInt8] = [text[place] == UInt8(ascii: "%") ? text[place] : 0x7D, 0x7D]
      guard !endless.contains(close[0]),
        let end = ByteSearch.first(close, in: text.span, from: place + 1)
      else {
        endless.insert(close[0])
        continue
      }
      found = true
      place = end + 2
      mask(start..<place, in: &result)
    }
    return found ? result : nil
  }

  private static func mask(_ range: Range<Int>, in text: inout [UInt8]) {
    var lineStart = range.lowerBound
    while lineStart > 0, text[lineStart - 1] == 0x20 || text[lineStart - 1] == 0x09 {
      lineStart -= 1
    }
    let startsLine = lineStart == 0 || text[lineStart - 1] == 0x0A
    var end = range.upperBound
    while end < text.count, [0x20, 0x09, 0x0D].contains(text[end]) { end += 1 }
    let endsLine = end == text.count || text[end] == 0x0A
    // A line of its own is a command, or a part whose shape is not known.
    if startsLine, endsLine {
      for place in range where text[place] != 0x0A { text[place] = 0x20 }
      return
    }
    let bytes = Array(mark.utf8)
    for (index, place) in range.enumerated() {
      if text[place] == 0x0A { continue }
      text[place] = index < bytes.count ? bytes[index] : UInt8(ascii: "_")
    }
  }
}
