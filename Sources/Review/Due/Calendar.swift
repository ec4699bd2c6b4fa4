internal import Credentials
internal import Documents

/// Dates as an iCalendar stream (RFC 5545), for calendars that subscribe to a file.
///
/// The same state of the credentials gives the same bytes: nothing in it is the present.
public enum Calendar {
  /// A line may have so many bytes, without its end.
  private static let lineLimit = 75

  /// One event of a whole day for each date.
  ///
  /// - Parameters:
  ///   - items: The dates.
  ///   - title: What calendars show as the name of the whole.
  /// - Returns: The stream, in UTF-8 with its own line ends.
  public static func text(of items: [DueItem], title: String) -> String {
    var lines = [
      "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Credtree//credtree due//EN",
      "CALSCALE:GREGORIAN", "METHOD:PUBLISH", "X-WR-CALNAME:\(escaped(title))",
    ]
    for item in items { lines += event(item) }
    lines.append("END:VCALENDAR")
    return lines.map { folded($0) + "\r\n" }.joined()
  }

  private static func event(_ item: DueItem) -> [String] {
    let metadata = item.header.metadata
    let day = item.due.date
    var lines = [
      "BEGIN:VEVENT", "UID:\(metadata.id)-\(item.due.field)@credtree.invalid",
      "DTSTAMP:\(time(metadata.updatedAt))", "LAST-MODIFIED:\(time(metadata.updatedAt))",
      "SEQUENCE:\(metadata.revision)", "DTSTART;VALUE=DATE:\(date(day))",
    ]
    if let next = day.later(bySeconds: 86400) { lines.append("DTEND;VALUE=DATE:\(date(next))") }
    lines.append("SUMMARY:\(escaped("\(item.header.name): \(item.due.sentence)"))")
    var description = "\(item.due.sentence) at \(day)\ncredential: \(item.header.name)"
    description += "\ntype: \(metadata.type)"
    if !metadata.title.isEmpty, metadata.title != item.header.name {
      description += "\ntitle: \(metadata.title)"
    }
    if let owner = metadata.owner { description += "\nowner: \(owner)" }
    lines.append("DESCRIPTION:\(escaped(description))")
    lines.append("CATEGORIES:\(escaped(metadata.type))")
    return lines + ["TRANSP:TRANSPARENT", "END:VEVENT"]
  }

  /// A moment, such as `20261120T100000Z`.
  private static func time(_ time: Timestamp) -> String {
    time.description.filter { $0 != "-" && $0 != ":" }
  }

  /// The day in UTC, such as `20261120`.
  private static func date(_ time: Timestamp) -> String { String(self.time(time).prefix(8)) }

  /// A value of type TEXT.
  static func escaped(_ text: String) -> String {
    var output = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": output += "\\\\"
      case ";": output += "\\;"
      case ",": output += "\\,"
      case "\n": output += "\\n"
      // Other control characters are in no text; a tab is.
      case _ where scalar.value < 0x20 && scalar != "\t", "\u{7F}": output += " "
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output
  }

  /// A line in parts of at most 75 bytes, none of which ends within a character.
  static func folded(_ line: String) -> String {
    var output = ""
    var length = 0
    for scalar in line.unicodeScalars {
      let size = UTF8.width(scalar)
      if length + size > lineLimit {
        output += "\r\n "
        length = 1
      }
      output.unicodeScalars.append(scalar)
      length += size
    }
    return output
  }
}

extension DueDate {
  /// What happens at the date, in words.
  public var sentence: String {
    switch reason {
    case .certificate:
      field == "certificate" ? "the certificate expires" : "a certificate in \(field) expires"
    case .expiry: "it expires"
    case .rotation: "it is to be rotated"
    case .age: "it gets older than the policy allows"
    }
  }
}
