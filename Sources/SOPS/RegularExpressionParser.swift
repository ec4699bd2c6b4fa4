/// Reads the syntax of Go's `regexp` package.
struct RegularExpressionParser {
  typealias Node = RegularExpressionNode
  typealias Invalid = RegularExpression.Invalid

  private struct Flags {
    var ignoresCase = false
    var isMultiline = false
    var dotMatchesNewline = false
  }

  /// The deepest nesting of groups.
  private static let depthLimit = 100
  /// The highest repeat count, also of repeats inside repeats together.
  private static let repeatLimit = 1000

  let scalars: [Unicode.Scalar]
  var index = 0
  private var flags = Flags()
  private var depth = 0
  private var groupNames: Set<String> = []

  init(_ pattern: String) { scalars = Array(pattern.unicodeScalars) }

  mutating func parse() throws(Invalid) -> Node {
    let node = try alternatives()
    guard index == scalars.count else { throw Invalid(message: "there is a ) without its (") }
    return node
  }

  /// The scalar some places ahead, or `nil` behind the end.
  func peek(_ offset: Int = 0) -> Unicode.Scalar? {
    index + offset < scalars.count ? scalars[index + offset] : nil
  }

  /// Steps over a text if it comes next.
  mutating func skip(_ text: String) -> Bool {
    let expected = Array(text.unicodeScalars)
    guard scalars[index...].starts(with: expected) else { return false }
    index += expected.count
    return true
  }

  private mutating func alternatives() throws(Invalid) -> Node {
    var alternatives = [try sequence()]
    while skip("|") { alternatives.append(try sequence()) }
    return alternatives.count == 1 ? alternatives[0] : .alternatives(alternatives)
  }

  private mutating func sequence() throws(Invalid) -> Node {
    var nodes: [Node] = []
    while let scalar = peek(), scalar != "|", scalar != ")" {
      if skip("\\Q") {
        while index < scalars.count, !skip("\\E") {
          nodes.append(try literal(scalars[index]))
          index += 1
        }
      } else if isRepeat {
        guard let last = nodes.popLast() else {
          throw Invalid(message: "there is nothing to repeat before an operator")
        }
        nodes.append(try repeated(last))
      } else if let node = try atom(scalar) {
        nodes.append(node)
      }
    }
    return nodes.count == 1 ? nodes[0] : .sequence(nodes)
  }

  // MARK: Repeats

  private var isRepeat: Bool {
    switch peek() {
    case "*", "+", "?": true
    case "{": counts() != nil
    default: false
    }
  }

  /// Reads `{n}`, `{n,}` or `{n,m}`, anything else being a plain brace.
  private func counts() -> (minimum: Int, maximum: Int?, end: Int)? {
    var position = index + 1
    func number() -> Int? {
      let start = position
      var end = position
      while end < scalars.count, ("0"..."9").contains(scalars[end]) { end += 1 }
      let digits = String(String.UnicodeScalarView(scalars[start..<end]))
      guard !digits.isEmpty, digits == "0" || !digits.hasPrefix("0") else { return nil }
      return Int(digits) ?? .max
    }
    func skipNumber() {
      while position < scalars.count, ("0"..."9").contains(scalars[position]) { position += 1 }
    }
    guard let minimum = number() else { return nil }
    skipNumber()
    var maximum: Int? = minimum
    if position < scalars.count, scalars[position] == "," {
      position += 1
      maximum = nil
      if position < scalars.count, scalars[position] != "}" {
        guard let number = number() else { return nil }
        maximum = number
        skipNumber()
      }
    }
    guard position < scalars.count, scalars[position] == "}" else { return nil }
    return (minimum, maximum, position + 1)
  }

  private mutating func repeated(_ node: Node) throws(Invalid) -> Node {
    var (minimum, maximum): (Int, Int?) = (0, nil)
    if let counts = counts(), peek() == "{" {
      (minimum, maximum) = (counts.minimum, counts.maximum)
      index = counts.end
      guard minimum <= Self.repeatLimit, maximum ?? minimum <= Self.repeatLimit,
        maximum.map({ $0 >= minimum }) ?? true
      else { throw Invalid(message: "a repeat count is out of range") }
    } else {
      if peek() == "+" { minimum = 1 }
      if peek() == "?" { maximum = 1 }
      index += 1
    }
    // A lazy repeat finds the same texts, only in another order.
    _ = skip("?")
    guard !isRepeat else { throw Invalid(message: "a repeat cannot be repeated, use a group") }
    let node = Node.repeated(node, minimum: minimum, maximum: maximum)
    guard Self.isRepeatValid(node, limit: Self.repeatLimit) else {
      throw Invalid(message: "repeats inside repeats are out of range")
    }
    return node
  }

