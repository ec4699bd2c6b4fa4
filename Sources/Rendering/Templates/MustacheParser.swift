internal import Credentials

/// Reads a Mustache template from its first byte to its last.
struct MustacheParser {
  /// How deep sections may be nested.
  private static let depthLimit = 100

  private let text: [UInt8]
  private let file: String
  private var position = 0
  private var opening = Array("{{".utf8)
  private var closing = Array("}}".utf8)
  /// Literal text that no part has taken yet.
  private var literal: [UInt8] = []
  private var open: [(tag: MustacheTemplate.Tag, isInverted: Bool)] = []
  private var levels: [[MustacheTemplate.Part]] = [[]]

  init(_ text: [UInt8], file: String) {
    self.text = text
    self.file = file
  }

  mutating func parse() throws(Failure) -> [MustacheTemplate.Part] {
    while let start = find(opening, from: position) {
      literal += text[position..<start]
      position = start
      try readTag()
    }
    literal += text[position...]
    endLiteral()
    if let section = open.last {
      throw failure("the section \(section.tag.name) does not end", line: section.tag.line)
    }
    return levels[0]
  }

  private mutating func readTag() throws(Failure) {
    let start = position
    let line = 1 + text[..<start].count(where: { $0 == UInt8(ascii: "\n") })
    var inside = start + opening.count
    let sigil = inside < text.count ? text[inside] : 0
    let isTriple = sigil == UInt8(ascii: "{") && opening == Array("{{".utf8)
    let isDelimiters = sigil == UInt8(ascii: "=")
    let ending: [UInt8] =
      isTriple ? Array("}".utf8) + closing : isDelimiters ? Array("=".utf8) + closing : closing
    let hasSigil = isTriple || isDelimiters || "#^/>!&".utf8.contains(sigil)
    if hasSigil { inside += 1 }
    guard let end = find(ending, from: inside) else {
      throw failure("a tag does not end", line: line)
    }
    let content = text[inside..<end]
    position = end + ending.count
    // A variable is content of its line; the others may have a line of their own.
    var indentation: [UInt8] = []
    if hasSigil, !isTriple, sigil != UInt8(ascii: "&") {
      indentation = takeStandaloneLine(from: start)
    }
    if sigil == UInt8(ascii: "!") { return }
    if isDelimiters { return try setDelimiters(content, line: line) }
    let tag = MustacheTemplate.Tag(name: try name(in: content, line: line), line: line)
    endLiteral()
    switch sigil {
    case UInt8(ascii: "#"), UInt8(ascii: "^"):
      guard open.count < Self.depthLimit else {
        throw failure("sections are nested more than \(Self.depthLimit) deep", line: line)
      }
      open.append((tag, sigil == UInt8(ascii: "^")))
      levels.append([])
    case UInt8(ascii: "/"): try endSection(tag)
    case UInt8(ascii: ">"): add(.partial(tag, indentation: indentation))
    default: add(.variable(tag, isRaw: hasSigil))
    }
  }

  private mutating func endSection(_ tag: MustacheTemplate.Tag) throws(Failure) {
    guard let section = open.popLast(), let parts = levels.popLast() else {
      throw failure("the section \(tag.name) ends and has not begun", line: tag.line)
    }
    guard section.tag.name == tag.name else {
      throw failure(
        "the section \(section.tag.name) of line \(section.tag.line) must end before"
          + " \(tag.name) does", line: tag.line)
    }
    add(.section(section.tag, isInverted: section.isInverted, parts))
  }

  private mutating func setDelimiters(_ content: ArraySlice<UInt8>, line: Int) throws(Failure) {
    let words = content.split(whereSeparator: Self.isSpace).map(Array.init)
    guard words.count == 2, !words.joined().contains(UInt8(ascii: "=")) else {
      throw failure("new delimiters are two words without =, as in {{=<% %>=}}", line: line)
    }
    (opening, closing) = (words[0], words[1])
  }

  private func name(in content: ArraySlice<UInt8>, line: Int) throws(Failure) -> String {
    let words = content.split(whereSeparator: Self.isSpace)
    guard words.count == 1, let name = String(validating: Array(words[0]), as: UTF8.self) else {
      throw failure("a tag must hold one name", line: line)
    }
    guard name == "." || (!name.hasPrefix(".") && !name.hasSuffix(".") && !name.contains(".."))
    else { throw failure("a tag's name has a . in a wrong place", line: line) }
    return name
  }

  /// If the tag is alone on its line, removes the rest of the line, and returns what stood
  /// before the tag.
  private mutating func takeStandaloneLine(from start: Int) -> [UInt8] {
    var lineStart = start
    while lineStart > 0, text[lineStart - 1] != UInt8(ascii: "\n") {
      lineStart -= 1
      guard Self.isBlank(text[lineStart]) else { return [] }
    }
    var end = position
    while end < text.count, Self.isBlank(text[end]) { end += 1 }
    if end < text.count {
      if text[end] == UInt8(ascii: "\r"), end + 1 < text.count { end += 1 }
      guard text[end] == UInt8(ascii: "\n") else { return [] }
      end += 1
    }
    position = end
    literal.removeLast(min(start - lineStart, literal.count))
    return Array(text[lineStart..<start])
  }

  private mutating func endLiteral() {
    guard !literal.isEmpty else { return }
    add(.text(literal))
    literal = []
  }

  private mutating func add(_ part: MustacheTemplate.Part) { levels[levels.count - 1].append(part) }

  private func find(_ word: [UInt8], from start: Int) -> Int? {
    guard start + word.count <= text.count else { return nil }
    return (start...(text.count - word.count)).first { place in
      text[place..<place + word.count].elementsEqual(word)
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
  private static func isSpace(_ byte: UInt8) -> Bool {
    isBlank(byte) || byte == 0x0A || byte == 0x0D
  }

  private func failure(_ message: String, line: Int) -> Failure {
    Failure(.invalid, "\(file):\(line): \(message)")
  }
}
