/// Tells whether a text holds one of many words, whatever their case; `_` and `/` count as `-`.
///
/// Words of about the same length are looked for together, by the short runs of bytes in them.
struct TokenSearch: Sendable {
  /// Something to look for.
  struct Word: Hashable, Sendable {
    let text: String
    /// Whether a letter or digit right before or after it makes it another word.
    var isWhole = false
  }

  /// What a byte is compared as.
  private static let folding: [UInt8] = (0...255).map { byte in
    switch UInt8(byte) {
    case 0x41...0x5A: UInt8(byte) + 0x20
    case UInt8(ascii: "_"), UInt8(ascii: "/"): UInt8(ascii: "-")
    default: UInt8(byte)
    }
  }

  private let tables: [RunTable]
  /// A word of one byte makes every text worth a look.
  let takesAll: Bool

  init(_ words: some Sequence<Word>) {
    var isWhole: [[UInt8]: Bool] = [:]
    for word in words where !word.text.isEmpty {
      isWhole[word.text.utf8.map(Self.folded), default: true] =
        (isWhole[word.text.utf8.map(Self.folded)] ?? true) && word.isWhole
    }
    takesAll = isWhole.keys.contains { $0.count < 2 }
    let all = isWhole.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    // The longer the shortest word, the fewer bytes of a text are looked at.
    tables =
      takesAll
      ? []
      : [2...3, 4...5, 6...Int.max].compactMap { lengths in
        let some = all.filter { lengths.contains($0.key.count) }
        return some.isEmpty ? nil : RunTable(some.map { ($0.key, $0.value) })
      }
  }

  private init(all: Void) {
    takesAll = true
    tables = []
  }

  /// Finds something in every text.
  static let all = TokenSearch(all: ())

  /// What a byte is compared as: letters as small ones.
  static func folded(_ byte: UInt8) -> UInt8 { folding[Int(byte)] }

  /// Whether there is nothing to look for.
  var isEmpty: Bool { tables.isEmpty && !takesAll }

  /// Whether one of the words occurs.
  func isFound(in text: Span<UInt8>) -> Bool {
    if takesAll { return true }
    return unsafe text.withUnsafeBytes { bytes in
      for index in tables.indices where unsafe tables[index].isFound(in: bytes) { return true }
      return false
    }
  }
}
