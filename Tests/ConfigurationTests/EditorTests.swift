import Configuration
import Testing

@Suite struct EditorTests {
  private func add(_ text: String, name: String = "dora") throws -> String {
    let result = try ConfigurationEditor.addingMember(
      name, role: .viewer, keys: [TestKeys.ci], signing: [TestKeys.ssh], to: Array(text.utf8))
    return String(decoding: result, as: UTF8.self)
  }

  private let entry =
    "dora: { role: viewer, keys: [\"\(TestKeys.ci)\"], signing: [\"\(TestKeys.ssh)\"] }"

  @Test func addsOneLineAfterTheLastMember() throws {
    let result = try add(TestKeys.design)
    let lines = result.split(separator: "\n").map(String.init)
    let before = TestKeys.design.split(separator: "\n").map(String.init)
    let place = try #require(lines.firstIndex(of: "  " + entry))
    #expect(lines[place - 1].hasPrefix("  ci:") && lines[place + 1] == "teams:")
    #expect(Array(lines[..<place] + lines[(place + 1)...]) == before)
  }

  @Test(arguments: [
    ("members:\n    a: {}\n", "", "    "),
    ("members:\n  a:\n    role: viewer\n", "\n# about teams\nteams: {}\n", "  "),
    ("members:\n", "", "  "),
    ("members: # who\r\n", "store: a\r\n", "  "),
    ("members:\n  a: {}", "", "  "),
  ]) func keepsEveryOtherByte(_ before: String, _ after: String, _ space: String) throws {
    let start = "version: 1   # of the format\n"
    let isCRLF = before.utf8.contains(13)
    let text = (isCRLF ? "version: 1\r\n" : start) + before + after
    let end = before.utf8.last == 10 ? "" : "\n"
    let result = try add(text)
    let expected =
      (isCRLF ? "version: 1\r\n" : start) + before + end + space + entry
      + (isCRLF ? "\r\n" : "\n") + after
    #expect(result == expected)
  }

  @Test(arguments: ["members: {}\n", "members: {a: {}}\n", "store: x\n", "members:\n  dora: {}\n"])
  func refusesWhatItCannotDoInALine(_ text: String) {
    #expect(throws: ConfigurationError.self) { try add("version: 1\n" + text) }
  }

  @Test(arguments: ["", "a b", "-x", "a\nb: c"]) func refusesWhatIsNoName(_ name: String) {
    #expect(throws: ConfigurationError.self) {
      try add("version: 1\nmembers:\n  a: {}\n", name: name)
    }
  }
}
