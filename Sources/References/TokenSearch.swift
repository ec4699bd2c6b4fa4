/// Tells whether a text holds one of many words, whatever their case; `_` and `/` count as `-`.
///
/// The method of Wu and Manber (1994): two bytes of the text say how far the search can step. The
/// longer the shortest word, the fewer bytes are looked at.
struct TokenSearch: Sendable {
  /// What a byte is compared as.
  private static let folding: [UInt8] = (0...255).map { byte in
    switch UInt8(byte) {
    case 0x41...0x5A: UInt8(byte) + 0x20
    case UInt8(ascii: "_"), UInt8(ascii: "/"): UInt8(ascii: "-")
    default: UInt8(byte)
    }
  }

  private let shortest: Int
  /// How far to step, for each pair of folded bytes.
  private var steps: [UInt8]
  /// The words whose first `shortest` bytes end with a pair, by the pair.
  private var words: [UInt16: [[UInt8]]] = [:]
  /// Whether a word may start with three bytes, by their number.
  private var starts = [Bool](repeating: false, count: 1 << 16)
  /// A word of one byte makes every text worth a look.
  private let takesAll: Bool

  init(_ tokens: some Sequence<String>) {
    let words = Set(tokens.map { $0.utf8.map(Self.folded) }).filter { !$0.isEmpty }
    takesAll = words.contains { $0.count < 2 }
    let shortest = min(words.map(\.count).min() ?? 2, 255)
    self.shortest = max(shortest, 2)
    steps = Array(repeating: UInt8(max(shortest, 2) - 1), count: 1 << 16)
    guard !takesAll else { return }
    for word in words {
      for end in 1..<self.shortest {
        // The table is asked for bytes as they stand in texts.
        let step = UInt8(self.shortest - 1 - end)
        for first in Self.variants[Int(word[end - 1])] {
          for second in Self.variants[Int(word[end])] {
            let pair = Int(first) << 8 | Int(second)
            steps[pair] = min(steps[pair], step)
          }
        }
      }
      let pair = UInt16(word[self.shortest - 2]) << 8 | UInt16(word[self.shortest - 1])
      self.words[pair, default: []].append(word)
      if word.count > 2 { starts[Self.mark(word[0], word[1], word[2])] = true }
    }
    if words.isEmpty { steps = Array(repeating: UInt8(self.shortest - 1), count: 1 << 16) }
  }

  /// What a byte is compared as: letters as small ones.
  static func folded(_ byte: UInt8) -> UInt8 { folding[Int(byte)] }

  /// The bytes that are compared as each byte.
  private static let variants: [[UInt8]] = (0...255).map { byte in
    (0...255).map { UInt8($0) }.filter { folded($0) == UInt8(byte) }
  }

  /// A number for the first bytes of a word, for a table of those that occur.
  private static func mark(_ one: UInt8, _ two: UInt8, _ three: UInt8) -> Int {
    let number = UInt32(one) | UInt32(two) << 8 | UInt32(three) << 16
    return Int((number &* 2_654_435_761) >> 16)
  }

  /// Whether one of the words occurs.
  func isFound(in text: Span<UInt8>) -> Bool {
    guard !takesAll else { return true }
    return unsafe text.withUnsafeBytes { bytes in
      unsafe steps.withUnsafeBufferPointer { steps in
        var place = shortest - 1
        while place < bytes.count {
          let pair = unsafe Int(bytes[place - 1]) << 8 | Int(bytes[place])
          let step = unsafe steps[pair]
          if step > 0 {
            place += Int(step)
          } else {
            if unsafe isWord(at: place - shortest + 1, in: bytes) { return true }
            place += 1
          }
        }
        return false
      }
    }
  }

  private func isWord(at start: Int, in bytes: UnsafeRawBufferPointer) -> Bool {
    let end = start + shortest
    if shortest > 2 {
      let mark = unsafe Self.mark(
        Self.folded(bytes[start]), Self.folded(bytes[start + 1]), Self.folded(bytes[start + 2]))
      guard starts[mark] else { return false }
    }
    let first = unsafe Self.folded(bytes[end - 2])
    let second = unsafe Self.folded(bytes[end - 1])
    guard let candidates = words[UInt16(first) << 8 | UInt16(second)] else { return false }
    for word in candidates where start + word.count <= bytes.count {
      var index = 0
      while index < word.count {
        guard unsafe Self.folded(bytes[start + index]) == word[index] else { break }
        index += 1
      }
      if index == word.count { return true }
    }
    return false
  }
}
