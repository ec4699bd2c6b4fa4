/// Turns the text of a ``Pattern`` into steps.
struct PatternCompiler {
  private indirect enum Piece {
    case empty
    case bytes(ByteSet)
    case sequence([Piece])
    case either([Piece])
    case repeated(Piece, least: Int, most: Int?)
  }

  // A pattern that expands to more steps than this is refused, not run.
  private static let mostSteps = 10_000
  private static let deepestGroup = 50

  private let text: [UInt8]
  private var index = 0
  private var depth = 0
  private var steps: [Pattern.Step] = []

  init(_ source: String) {
    var text = Array(source.utf8)
    if text.first == UInt8(ascii: "^") { text.removeFirst() }
    if text.last == UInt8(ascii: "$"), text.dropLast().last != UInt8(ascii: "\\") {
      text.removeLast()
    }
    self.text = text
  }

  mutating func compile() -> [Pattern.Step]? {
    guard let piece = parseEither(), index == text.count else { return nil }
    guard emit(piece), steps.count < Self.mostSteps else { return nil }
    return steps + [.accept]
  }

  private var next: UInt8? { index < text.count ? text[index] : nil }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  private mutating func parseEither() -> Piece? {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepestGroup else { return nil }
    var alternatives: [Piece] = []
    repeat {
      var pieces: [Piece] = []
      while let character = next, character != UInt8(ascii: "|"), character != UInt8(ascii: ")") {
        guard let atom = parseAtom(), let piece = parseRepetition(of: atom) else { return nil }
        pieces.append(piece)
      }
      alternatives.append(pieces.isEmpty ? .empty : .sequence(pieces))
    } while take("|")
    return alternatives.count == 1 ? alternatives[0] : .either(alternatives)
  }

  private mutating func parseAtom() -> Piece? {
    guard let character = next else { return nil }
    index += 1
    switch character {
    case UInt8(ascii: "("):
      guard let inner = parseEither(), take(")") else { return nil }
      return inner
    case UInt8(ascii: "["): return parseClass().map { .bytes($0) }
    case UInt8(ascii: "."):
      var all = ByteSet()
      all.invert()
      return .bytes(all)
    case UInt8(ascii: "\\"): return parseEscape().map { .bytes($0) }
    case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"),
      UInt8(ascii: "^"), UInt8(ascii: "$"):
      return nil
    default: return .bytes(Self.single(character))
    }
  }

  private mutating func parseRepetition(of atom: Piece) -> Piece? {
    var piece = atom
    if take("*") {
      piece = .repeated(atom, least: 0, most: nil)
    } else if take("+") {
      piece = .repeated(atom, least: 1, most: nil)
    } else if take("?") {
      piece = .repeated(atom, least: 0, most: 1)
    } else if take("{") {
      guard let least = parseNumber() else { return nil }
      var most: Int? = least
      if take(",") { most = next == UInt8(ascii: "}") ? nil : parseNumber() ?? -1 }
      guard take("}"), most.map({ $0 >= least }) ?? true else { return nil }
      piece = .repeated(atom, least: least, most: most)
    }
    return piece
  }

  private mutating func parseNumber() -> Int? {
    let start = index
    while let digit = next, (48...57).contains(digit), index - start < 4 { index += 1 }
    return Int(String(decoding: text[start..<index], as: UTF8.self))
  }

  private mutating func parseClass() -> ByteSet? {
    let isInverted = take("^")
    var set = ByteSet()
    var isFirst = true
    while let character = next, isFirst || character != UInt8(ascii: "]") {
      isFirst = false
      index += 1
      var low = character
      if character == UInt8(ascii: "\\") {
        let escapeStart = index
        guard let escaped = parseEscape() else { return nil }
        guard let single = Self.onlyMember(of: escaped) else {
          set.formUnion(escaped)
          continue
        }
        guard index > escapeStart else { return nil }
        low = single
      }
      guard next == UInt8(ascii: "-"), index + 1 < text.count,
        text[index + 1] != UInt8(ascii: "]")
      else {
        set.insert(low)
        continue
      }
      index += 1
      guard var high = next else { return nil }
      index += 1
      if high == UInt8(ascii: "\\") {
        guard let escaped = parseEscape(), let single = Self.onlyMember(of: escaped) else {
          return nil
        }
        high = single
      }
      guard low <= high else { return nil }
      set.insert(low...high)
    }
    guard take("]") else { return nil }
    if isInverted { set.invert() }
    return set
  }

  private mutating func parseEscape() -> ByteSet? {
    guard let character = next else { return nil }
    index += 1
    var set = ByteSet()
    switch character {
    case UInt8(ascii: "d"): set.insert(48...57)
    case UInt8(ascii: "w"):
      set.insert(48...57)
      set.insert(65...90)
      set.insert(97...122)
      set.insert(UInt8(ascii: "_"))
    case UInt8(ascii: "s"): for blank: UInt8 in [9, 10, 11, 12, 13, 32] { set.insert(blank) }
    case UInt8(ascii: "n"): set.insert(10)
    case UInt8(ascii: "r"): set.insert(13)
    case UInt8(ascii: "t"): set.insert(9)
    case UInt8(ascii: "x"):
      guard index + 2 <= text.count,
        let value = UInt8(String(decoding: text[index..<index + 2], as: UTF8.self), radix: 16)
      else { return nil }
      index += 2
      set.insert(value)
    case 48...57, 65...90, 97...122: return nil
    default: set.insert(character)
    }
    return set
  }

  private static func single(_ byte: UInt8) -> ByteSet {
    var set = ByteSet()
    set.insert(byte)
    return set
  }

  private static func onlyMember(of set: ByteSet) -> UInt8? {
    let members = (UInt8.min...UInt8.max).filter { set.contains($0) }
    return members.count == 1 ? members[0] : nil
  }

  /// Appends the steps of a piece; `false` if there are too many.
  private mutating func emit(_ piece: Piece) -> Bool {
    guard steps.count < Self.mostSteps else { return false }
    switch piece {
    case .empty: return true
    case .bytes(let set): steps.append(.bytes(set))
    case .sequence(let pieces):
      for piece in pieces { guard emit(piece) else { return false } }
    case .either(let alternatives):
      var exits: [Int] = []
      for alternative in alternatives.dropLast() {
        let split = steps.count
        steps.append(.accept)
        guard emit(alternative) else { return false }
        exits.append(steps.count)
        steps.append(.accept)
        steps[split] = .split(split + 1, steps.count)
      }
      guard let last = alternatives.last, emit(last) else { return false }
      for exit in exits { steps[exit] = .jump(steps.count) }
    case .repeated(let inner, let least, let most):
      for _ in 0..<least { guard emit(inner) else { return false } }
      guard let most else {
        let split = steps.count
        steps.append(.accept)
        guard emit(inner) else { return false }
        steps.append(.jump(split))
        steps[split] = .split(split + 1, steps.count)
        return true
      }
      for _ in least..<most {
        let split = steps.count
        steps.append(.accept)
        guard emit(inner) else { return false }
        steps[split] = .split(split + 1, steps.count)
      }
    }
    return true
  }
}
