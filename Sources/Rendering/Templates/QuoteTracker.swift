/// Where in a text of some format its writer stands: in quotes, in a comment, or in neither.
///
/// It sees the literal bytes of a template only. Values are escaped for the place they stand in,
/// so they never change it.
struct QuoteTracker {
  enum Place: Hashable {
    case plain
    case single
    case double
    case comment
    /// In a YAML block scalar.
    case block
  }

  let format: TextFormat
  private(set) var place = Place.plain
  /// The byte before, or a line feed at the beginning.
  private(set) var previous = UInt8(ascii: "\n")
  /// The white space at the beginning of the line.
  private(set) var indentation: [UInt8] = []
  /// Whether the line has had nothing but white space so far.
  private(set) var isAtLineStart = true
  /// Whether a shell script has begun a here-document, in which quotes mean nothing.
  private(set) var hasHereDocument = false

  private var isEscaped = false
  private var hasJustClosed = false
  // YAML: the word that the line is at, and the two before, to recognise `key: |`.
  private var word: [UInt8] = []
  private var earlier: [[UInt8]] = []
  private var blockParent = 0

  init(format: TextFormat) { self.format = format }

  private var hasQuotes: Bool {
    switch format {
    case .json, .yaml, .toml, .env, .shell: true
    case .text, .xml, .html, .url, .properties: false
    }
  }

  /// Goes past a value.
  mutating func passValue() {
    isAtLineStart = false
    isEscaped = false
    hasJustClosed = false
    previous = UInt8(ascii: "x")
    word = [previous]
  }

  /// Goes past a literal byte.
  mutating func advance(_ byte: UInt8) {
    if hasQuotes { move(byte) }
    if byte == UInt8(ascii: "\n") {
      isAtLineStart = true
      indentation = []
    } else if isAtLineStart, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
      indentation.append(byte)
    } else {
      isAtLineStart = false
    }
    previous = byte
  }

  private mutating func move(_ byte: UInt8) {
    let wasJustClosed = hasJustClosed
    hasJustClosed = false
    if isEscaped {
      isEscaped = false
      extendWord(byte)
      return
    }
    switch place {
    case .double:
      if byte == UInt8(ascii: "\\") { isEscaped = true }
      if byte == UInt8(ascii: "\"") { close() }
    case .single:
      if byte == UInt8(ascii: "'") { close() }
    case .comment:
      if byte == UInt8(ascii: "\n") { endLine() }
    case .block:
      // A line that is not indented further ends the block, and is itself looked at.
      guard isAtLineStart, !Self.isBlank(byte), byte != UInt8(ascii: "\n"),
        indentation.count <= blockParent
      else { return }
      place = .plain
      movePlain(byte, afterQuote: false)
    case .plain: movePlain(byte, afterQuote: wasJustClosed)
    }
  }

  private mutating func close() {
    place = .plain
    hasJustClosed = true
    word = [UInt8(ascii: "x")]
  }

  private mutating func movePlain(_ byte: UInt8, afterQuote: Bool) {
    switch byte {
    case UInt8(ascii: "\n"): return endLine()
    case UInt8(ascii: "\\") where format == .shell: isEscaped = true
    case UInt8(ascii: "\"") where opensQuote(afterQuote: afterQuote):
      place = .double
      return
    case UInt8(ascii: "'") where format != .json && opensQuote(afterQuote: afterQuote):
      place = .single
      return
    case UInt8(ascii: "#") where opensComment:
      place = .comment
      return
    case UInt8(ascii: "<") where format == .shell && previous == byte: hasHereDocument = true
    default: break
    }
    extendWord(byte)
  }

  private func opensQuote(afterQuote: Bool) -> Bool {
    switch format {
    case .yaml:
      guard let last = word.last else { return true }
      // A doubled quote within quotes closes and opens again.
      return (afterQuote && previous == UInt8(ascii: "'")) || "[{,:".utf8.contains(last)
    case .env: return previous == UInt8(ascii: "=")
    default: return true
    }
  }

  private var opensComment: Bool {
    switch format {
    case .yaml, .shell, .env: Self.isBlank(previous) || previous == UInt8(ascii: "\n")
    case .toml: true
    default: false
    }
  }

  private mutating func extendWord(_ byte: UInt8) {
    guard format == .yaml else { return }
    if Self.isBlank(byte) {
      if !word.isEmpty { earlier.append(word) }
      word = []
    } else {
      word.append(byte)
    }
  }

  private mutating func endLine() {
    place = .plain
    if format == .yaml {
      if !word.isEmpty { earlier.append(word) }
      if startsBlock {
        place = .block
        blockParent = indentation.count
      }
    }
    word = []
    earlier = []
  }

  /// Whether the line that ends here was like `key: |-`.
  private var startsBlock: Bool {
    guard let header = earlier.last, let first = header.first,
      first == UInt8(ascii: "|") || first == UInt8(ascii: ">"), header.count <= 3,
      header.dropFirst().allSatisfy({ "+-123456789".utf8.contains($0) })
    else { return false }
    guard earlier.count > 1 else { return true }
    let before = earlier[earlier.count - 2]
    return before.last == UInt8(ascii: ":") || before == [UInt8(ascii: "-")]
      || before.first == UInt8(ascii: "!") || before.first == UInt8(ascii: "&")
  }

  static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }
}
