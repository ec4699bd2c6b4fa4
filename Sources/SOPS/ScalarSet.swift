/// A set of Unicode scalars, as sorted ranges that do not touch.
struct ScalarSet: Hashable, Sendable {
  private(set) var ranges: [ClosedRange<UInt32>]

  init(_ ranges: [ClosedRange<UInt32>]) {
    var merged: [ClosedRange<UInt32>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, range.lowerBound <= last.upperBound &+ 1 {
        merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    self.ranges = merged
  }

  init(_ characters: ClosedRange<Character>...) {
    self.init(
      characters.map { range in
        UInt32(range.lowerBound.asciiValue ?? 0)...UInt32(range.upperBound.asciiValue ?? 0)
      })
  }

  init(_ scalar: UInt32) { ranges = [scalar...scalar] }

  static let everything = ScalarSet([0...0x10FFFF])
  static let newline = ScalarSet(0x0A)
  static let digits = ScalarSet("0"..."9")
  static let word = ScalarSet("0"..."9", "A"..."Z", "_"..."_", "a"..."z")
  static let space = ScalarSet([0x09...0x0A, 0x0C...0x0D, 0x20...0x20])

  /// The classes that may stand between `[:` and `:]`.
  static let named: [String: ScalarSet] = [
    "alnum": ScalarSet("0"..."9", "A"..."Z", "a"..."z"),
    "alpha": ScalarSet("A"..."Z", "a"..."z"),
    "ascii": ScalarSet([0...0x7F]),
    "blank": ScalarSet([0x09...0x09, 0x20...0x20]),
    "cntrl": ScalarSet([0...0x1F, 0x7F...0x7F]),
    "digit": digits,
    "graph": ScalarSet([0x21...0x7E]),
    "lower": ScalarSet("a"..."z"),
    "print": ScalarSet([0x20...0x7E]),
    "punct": ScalarSet([0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E]),
    "space": ScalarSet([0x09...0x0D, 0x20...0x20]),
    "upper": ScalarSet("A"..."Z"),
    "word": word,
    "xdigit": ScalarSet("0"..."9", "A"..."F", "a"..."f"),
  ]

  func contains(_ scalar: UInt32) -> Bool {
    for range in ranges {
      if scalar < range.lowerBound { return false }
      if scalar <= range.upperBound { return true }
    }
    return false
  }

  func union(_ other: ScalarSet) -> ScalarSet { ScalarSet(ranges + other.ranges) }

  var inverted: ScalarSet {
    var gaps: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in ranges {
      if range.lowerBound > next { gaps.append(next...range.lowerBound - 1) }
      next = range.upperBound + 1
    }
    if next <= 0x10FFFF { gaps.append(next...0x10FFFF) }
    return ScalarSet(gaps)
  }

  /// The set with the other case of every letter, or `nil` if it has letters beyond ASCII, whose
  /// cases depend on the version of Unicode.
  var ignoringCase: ScalarSet? {
    var folded = ranges
    for range in ranges {
      guard range.upperBound < 0x80 else {
        if range == 0x212A...0x212A || range == 0x17F...0x17F { return nil }
        let mayHaveCase = range.count > 1 || Self.hasCase(range.lowerBound)
        if mayHaveCase { return nil }
        continue
      }
      for scalar in range {
        switch scalar {
        case 0x41...0x5A: folded.append(scalar + 32...scalar + 32)
        case 0x61...0x7A: folded.append(scalar - 32...scalar - 32)
        default: break
        }
        // The Kelvin sign and the long s fold to ASCII letters.
        if scalar | 0x20 == 0x6B { folded.append(0x212A...0x212A) }
        if scalar | 0x20 == 0x73 { folded.append(0x17F...0x17F) }
      }
    }
    return ScalarSet(folded)
  }

  private static func hasCase(_ value: UInt32) -> Bool {
    guard let properties = Unicode.Scalar(value)?.properties else { return true }
    return properties.isCased || properties.changesWhenCaseMapped
      || properties.changesWhenCaseFolded
  }
}
