/// Reads one JSON text from its first byte to its last.
struct JSONReader: ~Escapable {
  let text: Span<UInt8>
  private let strings: JSON.Strings
  var index = 0
  private var line = 1
  private var lineStart = 0

  @_lifetime(copy text)
  init(_ text: Span<UInt8>, strings: JSON.Strings) {
    self.text = text
    self.strings = strings
  }

  // MARK: Values

  mutating func value(depth: Int) throws(DocumentError) -> Node {
    try skipSpace()
    let position = self.position
    switch text[index] {
    case UInt8(ascii: "{"):
      return Node(.object(try object(depth: depth + 1)), at: position)
    case UInt8(ascii: "["):
      return Node(.array(try array(depth: depth + 1)), at: position)
    case UInt8(ascii: "\""):
      let literal = try scanString()
      switch strings {
      case .plain: return Node(.string(try plain(literal)), at: position)
      case .secret: return Node(.secret(try secret(literal)), at: position)
      }
    case UInt8(ascii: "t"):
      try word("true")
      return Node(.bool(true), at: position)
    case UInt8(ascii: "f"):
      try word("false")
      return Node(.bool(false), at: position)
    case UInt8(ascii: "n"):
      try word("null")
      return Node(.null, at: position)
    default:
      return Node(.number(try number()), at: position)
    }
  }

  private mutating func object(depth: Int) throws(DocumentError) -> [Member] {
    try enter(depth)
    var members: [Member] = []
    guard try !closes(UInt8(ascii: "}")) else { return members }
    while true {
      let (literal, position) = try key()
      let name = try plain(literal)
      members.append(Member(name, try value(depth: depth), at: position))
      guard try continues(to: UInt8(ascii: "}")) else { return members }
    }
  }

  private mutating func array(depth: Int) throws(DocumentError) -> [Node] {
    try enter(depth)
    var values: [Node] = []
    guard try !closes(UInt8(ascii: "]")) else { return values }
    while true {
      values.append(try value(depth: depth))
      guard try continues(to: UInt8(ascii: "]")) else { return values }
    }
  }

  /// Reads the members with the given keys and skips the others.
  mutating func topLevel(only keys: [[UInt8]]) throws(DocumentError) -> [Member] {
    try skipSpace()
    guard text[index] == UInt8(ascii: "{") else {
      throw error(.syntax, "the document is not a mapping, expected {")
    }
    index += 1
    var members: [Member] = []
    guard try !closes(UInt8(ascii: "}")) else { return members }
    while true {
      let (literal, position) = try key()
      if isWanted(literal, among: keys) {
        let name = try plain(literal)
        members.append(Member(name, try value(depth: 1), at: position))
      } else {
        try skipValue()
      }
      guard try continues(to: UInt8(ascii: "}")) else { return members }
    }
  }

  private func isWanted(_ literal: Literal, among keys: [[UInt8]]) -> Bool {
    // A key with escapes is rare and may spell any name, so it is read, not compared.
    if literal.hasEscapes { return true }
    for key in keys where key.count == literal.count {
      var offset = 0
      while offset < key.count, text[literal.range.lowerBound + offset] == key[offset] {
        offset += 1
      }
      if offset == key.count { return true }
    }
    return false
  }

  private mutating func skipValue() throws(DocumentError) {
    try skipSpace()
    var depth = 0
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "\""):
        try skipString()
        if depth == 0 { return }
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return }
        depth -= 1
        if depth == 0 {
          index += 1
          return
        }
      case UInt8(ascii: ","):
        if depth == 0 { return }
      case UInt8(ascii: "\n"):
        line += 1
        lineStart = index + 1
      default: break
      }
      index += 1
    }
    throw error(.syntax, "the text ends inside a value")
  }

  private mutating func skipString() throws(DocumentError) {
    index += 1
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "\""):
        index += 1
        return
      case UInt8(ascii: "\\"): index += 2
      default: index += 1
      }
    }
    throw error(.syntax, "the text ends inside a string")
  }

  // MARK: Punctuation

  var position: Position { Position(line: line, column: index - lineStart + 1) }

  func error(_ code: DocumentError.Code, _ message: String) -> DocumentError {
    DocumentError(code, message, at: position)
  }

  /// Stops at the next byte that is not white space, which there must be.
  private mutating func skipSpace() throws(DocumentError) {
    skipOptionalSpace()
    guard index < text.count else { throw error(.syntax, "the text ends too early") }
  }

  private mutating func skipOptionalSpace() {
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): index += 1
      case UInt8(ascii: "\n"):
        index += 1
        line += 1
        lineStart = index
      default: return
      }
    }
  }

  /// Checks that only white space follows.
  mutating func end() throws(DocumentError) {
    skipOptionalSpace()
    guard index == text.count else {
      throw error(.syntax, "there is more text after the end of the document, remove it")
    }
  }

  private mutating func enter(_ depth: Int) throws(DocumentError) {
    guard depth <= JSON.depthLimit else {
      throw error(.tooDeep, "lists and mappings are nested deeper than \(JSON.depthLimit) levels")
    }
    index += 1
  }

  /// Steps over a closing bracket that follows its opening one at once.
  private mutating func closes(_ bracket: UInt8) throws(DocumentError) -> Bool {
    try skipSpace()
    guard text[index] == bracket else { return false }
    index += 1
    return true
  }

  /// Steps over a comma, or over the closing bracket: then there is nothing more to read.
  private mutating func continues(to bracket: UInt8) throws(DocumentError) -> Bool {
    try skipSpace()
    switch text[index] {
    case UInt8(ascii: ","):
      index += 1
      return true
    case bracket:
      index += 1
      return false
    default:
      throw error(.syntax, "expected a comma or \(Character(UnicodeScalar(bracket)))")
    }
  }

  mutating func key() throws(DocumentError) -> (Literal, Position) {
    try skipSpace()
    guard text[index] == UInt8(ascii: "\"") else {
      throw error(.syntax, "expected a key in double quotes")
    }
    let position = self.position
    let literal = try scanString()
    try skipSpace()
    guard text[index] == UInt8(ascii: ":") else {
      throw error(.syntax, "expected a colon after the key")
    }
    index += 1
    return (literal, position)
  }

  private mutating func word(_ word: StaticString) throws(DocumentError) {
    let start = index
    let matches = word.withUTF8Buffer { expected in
      guard text.count - start >= expected.count else { return false }
      for offset in 0..<expected.count where unsafe text[start + offset] != expected[offset] {
        return false
      }
      return true
    }
    guard matches else { throw error(.syntax, "expected a value") }
    index += word.utf8CodeUnitCount
  }

  private mutating func number() throws(DocumentError) -> String {
    let start = index
    if text[index] == UInt8(ascii: "-") { index += 1 }
    if index < text.count, text[index] == UInt8(ascii: "0") {
      index += 1
    } else {
      try digits()
    }
    if index < text.count, text[index] == UInt8(ascii: ".") {
      index += 1
      try digits()
    }
    if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      if index < text.count, text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-") {
        index += 1
      }
      try digits()
    }
    return try characters(start..<index)
  }

  private mutating func digits() throws(DocumentError) {
    let start = index
    while index < text.count, text[index] >= 0x30, text[index] <= 0x39 { index += 1 }
    guard index > start else { throw error(.syntax, "expected a value") }
  }
}
