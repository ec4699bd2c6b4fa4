/// Words, found by the runs of a few bytes in them.
///
/// Of each word a part as long as the shortest word is chosen. Whatever place of a text it stands
/// at, one of its runs starts at a multiple of `step`, so only those places are looked at. They
/// do not depend on each other, which keeps the processor busy.
final class RunTable: Sendable {
  /// A run of a word's part.
  private struct Entry {
    /// The bytes of the run, as they are compared.
    let run: UInt32
    let word: Int32
    /// Where in the word the run starts.
    let offset: Int32
    /// The next entry of the same number.
    let next: Int32
  }

  /// A word with its case taken away.
  ///
  /// Nothing in it is counted, so that looking at one is cheap.
  private struct Word {
    /// Where its bytes are among those of all.
    let start: Int32
    let count: Int32
    let isWhole: Bool
  }

  /// The longest part of a word whose runs are in the table.
  private static let partLimit = 20
  private static let multiplier: UInt32 = 0x9E37_79B1
  /// Makes letters small; `_` becomes 0x7F.
  private static let small: UInt32 = 0x2020_2020

  private let words: [Word]
  private let letters: [UInt8]
  /// How many bytes a run has: 2, 3, or 4.
  private let length: Int
  private let step: Int
  private let mask: UInt32
  private let shift: UInt32
  /// Whether some run has a number.
  private let marks: [UInt8]
  /// The first entry of each number, or -1.
  private let heads: [Int32]
  private let entries: [Entry]

  /// - Parameter words: Words of two folded bytes or more, at least one.
  init(_ words: [(bytes: [UInt8], isWhole: Bool)]) {
    let part = min(words.map(\.bytes.count).min() ?? 2, Self.partLimit)
    length = part < 4 ? 2 : part < 6 ? 3 : 4
    step = part - length + 1
    mask = length == 4 ? .max : (1 << UInt32(8 * length)) - 1
    var bits: UInt32 = 16
    while bits < 20, 1 << bits < words.count * step * 128 { bits += 1 }
    shift = 32 - bits
    var marks = [UInt8](repeating: 0, count: 1 << Int(bits))
    var heads = [Int32](repeating: -1, count: 1 << Int(bits))
    var (entries, letters, kept) = ([Entry](), [UInt8](), [Word]())
    for (index, word) in words.enumerated() {
      kept.append(
        Word(
          start: Int32(letters.count), count: Int32(word.bytes.count), isWhole: word.isWhole))
      letters += word.bytes
      let start = Self.rarestPart(of: word.bytes, count: part)
      for offset in start..<(start + step) {
        for run in Self.variants(of: word.bytes[offset..<(offset + length)]) {
          let number = Int((run &* Self.multiplier) &>> shift)
          marks[number] = 1
          entries.append(
            Entry(run: run, word: Int32(index), offset: Int32(offset), next: heads[number]))
          heads[number] = Int32(entries.count - 1)
        }
      }
    }
    (self.marks, self.heads, self.entries) = (marks, heads, entries)
    (self.letters, self.words) = (letters, kept)
  }

  /// Where the part of a word starts that is least like the rest of a text.
  private static func rarestPart(of word: [UInt8], count: Int) -> Int {
    let common = Array("zqxjkvbywgpfmucdlhrsnioate-".utf8)
    let weights = word.map { byte in (common.firstIndex(of: byte) ?? 2) + 1 }
    var best = (start: 0, weight: Int.max)
    for start in 0...(word.count - count) {
      let weight = weights[start..<(start + count)].reduce(0, +)
      if weight < best.weight { best = (start, weight) }
    }
    return best.start
  }

