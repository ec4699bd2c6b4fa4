/// A length of time in whole seconds, written like `30d`.
public struct TimeSpan: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The length in seconds, never negative.
  public let seconds: Int64

  /// Reads a whole number and one of `s`, `m`, `h`, `d`, `w` (7 days), `y` (365 days); `nil` for
  /// anything else and for more than ten thousand years.
  public init?(_ text: String) {
    let units: [Character: Int64] = [
      "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604_800, "y": 31_536_000,
    ]
    guard let last = text.last, let unit = units[last] else { return nil }
    let digits = text.dropLast()
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }),
      let number = Int64(digits), number <= 10_000 * 31_536_000 / unit
    else { return nil }
    seconds = number * unit
  }

  /// Creates a length of time.
  public init(seconds: Int64) { self.seconds = max(0, seconds) }

  /// The number of days, rounded down.
  public var days: Int64 { seconds / 86400 }

  /// The shortest way to write it: `30d`, not `720h`.
  public var description: String {
    for (unit, length): (String, Int64) in [("d", 86400), ("h", 3600), ("m", 60)]
    where seconds % length == 0 {
      return "\(seconds / length)\(unit)"
    }
    return "\(seconds)s"
  }

  /// Orders by length.
  public static func < (lhs: TimeSpan, rhs: TimeSpan) -> Bool { lhs.seconds < rhs.seconds }
}
