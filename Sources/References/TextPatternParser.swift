/// What a pattern is made of.
indirect enum TextPatternNode {
  case empty
  case bytes(ByteClass)
  case lineStart, lineEnd, wordBoundary
  case sequence([TextPatternNode])
  case alternatives([TextPatternNode])
  case group(Int, TextPatternNode)
  case repeated(TextPatternNode, minimum: Int, maximum: Int?, isGreedy: Bool)

  /// The longest run of single bytes that every match holds.
  var literal: [UInt8] {
    var (longest, current): ([UInt8], [UInt8]) = ([], [])
    collect(&current, &longest)
    return current.count > longest.count ? current : longest
  }

  private func collect(_ current: inout [UInt8], _ longest: inout [UInt8]) {
    func stop() {
      if current.count > longest.count { longest = current }
      current = []
    }
    switch self {
    case .empty, .lineStart, .lineEnd, .wordBoundary: break
    case .bytes(let set): if let byte = set.only { current.append(byte) } else { stop() }
    case .sequence(let nodes): for node in nodes { node.collect(&current, &longest) }
    case .group(_, let node): node.collect(&current, &longest)
    case .alternatives, .repeated: stop()
    }
  }
}

/// Reads the syntax of a ``TextPattern``.
struct TextPatternParser {
  private static let depthLimit = 50
  private static let repeatLimit = 1000

  private let bytes: [UInt8]
  private let ignoresCase: Bool
  private var index = 0
  private var depth = 0
  private(set) var groupNames: [String?] = [nil]

  init(_ source: String, ignoresCase: Bool) {
    bytes = Array(source.utf8)
    self.ignoresCase = ignoresCase
  }

  mutating func parse() -> TextPatternNode? {
    guard let node = alternatives(), index == bytes.count else { return nil }
    return .group(0, node)
  }

  private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func skip(_ text: String) -> Bool {
    guard bytes[index...].starts(with: text.utf8) else { return false }
    index += text.utf8.count
    return true
  }

  private mutating func alternatives() -> TextPatternNode? {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.depthLimit, let first = sequence() else { return nil }
    var all = [first]
    while skip("|") {
      guard let other = sequence() else { return nil }
      all.append(other)
    }
    return all.count == 1 ? first : .alternatives(all)
  }