  /// A run in each way that texts may have it, as it is compared.
  private static func variants(of run: ArraySlice<UInt8>) -> [UInt32] {
    var variants: [UInt32] = [0]
    for (index, byte) in run.enumerated() {
      let ways: [UInt8] =
        byte == UInt8(ascii: "-") ? [UInt8(ascii: "-"), UInt8(ascii: "/"), 0x7F] : [byte | 0x20]
      variants = variants.flatMap { known in
        ways.map { known | UInt32($0) << UInt32(8 * index) }
      }
    }
    return variants
  }

  @inline(__always)
  private func number(_ run: UInt32) -> Int { Int((run &* Self.multiplier) &>> shift) }

  /// Whether one of the words occurs.
  func isFound(in bytes: UnsafeRawBufferPointer) -> Bool {
    // Where the numbers are known to the compiler, it takes fewer steps; it is the common case.
    length == 4 && shift == 16
      ? unsafe isFound(in: bytes, mask: .max, shift: 16)
      : unsafe isFound(in: bytes, mask: mask, shift: shift)
  }

  @inline(__always)
  private func isFound(in bytes: UnsafeRawBufferPointer, mask: UInt32, shift: UInt32) -> Bool {
    guard let base = bytes.baseAddress, bytes.count >= length else { return false }
    let step = self.step
    return unsafe marks.withUnsafeBufferPointer { marks in
      guard let first = marks.baseAddress else { return false }
      @inline(__always) func mark(_ place: UnsafeRawPointer) -> UInt8 {
        let run = unsafe place.loadUnaligned(as: UInt32.self)
        return unsafe first[Int((((run | Self.small) & mask) &* Self.multiplier) &>> shift)]
      }
      var place = unsafe base
      // Four at once: the common case that there is nothing is one branch.
      let last = unsafe base + (bytes.count - 4 - 3 * step)
      while unsafe place <= last {
        let second = unsafe place + step
        let third = unsafe second + step
        let fourth = unsafe third + step
        if unsafe mark(place) | mark(second) | mark(third) | mark(fourth) != 0 {
          if unsafe isWord(aroundFourFrom: place - base, in: bytes) { return true }
        }
        unsafe place = fourth + step
      }
      var rest = unsafe place - base
      while rest + length <= bytes.count {
        if unsafe isWord(around: rest, in: bytes) { return true }
        rest += step
      }
      return false
    }
  }

  @inline(never)
  private func isWord(aroundFourFrom place: Int, in bytes: UnsafeRawBufferPointer) -> Bool {
    for index in 0..<4 where unsafe isWord(around: place + index * step, in: bytes) {
      return true
    }
    return false
  }

  /// Whether the run at a place is part of one of the words.
  private func isWord(around place: Int, in bytes: UnsafeRawBufferPointer) -> Bool {
    var run: UInt32 = 0
    if place + 4 <= bytes.count {
      run = unsafe bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)
    } else {
      for index in 0..<length { run |= unsafe UInt32(bytes[place + index]) << UInt32(8 * index) }
    }
    run = (run | Self.small) & mask
    var next = heads[number(run)]
    while next >= 0 {
      let entry = entries[Int(next)]
      next = entry.next
      let start = place - Int(entry.offset)
      if entry.run == run, start >= 0, unsafe isWord(words[Int(entry.word)], at: start, in: bytes) {
        return true
      }
    }
    return false
  }

  private func isWord(
    _ word: Word, at start: Int, in bytes: UnsafeRawBufferPointer
  ) -> Bool {
    let (first, count) = (Int(word.start), Int(word.count))
    let end = start + count
    guard end <= bytes.count else { return false }
    for index in 0..<count {
      guard unsafe TokenSearch.folded(bytes[start + index]) == letters[first + index] else {
        return false
      }
    }
    guard word.isWhole else { return true }
    if end < bytes.count, unsafe Self.isAlphanumeric(bytes[end]) { return false }
    guard start > 0, unsafe Self.isAlphanumeric(bytes[start - 1]) else { return true }
    // `\n` before a word is a line's end in texts within texts.
    return unsafe start > 1 && bytes[start - 2] == UInt8(ascii: "\\")
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }
}
