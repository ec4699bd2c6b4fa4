import Documents
import SystemPackage
import TestSupport
import Testing

/// `due`, and what a real reader of calendars makes of it.
@Suite struct DueCommandTests {
  @Test func whatIsDueEndsWithOne() async throws {
    try await withRepository("due") { repository in
      try await repository.createUser("gate")
      let clean = try await repository.credtree("due")
      #expect(clean.text.hasPrefix("nothing is due until "))
      try await repository.credtree(
        "update", "gate", "--expires-at", "2020-01-02", "--owner", "alice")
      let due = try await repository.run("credtree", ["due"])
      #expect(due.exit == 1)
      #expect(due.text.contains("2020-01-02  ") && due.text.contains("  gate  it expires  alice\n"))
      let other = try await repository.run("credtree", ["due", "--select", "name=other/*"])
      #expect(other.exit == 0)
      let document = try await repository.run("credtree", ["due", "--json", "--within", "1d"])
      #expect(document.exit == 1)
      let item = try #require(
        try JSON.parse(document.stdout.span)["due"]?.array?.first)
      #expect(item["name"]?.string == "gate" && item["overdue"]?.bool == true)
      #expect(item["reason"]?.string == "expiry" && item["date"]?.string == "2020-01-02T00:00:00Z")
      let wrong = try await repository.run("credtree", ["due", "--within", "soon"])
      #expect(wrong.exit == 2)
    }
  }

  /// Reads a calendar, and prints each event as one line of JSON.
  private static let reader = """
    import sys, json, icalendar
    calendar = icalendar.Calendar.from_ical(open(sys.argv[1], "rb").read())
    assert not calendar.errors, calendar.errors
    for event in calendar.walk("VEVENT"):
        assert not event.errors, event.errors
        print(json.dumps([str(event["UID"]), str(event["SUMMARY"]), str(event["DESCRIPTION"]),
            event["DTSTART"].dt.isoformat(), event["DTSTAMP"].dt.isoformat(),
            str(calendar["X-WR-CALNAME"])]))
    """

  @Test func aRealReaderTakesTheCalendar() async throws {
    try await withRepository("calendar") { repository in
      try await repository.createUser("gate")
      try await repository.makeCertificates()
      try await repository.createCertificate("shop")
      let title = "Gate; north, \\ \u{1F511} " + String(repeating: "lång ", count: 30)
      try await repository.credtree(
        "update", "gate", "--expires-at", "2041-01-02", "--rotate-by", "2040-05-06", "--title",
        title)
      let calendar = try await repository.run("credtree", ["due", "--format", "ics"])
      let again = try await repository.run("credtree", ["due", "--format", "ics"])
      #expect(calendar.stdout == again.stdout)
      try repository.write(calendar.text, to: "due.ics")
      let read = try await repository.succeed("python3", ["-c", Self.reader, "due.ics"])
      let events = try read.text.split(separator: "\n").map { line in
        let bytes = Array(line.utf8)
        return (try JSON.parse(bytes.span).array ?? []).compactMap(\.string)
      }
      #expect(events.count >= 3)
      let ends = try #require(events.first { $0[1] == "gate: it expires" })
      #expect(ends[0].hasSuffix("-expiresAt@credtree.invalid"))
      #expect(ends[2].contains("title: \(title.trimmed)") && ends[3] == "2041-01-02")
      #expect(events.contains { $0[1] == "gate: it is to be rotated" && $0[3] == "2040-05-06" })
      #expect(events.contains { $0[1] == "shop: the certificate expires" })
    }
  }
}

extension String {
  /// Without spaces at its end, as titles are kept.
  fileprivate var trimmed: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
