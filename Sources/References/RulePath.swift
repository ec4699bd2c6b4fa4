import Documents

/// One step on the way to a value: a key, or an item counted from 0.
enum KeyStep: Hashable {
  case key(String)
  case item(Int)
}

/// A way to values in a document; `docs/reference-rules.md` says how it is written.
struct RulePath: Hashable, Sendable {
  enum Step: Hashable, Sendable {
    case key(String)
    /// A key with `*` for any text in it.
    case keys(Wildcard)
    case items
    case anything
    /// The mapping has this value under the key; `nil` asks for no such key.
    case condition(key: String, value: Wildcard?)
    /// The key itself is the value.
    case itself
  }

  let steps: [Step]

  /// Reads a path; `nil` if it is not written as paths are.
  init?(_ text: String) {
    var parser = RulePathParser(text)
    guard let steps = parser.steps() else { return nil }
    self.steps = steps
  }

  /// The ways that `{a,b}` stands for.
  static func expanded(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    guard let start = bytes.firstIndex(of: UInt8(ascii: "{")) else { return [text] }
    var (depth, pieces, piece, index) = (0, [[UInt8]](), [UInt8](), start)
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "{"):
        depth += 1
        if depth > 1 { piece.append(bytes[index]) }
      case UInt8(ascii: "}"):
        depth -= 1
        if depth > 0 { piece.append(bytes[index]) }
      case UInt8(ascii: ",") where depth == 1:
        pieces.append(piece)
        piece = []
      case let byte: piece.append(byte)
      }
      index += 1
      if depth == 0 { break }
    }
    pieces.append(piece)
    let (head, tail) = (bytes[..<start], bytes[index...])
    return pieces.flatMap { expanded(String(decoding: head + $0 + tail, as: UTF8.self)) }
  }

  /// The longest key, which a file must hold to be worth reading.
  var rarestKey: String {
    steps.reduce(into: "") { longest, step in
      switch step {
      case .key(let key) where key.utf8.count > longest.utf8.count: longest = key
      case .keys(let wildcard) where wildcard.literal.utf8.count > longest.utf8.count:
        longest = wildcard.literal
      default: break
      }
    }
  }

  /// The last two steps that are keys: what is looked for in text that is no document.
  var lastKeys: (container: Step?, key: Step)? {
    let keys = steps.filter {
      switch $0 {
      case .key, .keys: true
      default: false
      }
    }
    guard let last = keys.last, !steps.contains(.itself) else { return nil }
    return (keys.dropLast().last, last)
  }
}

extension RulePath.Step {
  /// Whether a key is one that the step takes.
  func accepts(_ key: String) -> Bool {
    switch self {
    case .key(let own): own == key
    case .keys(let wildcard): wildcard.matches(key)
    case .items, .anything, .condition, .itself: false
    }
  }
}

/// A text with `*` for any text, which may be empty.
struct Wildcard: Hashable, Sendable {
  private let parts: [[UInt8]]

  init(_ text: String) {
    parts = Array(text.utf8).split(
      separator: UInt8(ascii: "*"), omittingEmptySubsequences: false
    ).map(Array.init)
  }

  /// The longest part without `*`.
  var literal: String {
    String(decoding: parts.max { $0.count < $1.count } ?? [], as: UTF8.self)
  }

  /// Whether it covers a whole text.
  func matches(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard let first = parts.first, bytes.starts(with: first) else { return false }
    guard let last = parts.last, parts.count > 1 else { return bytes.count == first.count }
    var place = first.count
    for part in parts.dropFirst().dropLast() {
      guard let found = Self.place(of: part, in: bytes, from: place) else { return false }
      place = found + part.count
    }
    return bytes.count - place >= last.count && bytes.suffix(last.count).elementsEqual(last)
  }

  private static func place(of part: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    guard bytes.count - part.count >= start else { return nil }
    return (start...(bytes.count - part.count)).first {
      bytes[$0..<($0 + part.count)].elementsEqual(part)
    }
  }
}

/// Reads paths.
private struct RulePathParser {
  private let bytes: [UInt8]
  private var index = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  mutating func steps() -> [RulePath.Step]? {
    var steps: [RulePath.Step] = []
    var needsDot = false
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "["):
        guard let step = bracket() else { return nil }
        steps.append(step)
        needsDot = true
      case UInt8(ascii: "~") where index == bytes.count - 1 && !steps.isEmpty:
        steps.append(.itself)
        index += 1
      case UInt8(ascii: ".") where needsDot || steps.isEmpty:
        needsDot = false
        index += 1
        if index == bytes.count { return nil }
      default:
        guard !needsDot, let step = key() else { return nil }
        steps.append(step)
        needsDot = true
      }
    }
    guard needsDot || steps.last == .itself, !steps.isEmpty else { return nil }
    return steps
  }

  private mutating func key() -> RulePath.Step? {
    let start = index
    while index < bytes.count, !".[~".utf8.contains(bytes[index]) { index += 1 }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    guard !text.isEmpty else { return nil }
    if text == "**" { return .anything }
    return text.contains("*") ? .keys(Wildcard(text)) : .key(text)
  }

  /// `[]`, `["a key"]`, `[key=value]`, or `[!key]`.
  private mutating func bracket() -> RulePath.Step? {
    index += 1
    var isQuoted = false
    let start = index
    while index < bytes.count, isQuoted || bytes[index] != UInt8(ascii: "]") {
      if bytes[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
      index += 1
    }
    guard index < bytes.count else { return nil }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    index += 1
    if text.isEmpty { return .items }
    if text.hasPrefix("\""), text.hasSuffix("\""), text.count > 2 {
      let key = String(text.dropFirst().dropLast())
      return key.contains("*") ? .keys(Wildcard(key)) : .key(key)
    }
    if text.hasPrefix("!") { return .condition(key: String(text.dropFirst()), value: nil) }
    let parts = text.split(separator: "=", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    return .condition(key: String(parts[0]), value: Wildcard(String(parts[1])))
  }
}
