#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A moment in whole seconds, written as RFC 3339 in UTC: `2026-11-20T10:00:00Z`.
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
  public let secondsSince1970: Int64

  /// Creates a moment.
  public init(secondsSince1970: Int64) { self.secondsSince1970 = secondsSince1970 }

  /// The last moment that RFC 3339 can write: the end of the year 9999.
  public static let latest = Timestamp(secondsSince1970: 253_402_300_799)

  /// The moment some seconds later; `nil` if it would be after ``latest``.
  public func later(bySeconds seconds: Int64) -> Timestamp? {
    let (end, isTooLate) = secondsSince1970.addingReportingOverflow(seconds)
    return isTooLate || end > Self.latest.secondsSince1970 ? nil : Timestamp(secondsSince1970: end)
  }

  /// The present, in whole seconds.
  public static var now: Timestamp { Timestamp(secondsSince1970: Int64(time(nil))) }

  /// Reads RFC 3339 text in any offset; a fraction of a second is dropped.
  ///
  /// Returns `nil` for text that RFC 3339 does not allow, such as a 30th of February, and for
  /// what is not in the years 0 to 9999 in UTC.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20 else { return nil }
    func number(_ range: Range<Int>) -> Int64? {
      var value: Int64 = 0
      for index in range {
        guard index < bytes.count, bytes[index] >= 48, bytes[index] <= 57 else { return nil }
        value = value * 10 + Int64(bytes[index] - 48)
      }
      return value
    }
    func has(_ character: Character, at index: Int) -> Bool {
      index < bytes.count && bytes[index] == character.asciiValue
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
      has("-", at: 4), has("-", at: 7), has("T", at: 10) || has("t", at: 10),
      has(":", at: 13), has(":", at: 16),
      (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day),
      hour < 24, minute < 60, second < 61
    else { return nil }
    var index = 19
    if has(".", at: index) {
      index += 1
      let start = index
      while index < bytes.count, (48...57).contains(bytes[index]) { index += 1 }
      guard index > start else { return nil }
    }
    var offset: Int64 = 0
    if has("Z", at: index) || has("z", at: index) {
      index += 1
    } else {
      guard has("+", at: index) || has("-", at: index), has(":", at: index + 3),
        let hours = number(index + 1..<index + 3), let minutes = number(index + 4..<index + 6),
        hours < 24, minutes < 60
      else { return nil }
      offset = (hours * 3600 + minutes * 60) * (has("-", at: index) ? -1 : 1)
      index += 6
    }
    guard index == bytes.count else { return nil }
    let dayNumber = Self.dayNumber(year: year, month: month, day: day)
    let seconds = dayNumber * 86400 + hour * 3600 + minute * 60 + min(second, 59) - offset
    let yearZero = Self.dayNumber(year: 0, month: 1, day: 1) * 86400
    guard (yearZero...Self.latest.secondsSince1970).contains(seconds) else { return nil }
    secondsSince1970 = seconds
  }

  /// RFC 3339 in UTC, whole seconds.
  public var description: String {
    let day = secondsSince1970 >= 0 ? secondsSince1970 / 86400 : (secondsSince1970 - 86399) / 86400
    let second = secondsSince1970 - day * 86400
    let (year, month, dayOfMonth) = Self.date(ofDayNumber: day)
    func padded(_ value: Int64, _ width: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))"
    let time =
      "\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
    return "\(date)T\(time)Z"
  }

  /// Orders by time.
  public static func < (lhs: Timestamp, rhs: Timestamp) -> Bool {
    lhs.secondsSince1970 < rhs.secondsSince1970
  }

  private static func days(in month: Int64, of year: Int64) -> Int64 {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return switch month {
    case 2: isLeap ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  // Days in the proleptic Gregorian calendar, counting years from March so that the leap
  // day comes last: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
  private static func dayNumber(year: Int64, month: Int64, day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private static func date(ofDayNumber number: Int64) -> (Int64, Int64, Int64) {
    let shifted = number + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }
}
