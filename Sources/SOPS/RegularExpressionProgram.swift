/// What a pattern is made of.
indirect enum RegularExpressionNode {
  case empty
  case one(ScalarSet)
  case assertion(Assertion)
  case sequence([RegularExpressionNode])
  case alternatives([RegularExpressionNode])
  /// At least `minimum` and at most `maximum` times, or without end.
  case repeated(RegularExpressionNode, minimum: Int, maximum: Int?)

  /// Something that holds between two characters.
  enum Assertion {
    case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary

    func holds(between previous: UInt32?, and next: UInt32?) -> Bool {
      switch self {
      case .textStart: previous == nil
      case .textEnd: next == nil
      case .lineStart: previous == nil || previous == 0x0A
      case .lineEnd: next == nil || next == 0x0A
      case .wordBoundary: Self.isWord(previous) != Self.isWord(next)
      case .noWordBoundary: Self.isWord(previous) == Self.isWord(next)
      }
    }

    private static func isWord(_ scalar: UInt32?) -> Bool {
      scalar.map(ScalarSet.word.contains) ?? false
    }
  }
}

/// A pattern compiled for a machine that follows all its ways at once (Thompson 1968).
struct RegularExpressionProgram: Sendable {
  private enum Instruction {
    case one(ScalarSet)
    case assertion(RegularExpressionNode.Assertion)
    case split(Int, Int)
    case jump(Int)
    case match
  }

  /// Enough for any pattern about keys; keeps `(a{1000}){1000}` from filling the memory.
  private static let largestSize = 10_000

  private var instructions: [Instruction] = []

  init(_ node: RegularExpressionNode) throws(RegularExpression.Invalid) {
    try append(node)
    try append(.match)
  }

  private mutating func append(_ instruction: Instruction) throws(RegularExpression.Invalid) {
    guard instructions.count < Self.largestSize else {
      throw RegularExpression.Invalid(message: "the regular expression is too large")
    }
    instructions.append(instruction)
  }

  private mutating func append(_ node: RegularExpressionNode) throws(RegularExpression.Invalid) {
    switch node {
    case .empty: break
    case .one(let set): try append(Instruction.one(set))
    case .assertion(let assertion): try append(Instruction.assertion(assertion))
    case .sequence(let nodes):
      for node in nodes { try append(node) }
    case .alternatives(let nodes):
      var jumps: [Int] = []
      for node in nodes.dropLast() {
        let split = instructions.count
        try append(.jump(0))
        try append(node)
        jumps.append(instructions.count)
        try append(.jump(0))
        instructions[split] = .split(split + 1, instructions.count)
      }
      if let last = nodes.last { try append(last) }
      for jump in jumps { instructions[jump] = .jump(instructions.count) }
    case .repeated(let node, let minimum, let maximum):
      for _ in 0..<minimum { try append(node) }
      guard let maximum else {
        let split = instructions.count
        try append(.jump(0))
        try append(node)
        try append(.jump(split))
        instructions[split] = .split(split + 1, instructions.count)
        return
      }
      for _ in minimum..<maximum {
        let split = instructions.count
        try append(.jump(0))
        try append(node)
        instructions[split] = .split(split + 1, instructions.count)
      }
    }
  }

  /// Whether the pattern matches anywhere in a text.
  func isFound(in text: String) -> Bool {
    let scalars = text.unicodeScalars.map(\.value)
    var current: [Int] = []
    var marks = [Int](repeating: -1, count: instructions.count)
    for index in 0...scalars.count {
      let previous = index > 0 ? scalars[index - 1] : nil
      let next = index < scalars.count ? scalars[index] : nil
      // Every place in the text starts another attempt, beside those under way.
      var waiting: [Int] = []
      for start in current + [0]
      where follow(start, between: previous, and: next, at: index, &marks, &waiting) {
        return true
      }
      guard let next else { return false }
      current = waiting.filter { place in
        if case .one(let set) = instructions[place] { set.contains(next) } else { false }
      }.map { $0 + 1 }
    }
    return false
  }

  /// Follows every way that consumes nothing, and collects those that wait for a character.
  ///
  /// Returns whether the end of the pattern is reached.
  private func follow(
    _ start: Int, between previous: UInt32?, and next: UInt32?, at index: Int,
    _ marks: inout [Int], _ waiting: inout [Int]
  ) -> Bool {
    var stack = [start]
    while let place = stack.popLast() {
      guard marks[place] != index else { continue }
      marks[place] = index
      switch instructions[place] {
      case .match: return true
      case .one: waiting.append(place)
      case .jump(let target): stack.append(target)
      case .split(let first, let second):
        stack.append(second)
        stack.append(first)
      case .assertion(let assertion):
        if assertion.holds(between: previous, and: next) { stack.append(place + 1) }
      }
    }
    return false
  }
}