  private mutating func sequence() -> TextPatternNode? {
    var nodes: [TextPatternNode] = []
    while let byte = next, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
      guard let atom = atom(), let node = repeated(atom) else { return nil }
      nodes.append(node)
    }
    return .sequence(nodes)
  }

  private mutating func repeated(_ atom: TextPatternNode) -> TextPatternNode? {
    var (minimum, maximum): (Int, Int?)
    if skip("*") {
      (minimum, maximum) = (0, nil)
    } else if skip("+") {
      (minimum, maximum) = (1, nil)
    } else if skip("?") {
      (minimum, maximum) = (0, 1)
    } else if next == UInt8(ascii: "{") {
      index += 1
      guard let low = number() else { return nil }
      (minimum, maximum) = (low, low)
      if skip(",") { maximum = number() }
      guard skip("}"), maximum.map({ $0 >= low }) ?? true else { return nil }
    } else {
      return atom
    }
    return .repeated(atom, minimum: minimum, maximum: maximum, isGreedy: !skip("?"))
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let byte = next, ByteClass.digits.contains(byte) {
      value = (value ?? 0) * 10 + Int(byte - 0x30)
      guard value ?? 0 <= Self.repeatLimit else { return nil }
      index += 1
    }
    return value
  }

  private mutating func atom() -> TextPatternNode? {
    guard let byte = next else { return nil }
    index += 1
    switch byte {
    case UInt8(ascii: "("): return group()
    case UInt8(ascii: "["): return set()
    case UInt8(ascii: "^"): return .lineStart
    case UInt8(ascii: "$"): return .lineEnd
    case UInt8(ascii: "."):
      var all = ByteClass([0x0A])
      all.invert()
      return .bytes(all)
    case UInt8(ascii: "\\"):
      if skip("b") { return .wordBoundary }
      return escaped().map { .bytes(folded($0)) }
    case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"): return nil
    default: return .bytes(folded(ByteClass([byte])))
    }
  }

  private mutating func group() -> TextPatternNode? {
    var number: Int?
    if !skip("?:") {
      number = groupNames.count
      var name: String?
      if skip("?<") {
        guard let end = bytes[index...].firstIndex(of: UInt8(ascii: ">")) else { return nil }
        name = String(decoding: bytes[index..<end], as: UTF8.self)
        index = end + 1
      } else if next == UInt8(ascii: "?") {
        return nil
      }
      groupNames.append(name)
    }
    guard let node = alternatives(), skip(")") else { return nil }
    return number.map { .group($0, node) } ?? node
  }

  /// A class or a byte after `\`.
  private mutating func escaped() -> ByteClass? {
    guard let byte = next else { return nil }
    index += 1
    var result: ByteClass
    switch byte {
    case UInt8(ascii: "d"), UInt8(ascii: "D"): result = .digits
    case UInt8(ascii: "w"), UInt8(ascii: "W"): result = .word
    case UInt8(ascii: "s"), UInt8(ascii: "S"): result = .spaces
    case UInt8(ascii: "t"): return ByteClass([0x09])
    case UInt8(ascii: "n"): return ByteClass([0x0A])
    default:
      return ByteClass.word.contains(byte) ? nil : ByteClass([byte])
    }
    if (0x41...0x5A).contains(byte) { result.invert() }
    return result
  }

  /// The set whose `[` is just before.
  private mutating func set() -> TextPatternNode? {
    var result = ByteClass()
    let isInverted = skip("^")
    var isFirst = true
    while let byte = next, byte != UInt8(ascii: "]") || isFirst {
      isFirst = false
      index += 1
      if byte == UInt8(ascii: "\\") {
        guard let escaped = escaped() else { return nil }
        result.formUnion(escaped)
      } else if next == UInt8(ascii: "-"), index + 1 < bytes.count,
        bytes[index + 1] != UInt8(ascii: "]")
      {
        guard byte <= bytes[index + 1] else { return nil }
        result.formUnion(ByteClass(byte...bytes[index + 1]))
        index += 2
      } else {
        result.insert(byte)
      }
    }
    guard skip("]") else { return nil }
    result = folded(result)
    if isInverted { result.invert() }
    return .bytes(result)
  }

  private func folded(_ set: ByteClass) -> ByteClass {
    guard ignoresCase else { return set }
    var result = set
    for lower in UInt8(0x61)...0x7A where set.contains(lower) || set.contains(lower - 0x20) {
      result.insert(lower)
      result.insert(lower - 0x20)
    }
    return result
  }
}

/// Turns the parts of a pattern into steps.
struct TextPatternCompiler {
  /// Enough for any pattern about keys; keeps `(a{1000}){1000}` from filling the memory.
  private static let largestSize = 5000

  private(set) var steps: [TextPattern.Step] = []

  /// Returns whether there was room.
  mutating func append(_ step: TextPattern.Step) -> Bool {
    steps.append(step)
    return steps.count < Self.largestSize
  }

  /// Returns whether there was room.
  mutating func append(_ node: TextPatternNode) -> Bool {
    switch node {
    case .empty: return true
    case .bytes(let set): return append(TextPattern.Step.bytes(set))
    case .lineStart: return append(TextPattern.Step.lineStart)
    case .lineEnd: return append(TextPattern.Step.lineEnd)
    case .wordBoundary: return append(TextPattern.Step.wordBoundary)
    case .sequence(let nodes): return nodes.allSatisfy { append($0) }
    case .group(let number, let node):
      return append(.save(number * 2)) && append(node) && append(.save(number * 2 + 1))
    case .alternatives(let nodes):
      var jumps: [Int] = []
      for node in nodes.dropLast() {
        let split = steps.count
        guard append(.jump(0)), append(node) else { return false }
        jumps.append(steps.count)
        guard append(.jump(0)) else { return false }
        steps[split] = .split(split + 1, steps.count)
      }
      guard let last = nodes.last, append(last) else { return false }
      for jump in jumps { steps[jump] = .jump(steps.count) }
      return true
    case .repeated(let node, let minimum, let maximum, let isGreedy):
      for _ in 0..<minimum where !append(node) { return false }
      for _ in minimum..<(maximum ?? minimum + 1) {
        let split = steps.count
        guard append(.jump(0)), append(node) else { return false }
        if maximum == nil, !append(.jump(split)) { return false }
        steps[split] = isGreedy ? .split(split + 1, steps.count) : .split(steps.count, split + 1)
      }
      return true
    }
  }
}
