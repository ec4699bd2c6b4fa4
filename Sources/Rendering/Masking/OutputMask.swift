internal import Secrets

/// Finds secrets in what a program prints, wherever the chunks of it end.
///
/// Every form of ``SecretForms`` that occurs is found, also where two overlap; what occurs is
/// replaced, and what may turn out to be the beginning of one is held back until that is known.
public struct OutputMask: Sendable {
  /// What is printed in the place of a secret.
  public static let replacement = Array("***".utf8)

  let text: Secret
  let offsets: [Int]
  let lengths: [Int]
  /// The longest form, in bytes; what is held back is shorter.
  public let longest: Int
  /// A bit for each hash that the first four bytes of a form can have.
  let filter: [UInt64]
  /// For each such hash, the first form; then, for each form, the next with the same hash.
  let heads: [Int32]
  let next: [Int32]
  /// What one, two, and three bytes at the end of a chunk may be the beginning of.
  let beginnings: Set<UInt32>

  /// Creates a mask for secrets.
  public init(_ forms: borrowing SecretForms) {
    let text = forms.finished()
    let ranges = forms.ranges
    var filter = [UInt64](repeating: 0, count: 1 << 10)
    var heads = [Int32](repeating: -1, count: 1 << 16)
    var next: [Int32] = []
    var offsets: [Int] = []
    var lengths: [Int] = []
    var beginnings: Set<UInt32> = []
    for range in ranges {
      var key: UInt32 = 0
      for place in 0..<4 {
        key = key >> 8 | UInt32(Self.byte(text.bytes, at: range.lowerBound + place)) << 24
        if place < 3 { beginnings.insert(Self.beginning(key >> UInt32(24 - 8 * place), place + 1)) }
      }
      let slot = Self.slot(of: key)
      var other = heads[slot]
      var isKnown = false
      while other >= 0, !isKnown {
        let index = Int(other)
        isKnown =
          lengths[index] == range.count
          && Self.isSame(text.bytes, offsets[index], range.lowerBound, count: range.count)
        other = next[index]
      }
      if isKnown { continue }
      filter[slot >> 6] |= 1 << UInt64(slot & 63)
      next.append(heads[slot])
      heads[slot] = Int32(offsets.count)
      offsets.append(range.lowerBound)
      lengths.append(range.count)
    }
    self.text = text
    (self.offsets, self.lengths, self.next) = (offsets, lengths, next)
    (self.filter, self.heads, self.beginnings) = (filter, heads, beginnings)
    longest = lengths.max() ?? 0
  }

  /// Whether nothing is looked for.
  public var isEmpty: Bool { offsets.isEmpty }

  /// The place of four bytes, the first of them lowest, among the hashes.
  @inline(__always)
  static func slot(of key: UInt32) -> Int { Int((key &* 0x9E37_79B1) >> 16) }

  /// A number for the beginning of up to three bytes.
  static func beginning(_ bytes: UInt32, _ count: Int) -> UInt32 { UInt32(count) << 24 | bytes }
}

extension OutputMask {
  /// The longest form at a place, and whether a longer one may begin there that has not ended.
  func matches(at place: Int, in bytes: Span<UInt8>, slot: Int) -> (Int, Bool) {
    var (longest, isOpen) = (0, false)
    var form = Int(heads[slot])
    while form >= 0 {
      let (offset, length) = (offsets[form], lengths[form])
      let present = min(length, bytes.count - place)
      if Self.isSame(text.bytes, offset, bytes, place, count: present) {
        if present == length { longest = max(longest, length) } else { isOpen = true }
      }
      form = Int(next[form])
    }
    return (longest, isOpen)
  }

  /// Where the last bytes, which are fewer than four, may be the beginning of a form.
  func beginning(of bytes: Span<UInt8>, from place: Int) -> Int {
    for start in max(place, 0)..<max(place, bytes.count) {
      var value: UInt32 = 0
      for (shift, index) in (start..<bytes.count).enumerated() {
        value |= UInt32(bytes[index]) << UInt32(8 * shift)
      }
      if beginnings.contains(Self.beginning(value, bytes.count - start)) {
        return start
      }
    }
    return bytes.count
  }

  private static func byte(_ text: borrowing SecretBytes, at place: Int) -> UInt8 {
    text.bytes[place]
  }

  private static func isSame(
    _ text: borrowing SecretBytes, _ one: Int, _ other: Int, count: Int
  ) -> Bool {
    isSame(text, one, text.bytes, other, count: count)
  }

  private static func isSame(
    _ form: borrowing SecretBytes, _ offset: Int, _ bytes: Span<UInt8>, _ place: Int, count: Int
  ) -> Bool {
    let text = form.bytes
    var same = 0
    while same < count, text[offset + same] == bytes[place + same] { same += 1 }
    return same == count
  }
}
