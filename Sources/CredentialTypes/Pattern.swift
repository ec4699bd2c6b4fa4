/// A regular expression over bytes that must match a whole text.
///
/// It is small on purpose. It works on secret bytes in place, where a `Regex` would need a
/// `String`, and its time is linear in the text: types are read from repositories that are
/// not trusted, so a pattern must not be able to stall the program. It knows literals, `.`,
/// classes such as `[^a-z\x00-\x1f]`, `\d`, `\w`, `\s`, `\xHH`, groups, `|`, `*`, `+`, `?`, and
/// `{m,n}`; `^` at the start and `$` at the end are allowed and change nothing. A `.` matches
/// any byte.
public struct Pattern: Hashable, Sendable {
  /// One step of the machine that a pattern is compiled to.
  enum Step: Hashable, Sendable {
    case bytes(ByteSet)
    case split(Int, Int)
    case jump(Int)
    case accept
  }

  /// The expression as it was written.
  public let source: String
  let steps: [Step]

  /// Compiles an expression, or returns `nil` for one that it does not know or that is too big.
  public init?(_ source: String) {
    var compiler = PatternCompiler(source)
    guard let steps = compiler.compile() else { return nil }
    self.source = source
    self.steps = steps
  }

  /// Compares the expressions as they were written.
  public static func == (lhs: Pattern, rhs: Pattern) -> Bool { lhs.source == rhs.source }
  /// Hashes the expression as it was written.
  public func hash(into hasher: inout Hasher) { hasher.combine(source) }

  /// Whether a whole text matches.
  public func matches(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return matches(bytes.span)
  }

  /// Whether all the bytes match.
  public func matches(_ bytes: Span<UInt8>) -> Bool {
    var current = StepSet(count: steps.count)
    var next = StepSet(count: steps.count)
    follow(0, into: &current)
    for index in bytes.indices {
      next.removeAll()
      for place in current.members {
        if case .bytes(let set) = steps[place], set.contains(bytes[index]) {
          follow(place + 1, into: &next)
        }
      }
      guard !next.members.isEmpty else { return false }
      swap(&current, &next)
    }
    return current.members.contains { steps[$0] == .accept }
  }

  /// Adds the steps that can be reached without reading a byte.
  private func follow(_ start: Int, into set: inout StepSet) {
    var pending = [start]
    while let place = pending.popLast() {
      guard set.insert(place) else { continue }
      switch steps[place] {
      case .jump(let target): pending.append(target)
      case .split(let first, let second): pending += [second, first]
      case .bytes, .accept: break
      }
    }
  }
}

/// A set of byte values.
struct ByteSet: Hashable, Sendable {
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  static func == (lhs: ByteSet, rhs: ByteSet) -> Bool { lhs.words == rhs.words }

  func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
    hasher.combine(words.3)
  }

  func contains(_ byte: UInt8) -> Bool {
    let bit = UInt64(1) << UInt64(byte & 63)
    return switch byte >> 6 {
    case 0: words.0 & bit != 0
    case 1: words.1 & bit != 0
    case 2: words.2 & bit != 0
    default: words.3 & bit != 0
    }
  }

  mutating func insert(_ byte: UInt8) {
    let bit = UInt64(1) << UInt64(byte & 63)
    switch byte >> 6 {
    case 0: words.0 |= bit
    case 1: words.1 |= bit
    case 2: words.2 |= bit
    default: words.3 |= bit
    }
  }

  mutating func insert(_ range: ClosedRange<UInt8>) { for byte in range { insert(byte) } }

  mutating func formUnion(_ other: ByteSet) {
    words = (
      words.0 | other.words.0, words.1 | other.words.1, words.2 | other.words.2,
      words.3 | other.words.3
    )
  }

  mutating func invert() { words = (~words.0, ~words.1, ~words.2, ~words.3) }
}

/// The steps that a match may be at, in the order of their discovery.
private struct StepSet {
  private(set) var members: [Int] = []
  private var isMember: [Bool]

  init(count: Int) { isMember = Array(repeating: false, count: count) }

  mutating func insert(_ place: Int) -> Bool {
    guard !isMember[place] else { return false }
    isMember[place] = true
    members.append(place)
    return true
  }

  mutating func removeAll() {
    for place in members { isMember[place] = false }
    members.removeAll(keepingCapacity: true)
  }
}
