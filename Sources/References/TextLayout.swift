import Documents
import Files

/// A text without its comments, and the blocks that it is made of.
struct TextLayout {
  /// A part of a text with a head, such as `server { … }`, or a section.
  struct Block {
    let header: Range<Int>
    var body: Range<Int>
    /// The number of the block that it is in.
    var parent: Int?
  }

  /// The text; comments are blank, so that places stay what they were.
  private(set) var bytes: [UInt8]
  /// The blocks, each before those inside it.
  private(set) var blocks: [Block] = []
  /// Where the blocks stop making sense, and why.
  private(set) var problem: (message: String, place: Int)?

  init(_ text: [UInt8], syntax: TextSyntax) {
    bytes = text
    if !syntax.comments.isEmpty || syntax.hasBlockComments || syntax.hasBraces {
      readCharacters(syntax)
    }
    if syntax.hasTags { readTags() }
    if let section = syntax.section { readSections(section) }
  }

  /// The blocks around a place, the outermost first.
  func blocks(around place: Int) -> [Block] {
    // They are in the order in which they start, so all that are open are around the last one.
    var (low, high) = (0, blocks.count)
    while low < high {
      let middle = (low + high) / 2
      if blocks[middle].header.lowerBound <= place { low = middle + 1 } else { high = middle }
    }
    var found: [Block] = []
    var next: Int? = low - 1
    while let index = next, index >= 0 {
      if place < max(blocks[index].body.upperBound, 1) { found.append(blocks[index]) }
      next = blocks[index].parent
    }
    return found.reversed()
  }

  private mutating func readCharacters(_ syntax: TextSyntax) {
    let comments = syntax.comments.map { Array($0.utf8) }
    let marks = ByteClass(comments.compactMap(\.first))
    var (index, headerStart) = (0, 0)
    var quote: UInt8?
    var open: [Int] = []
    while index < bytes.count {
      let byte = bytes[index]
      if let current = quote {
        if byte == UInt8(ascii: "\\") {
          index += 2
          continue
        }
        if byte == current || byte == 0x0A { quote = nil }
        index += 1
        continue
      }
      if byte == UInt8(ascii: "<"), let end = heredocEnd(at: index, syntax) {
        index = end
        continue
      }
      if syntax.hasBlockComments, byte == UInt8(ascii: "/"), index + 1 < bytes.count,
        bytes[index + 1] == UInt8(ascii: "*")
      {
        index = blankBlockComment(from: index)
        continue
      }
      if marks.contains(byte), comments.contains(where: { bytes[index...].starts(with: $0) }),
        startsComment(at: index)
      {
        while index < bytes.count, bytes[index] != 0x0A {
          bytes[index] = 0x20
          index += 1
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\"") where syntax.hasBraces:
        index = stringEnd(from: index + 1, depth: 0)
        continue
      case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
      case UInt8(ascii: "{") where syntax.hasBraces:
        let parent = open.last
        open.append(blocks.count)
        blocks.append(
          Block(header: headerStart..<index, body: (index + 1)..<bytes.count, parent: parent))
        headerStart = index + 1
      case UInt8(ascii: "}") where syntax.hasBraces:
        if let block = open.popLast() {
          blocks[block].body = blocks[block].body.lowerBound..<index
        } else if problem == nil {
          problem = ("there is a } without its {", index)
        }
        headerStart = index + 1
      case UInt8(ascii: ";"), 0x0A: headerStart = index + 1
      default: break
      }
      index += 1
    }
    if let block = open.last, problem == nil {
      problem = ("there is a { without its }", blocks[block].header.upperBound)
    }
  }

