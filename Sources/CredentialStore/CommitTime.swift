#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A moment as a commit has it: seconds and the writer's distance from UTC.
struct CommitTime: Hashable, Sendable {
  /// Seconds since 1970-01-01 00:00 UTC.
  let seconds: Int64
  /// Minutes ahead of UTC.
  let offset: Int

  /// Now, in the time zone that the process runs in.
  static var now: CommitTime {
    var clock = time(nil)
    var local = unsafe tm()
    unsafe localtime_r(&clock, &local)
    return CommitTime(seconds: Int64(clock), offset: unsafe Int(local.tm_gmtoff) / 60)
  }

  init(seconds: Int64, offset: Int) {
    self.seconds = seconds
    self.offset = offset
  }

  /// Reads what git documents for its date variables: `@SECONDS ±HHMM`, ISO 8601, RFC 2822.
  ///
  /// A date without a zone is taken as UTC.
  init?(_ text: String) {
    let words = text.split { $0 == " " || $0 == "T" && text.first?.isNumber == true }
      .map(String.init)
    guard let first = words.first else { return nil }
    let digits = first.hasPrefix("@") ? String(first.dropFirst()) : first
    if let seconds = Int64(digits), first.hasPrefix("@") || digits.count > 8 {
      guard let offset = words.count > 1 ? Self.offset(words[1]) : 0 else { return nil }
      self.init(seconds: seconds, offset: offset)
      return
    }
    if let date = Self.isoDate(first), words.count > 1 {
      self.init(date, words.dropFirst().joined())
    } else {
      // Thu, 07 Apr 2005 22:13:13 +0200; the weekday may be missing.
      let rest = first.hasSuffix(",") ? Array(words.dropFirst()) : words
      let months = "janfebmaraprmayjunjulaugsepoctnovdec"
      guard rest.count >= 4, let day = Int(rest[0]), let year = Int(rest[2]),
        rest[1].count == 3, let place = months.firstRange(of: rest[1].lowercased())
      else { return nil }
      let month = months.distance(from: months.startIndex, to: place.lowerBound) / 3 + 1
      self.init((year, month, day), rest[3...].joined())
    }
  }

  private init?(_ date: (year: Int, month: Int, day: Int), _ clockAndZone: String) {
    let clock = clockAndZone.prefix { $0.isNumber || $0 == ":" }
    var zone = clockAndZone.dropFirst(clock.count)
    if zone.first == "." { zone = zone.dropFirst().drop { $0.isNumber } }
    let parts = clock.split(separator: ":").map { Int($0) ?? -1 }
    guard parts.count == 2 || parts.count == 3, (0..<24).contains(parts[0]),
      (0..<60).contains(parts[1]), parts.count == 2 || (0..<61).contains(parts[2]),
      (1...12).contains(date.month), (1...31).contains(date.day), date.year >= 1970,
      let offset = Self.offset(String(zone))
    else { return nil }
    let second = parts.count == 3 ? parts[2] : 0
    let local = Self.days(date) * 86_400 + parts[0] * 3_600 + parts[1] * 60 + second
    self.init(seconds: Int64(local - offset * 60), offset: offset)
  }

  private static func isoDate(_ text: String) -> (year: Int, month: Int, day: Int)? {
    let parts = text.split { $0 == "-" || $0 == "." || $0 == "/" }.map { Int($0) ?? -1 }
    guard parts.count == 3, parts.allSatisfy({ $0 >= 0 }), parts[0] > 31 else { return nil }
    return (parts[0], parts[1], parts[2])
  }

  /// Minutes of a zone such as `+0130`, `-05:00`, `Z`; nothing is UTC.
  private static func offset(_ text: String) -> Int? {
    if text.isEmpty || text == "Z" || text == "UTC" || text == "GMT" { return 0 }
    let digits = text.dropFirst().filter { $0 != ":" }
    guard let sign = text.first, sign == "+" || sign == "-", let value = Int(digits),
      digits.count == 4, value >= 0
    else { return nil }
    return (value / 100 * 60 + value % 100) * (sign == "-" ? -1 : 1)
  }

  /// Days since 1970-01-01 in the Gregorian calendar.
  private static func days(_ date: (year: Int, month: Int, day: Int)) -> Int {
    // Years begin in March here, so that a leap day is the last of its year.
    let year = date.month > 2 ? date.year : date.year - 1
    let month = (date.month + 9) % 12
    let dayOfYear = (153 * month + 2) / 5 + date.day - 1
    return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
  }
}
