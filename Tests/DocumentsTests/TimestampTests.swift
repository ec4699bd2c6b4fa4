import Documents
import Testing

@Suite struct TimestampTests {
  @Test(arguments: [
    "9999-12-31T23:59:59Z", "0000-01-01T00:00:00Z", "2024-02-29T12:00:00Z",
    "1969-12-31T23:59:59Z",
  ])
  func whatIsWrittenIsReadAgain(_ text: String) throws {
    #expect(try #require(Timestamp(text)).description == text)
  }

  /// In UTC these are in years that RFC 3339 cannot write.
  @Test(arguments: [
    "9999-12-31T23:59:59-00:01", "0000-01-01T00:00:00+00:01", "10000-01-01T00:00:00Z",
    "2026-02-30T00:00:00Z", "2026-01-01T00:00:00+24:00",
  ])
  func whatCannotBe(_ text: String) {
    #expect(Timestamp(text) == nil)
  }

  @Test func noMomentIsAfterTheLast() throws {
    #expect(Timestamp("9999-12-31T23:59:59Z") == .latest)
    let before = Timestamp(secondsSince1970: Timestamp.latest.secondsSince1970 - 60)
    #expect(before.later(bySeconds: 60) == .latest)
    #expect(before.later(bySeconds: 61) == nil)
    #expect(before.later(bySeconds: .max) == nil)
  }
}
