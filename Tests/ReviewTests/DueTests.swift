import CredentialStore
import Credentials
import Documents
import Review
import TestSupport
import Testing

/// What has to be replaced, and how calendars are told.
@Suite(.drawn) struct DueTests {
  private static let start = Timestamp(secondsSince1970: 1_767_225_600)

  private func later(_ days: Int64) -> Timestamp {
    Timestamp(secondsSince1970: Self.start.secondsSince1970 + days * 86400)
  }

  /// Each date of a list: the credential, what says so, and the field.
  private func words(_ items: [DueItem]) -> [String] {
    items.map { "\($0.header.name) \($0.due.reason.rawValue) \($0.due.field)" }
  }

  @Test func everyKindOfDateIsThereInOrder() async throws {
    try await withBench("due") { bench in
      try bench.create("gate")
      try bench.create("prod/db")
      try bench.update("gate") {
        $0.expiresAt = later(20)
        $0.rotateBy = later(10)
      }
      try bench.update("prod/db") { $0.rotateBy = later(40) }
      let near = try DueList.of(try bench.store(), lookingAhead: 30 * 86400, at: Self.start)
      #expect(words(near.items) == ["gate rotation rotateBy", "gate expiry expiresAt"])
      #expect(words(near.dates).last == "prod/db rotation rotateBy")
      #expect(near.overdue == 0)
      let past = try DueList.of(try bench.store(), lookingAhead: 0, at: later(10))
      #expect(words(past.items) == ["gate rotation rotateBy"])
      #expect(past.overdue == 1)
      let some = try DueList.of(try bench.store(), lookingAhead: 0, at: later(50)) {
        $0.name == "prod/db"
      }
      #expect(words(some.items) == ["prod/db rotation rotateBy"])
    }
  }

  @Test func theAgeIsDueByThePolicy() async throws {
    try await withBench("age") { bench in
      try bench.create("gate")
      try await bench.git.shell("echo 'policy: { rotateAfter: 10d }' >> credtree.yaml")
      let list = try DueList.of(try bench.store(), lookingAhead: 9 * 86400)
      #expect(list.items.isEmpty && words(list.dates) == ["gate age updatedAt"])
      let due = try DueList.of(try bench.store(), lookingAhead: 11 * 86400)
      #expect(words(due.items) == ["gate age updatedAt"])
    }
  }

  @Test func aCertificateIsReadItself() async throws {
    try await withBench("certificate") { bench in
      try await bench.git.shell(
        """
        openssl req -x509 -newkey rsa:2048 -nodes -keyout .git/key.pem -out .git/cert.pem \
          -days 90 -subj /CN=shop.example -addext subjectAltName=DNS:shop.example 2>.git/log
        """)
      try bench.createCertificate("shop", folder: "\(bench.git.path)/.git")
      let header = try #require(try bench.store().header("shop"))
      let end = try #require(header.metadata.expiresAt)
      let list = try DueList.of(try bench.store(), lookingAhead: 91 * 86400)
      #expect(words(list.items) == ["shop certificate certificate"])
      #expect(list.items.first?.due.date == end)
      // What the file says of the certificate counts beside it, not instead of it.
      try await bench.git.shell(
        """
        sed -i 's/\\("expiresAt": "\\)[0-9]*/\\12099/; s/\\("notAfter": "\\)[0-9]*/\\12099/' \
          credentials/shop.json
        """)
      let edited = try DueList.of(try bench.store(), lookingAhead: 91 * 86400)
      #expect(words(edited.items) == ["shop certificate certificate"])
      #expect(
        try bench.findings(opening: false, at: Timestamp(secondsSince1970: end.secondsSince1970))
          == ["expired shop certificate"])
    }
  }

  @Test func aDamagedFileIsNamed() async throws {
    try await withBench("damaged") { bench in
      try bench.create("gate")
      try await bench.git.shell("echo broken > credentials/gate.json")
      let list = try DueList.of(try bench.store(), lookingAhead: 0)
      #expect(list.items.isEmpty && list.unlisted.count == 1)
    }
  }

  @Test func theSameStateIsTheSameCalendar() async throws {
    try await withBench("calendar") { bench in
      try bench.create("gate")
      try bench.update("gate") {
        $0.expiresAt = later(20)
        $0.title = "Gate; north, \\ \"ü\""
        $0.owner = "alice"
      }
      func calendar(at now: Timestamp) throws -> String {
        Calendar.text(
          of: try DueList.of(try bench.store(), lookingAhead: 0, at: now).dates, title: "Due, all")
      }
      let text = try calendar(at: Self.start)
      #expect(try text == calendar(at: later(5)))
      let header = try #require(try bench.store().header("gate"))
      #expect(text.contains("\r\nUID:\(header.id)-expiresAt@credtree.invalid\r\n"))
      #expect(text.contains("\r\nDTSTART;VALUE=DATE:20260121\r\nDTEND;VALUE=DATE:20260122\r\n"))
      #expect(text.contains("X-WR-CALNAME:Due\\, all\r\n"))
      let unfolded = text.replacing("\r\n ", with: "")
      #expect(unfolded.contains(#"title: Gate\; north\, \\ "ü""#))
      for line in text.split(separator: "\r\n") { #expect(line.utf8.count <= 75) }
      #expect(!text.replacing("\r\n", with: "").contains { $0 == "\r" || $0 == "\n" })
    }
  }

  @Test(arguments: 0..<40) func longLinesAreFoldedBetweenCharacters(row: Int) throws {
    var random = Numbers(row)
    let alphabet = Array("aä€😀,;\\\n\u{7}\t")
    let text = String((0..<200).map { _ in alphabet.randomElement(using: &random) ?? "a" })
    let header = try Self.header(title: text)
    let due = DueDate(reason: .expiry, field: "expiresAt", date: Timestamp.latest)
    let calendar = Calendar.text(of: [DueItem(header: header, due: due)], title: text)
    for line in calendar.utf8.split(separator: 10, omittingEmptySubsequences: false).dropLast() {
      #expect(line.last == 13 && line.count <= 76)
      #expect(String(validating: line.dropLast(), as: UTF8.self) != nil)
      #expect(!line.dropLast().contains { $0 < 32 && $0 != 9 })
    }
    let unfolded = calendar.replacing("\r\n ", with: "")
    let shown = text.replacing("\u{7}", with: " ")
    let escaped = shown.replacing("\\", with: "\\\\").replacing(",", with: "\\,")
      .replacing(";", with: "\\;").replacing("\n", with: "\\n")
    #expect(unfolded.contains("X-WR-CALNAME:\(escaped)\r\n"))
  }

  private static func header(title: String) throws -> CredentialHeader {
    let members = CredentialMetadata(
      id: try CredentialID.random(), name: "gate", type: "basic-auth", title: title,
      category: "web", now: start
    ).members
    let file = JSON.write(
      .object([
        Member("credential", .object(members)), Member("public", .object([])),
        Member("secret", .object([])), Member("sops", .object([])),
      ]))
    return try CredentialHeader(file.span, name: "gate")
  }
}
