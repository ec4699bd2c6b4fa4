/// A regular expression that finds references in text.
///
/// Rules come from repositories that are not trusted, so its time is linear in the text times the
/// pattern (no place of the text is tried twice at one step). It works on bytes and knows
/// literals, `.`, classes such as `[^a-z]`, `\d`, `\w`, `\s`, `\S`, `\b`, `^`, `$` (of a line),
/// groups, `(?:…)`, `(?<name>…)`, `|`, `*`, `+`, `?`, `{m,n}`, and `?` after these for as few as
/// possible.
struct TextPattern: Hashable, Sendable {
  /// One step of the machine that a pattern is compiled to.
  enum Step: Hashable, Sendable {
    case bytes(ByteClass)
    /// The first way is tried before the second.
    case split(Int, Int)
    case jump(Int)
    case save(Int)
    case lineStart, lineEnd, wordBoundary
    case accept
  }

  /// The expression as it was written.
  let source: String
  let steps: [Step]
  /// The name of each group; the first stands for the whole match.
  let groupNames: [String?]
  /// What a text must hold to match; empty where that is not known.
  let literal: [UInt8]
  /// The bytes that a match can start with; `nil` where it may be empty.
  let firstBytes: ByteClass?

  /// Compiles an expression, or returns `nil` for one that it does not know or that is too big.
  init?(_ source: String, ignoresCase: Bool = false) {
    var parser = TextPatternParser(source, ignoresCase: ignoresCase)
    guard let node = parser.parse() else { return nil }
    var compiler = TextPatternCompiler()
    guard compiler.append(node), compiler.append(.accept) else { return nil }
    self.source = source
    steps = compiler.steps
    groupNames = parser.groupNames
    literal = ignoresCase ? [] : node.literal
    firstBytes = Self.firstBytes(of: compiler.steps)
  }

  /// Compares the expressions as they were written.
  static func == (lhs: TextPattern, rhs: TextPattern) -> Bool {
    lhs.source == rhs.source && lhs.literal == rhs.literal
  }

  /// Hashes the expression as it was written.
  func hash(into hasher: inout Hasher) { hasher.combine(source) }

  private static func firstBytes(of steps: [Step]) -> ByteClass? {
    var result = ByteClass()
    var seen: Set<Int> = []
    var stack = [0]
    while let place = stack.popLast() {
      guard seen.insert(place).inserted else { continue }
      switch steps[place] {
      case .bytes(let set): result.formUnion(set)
      case .split(let first, let second): stack += [first, second]
      case .jump(let target): stack.append(target)
      case .save, .lineStart, .lineEnd, .wordBoundary: stack.append(place + 1)
      case .accept: return nil
      }
    }
    return result
  }
}

/// A set of bytes.
struct ByteClass: Hashable, Sendable {
  private var words: SIMD4<UInt64> = .zero

  init() {}

  init(_ bytes: some Sequence<UInt8>) { for byte in bytes { insert(byte) } }

  mutating func insert(_ byte: UInt8) { words[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }
  mutating func formUnion(_ other: ByteClass) { words |= other.words }
  mutating func invert() { words = ~words }
  func contains(_ byte: UInt8) -> Bool { words[Int(byte >> 6)] & (1 << UInt64(byte & 63)) != 0 }

  /// The only byte of the set, or `nil` if there are none or more.
  var only: UInt8? {
    let counts = (0..<4).reduce(0) { $0 + words[$1].nonzeroBitCount }
    guard counts == 1, let word = (0..<4).first(where: { words[$0] != 0 }) else { return nil }
    return UInt8(word * 64 + words[word].trailingZeroBitCount)
  }

  static let digits = ByteClass(0x30...0x39)
  static let spaces = ByteClass([0x20, 0x09, 0x0B, 0x0C, 0x0D, 0x0A])
  static let word = ByteClass(
    Array(0x30...0x39) + Array(0x41...0x5A) + Array(0x61...0x7A) + [UInt8(ascii: "_")])
}