  private static func isRepeatValid(_ node: Node, limit: Int) -> Bool {
    switch node {
    case .repeated(let inner, let minimum, let maximum):
      // Only written counts multiply, not * and + and ?.
      guard minimum > 1 || (maximum ?? 0) > 1 else { return isRepeatValid(inner, limit: limit) }
      let count = maximum ?? minimum
      return count <= limit && isRepeatValid(inner, limit: limit / max(count, 1))
    case .sequence(let nodes), .alternatives(let nodes):
      return nodes.allSatisfy { isRepeatValid($0, limit: limit) }
    default: return true
    }
  }

  // MARK: Atoms

  /// Reads what is not a repeat; flags alone are nothing to match.
  private mutating func atom(_ scalar: Unicode.Scalar) throws(Invalid) -> Node? {
    switch scalar {
    case "(": return try group()
    case "[": return .one(try characterClass())
    case "\\": return try escape()
    case ".":
      index += 1
      return .one(flags.dotMatchesNewline ? .everything : ScalarSet.newline.inverted)
    case "^":
      index += 1
      return .assertion(flags.isMultiline ? .lineStart : .textStart)
    case "$":
      index += 1
      return .assertion(flags.isMultiline ? .lineEnd : .textEnd)
    default:
      index += 1
      return try literal(scalar)
    }
  }

  private func literal(_ scalar: Unicode.Scalar) throws(Invalid) -> Node {
    .one(try folded(ScalarSet(scalar.value)))
  }

  /// The set with both cases, where the flag `i` is on.
  func folded(_ set: ScalarSet) throws(Invalid) -> ScalarSet {
    guard flags.ignoresCase else { return set }
    guard let folded = set.ignoringCase else {
      throw Invalid(message: "letters beyond ASCII cannot be compared without case")
    }
    return folded
  }

  private mutating func escape() throws(Invalid) -> Node {
    switch peek(1) {
    case "A":
      index += 2
      return .assertion(.textStart)
    case "z":
      index += 2
      return .assertion(.textEnd)
    case "b":
      index += 2
      return .assertion(.wordBoundary)
    case "B":
      index += 2
      return .assertion(.noWordBoundary)
    default: break
    }
    if let set = try classEscape() { return .one(set) }
    return try literal(try escapedScalar())
  }

  private mutating func group() throws(Invalid) -> Node? {
    index += 1
    let saved = flags
    if skip("?P<") || peek() == "?" && peek(1) == "<" && skip("?<") {
      try groupName()
    } else if skip("?") {
      guard try groupFlags() else { return nil }
    }
    depth += 1
    guard depth <= Self.depthLimit else { throw Invalid(message: "groups are nested too deeply") }
    let node = try alternatives()
    guard skip(")") else { throw Invalid(message: "there is a ( without its )") }
    depth -= 1
    flags = saved
    return node
  }

  private mutating func groupName() throws(Invalid) {
    var name = ""
    while let scalar = peek(), scalar != ">" {
      name.unicodeScalars.append(scalar)
      index += 1
    }
    guard skip(">"), !name.isEmpty,
      name.unicodeScalars.allSatisfy({ ScalarSet.word.contains($0.value) })
    else { throw Invalid(message: "RE2 has no lookbehind, and names of groups are plain words") }
    guard groupNames.insert(name).inserted else {
      throw Invalid(message: "the group \(name) occurs twice")
    }
  }

  /// Reads flags up to `:`, which opens a group, or `)`, after which they hold for the rest.
  private mutating func groupFlags() throws(Invalid) -> Bool {
    var isOn = true
    var hasFlag = true
    while let scalar = peek() {
      index += 1
      switch scalar {
      case "i": flags.ignoresCase = isOn
      case "m": flags.isMultiline = isOn
      case "s": flags.dotMatchesNewline = isOn
      // Swaps lazy and greedy, which find the same texts.
      case "U": break
      case "-" where isOn:
        isOn = false
        hasFlag = false
        continue
      case ":" where hasFlag: return true
      case ")" where hasFlag: return false
      default: throw Invalid(message: "RE2 has no lookaround and no such group")
      }
      hasFlag = true
    }
    throw Invalid(message: "there is a ( without its )")
  }
}