  /// The place after a string, which ends with its line; in `${ }` there may be other strings.
  private func stringEnd(from start: Int, depth: Int) -> Int {
    var (index, braces) = (start, 0)
    while index < bytes.count {
      switch bytes[index] {
      case 0x0A: return index
      case UInt8(ascii: "\\"): index += 1
      case UInt8(ascii: "\"") where braces == 0: return index + 1
      case UInt8(ascii: "\"") where depth < Self.stringDepth:
        index = stringEnd(from: index + 1, depth: depth + 1)
        continue
      case UInt8(ascii: "{")
      where braces > 0 || "$%".utf8.contains(bytes[index - 1]): braces += 1
      case UInt8(ascii: "}") where braces > 0: braces -= 1
      default: break
      }
      index += 1
    }
    return bytes.count
  }

  /// How deep strings are followed into one another.
  private static let stringDepth = 20

  /// `#` and `//` inside a word, such as an address, start no comment.
  private func startsComment(at index: Int) -> Bool {
    guard index > 0 else { return true }
    return ByteClass.spaces.contains(bytes[index - 1]) || ";{}),".utf8.contains(bytes[index - 1])
  }

  private mutating func blankBlockComment(from start: Int) -> Int {
    var index = start
    while index < bytes.count {
      let isEnd = index > start + 2 && bytes[index] == UInt8(ascii: "/") && bytes[index - 1] == 0x2A
      if isEnd {
        for place in start...index where bytes[place] != 0x0A { bytes[place] = 0x20 }
        return index + 1
      }
      index += 1
    }
    if problem == nil { problem = ("there is a /* without its */", start) }
    return start + 2
  }

  /// The end of `<<EOT … EOT`, whose text has no braces and comments of this file.
  private func heredocEnd(at index: Int, _ syntax: TextSyntax) -> Int? {
    guard syntax.hasBraces, bytes[index...].starts(with: "<<".utf8) else { return nil }
    var place = index + 2
    if place < bytes.count, bytes[place] == UInt8(ascii: "-") { place += 1 }
    let start = place
    while place < bytes.count, ByteClass.word.contains(bytes[place]) { place += 1 }
    guard place > start, !ByteClass.digits.contains(bytes[start]) else { return nil }
    let word = bytes[start..<place]
    while place < bytes.count {
      guard let end = ByteSearch.first(0x0A, in: bytes.span, range: place..<bytes.count) else {
        return nil
      }
      place = end + 1
      let line = bytes[place...].drop { $0 == 0x20 || $0 == 0x09 }
      let rest = line.dropFirst(word.count)
      if line.starts(with: word), rest.first.map({ !ByteClass.word.contains($0) }) ?? true {
        return rest.startIndex
      }
    }
    return nil
  }

  private mutating func readTags() {
    var open: [Int] = []
    var place = 0
    while let start = ByteSearch.first(
      UInt8(ascii: "<"), in: bytes.span, range: place..<bytes.count)
    {
      let end =
        ByteSearch.first(UInt8(ascii: ">"), in: bytes.span, range: start..<bytes.count)
        ?? bytes.count
      // A tag is the first on its line; elsewhere `<` is part of an expression.
      let before = bytes[..<start].last { $0 != 0x20 && $0 != 0x09 }
      guard before == nil || before == 0x0A else {
        place = start + 1
        continue
      }
      place = min(end + 1, bytes.count)
      if start + 1 < bytes.count, bytes[start + 1] == UInt8(ascii: "/") {
        if let block = open.popLast() {
          blocks[block].body = blocks[block].body.lowerBound..<start
        } else if problem == nil {
          problem = ("there is an end tag without its start", start)
        }
      } else {
        let parent = open.last
        open.append(blocks.count)
        blocks.append(Block(header: start..<end, body: place..<bytes.count, parent: parent))
      }
    }
    if let block = open.last, problem == nil {
      problem = ("there is a tag without its end", blocks[block].header.lowerBound)
    }
  }

  private mutating func readSections(_ pattern: TextPattern) {
    var last: Int?
    for match in pattern.matches(in: bytes, 0..<bytes.count) {
      guard let header = match.groups.first.flatMap(\.self) else { continue }
      if let last { blocks[last].body = blocks[last].body.lowerBound..<header.lowerBound }
      last = blocks.count
      blocks.append(Block(header: header, body: header.upperBound..<bytes.count))
    }
  }
}
