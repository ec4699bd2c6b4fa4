import Documents
import Testing

@Suite struct YAMLLayoutTests {
  private func text(_ range: Range<Int>, of bytes: [UInt8]) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  @Test func everyValueIsWhereItStands() throws {
    let source = """
      \u{FEFF}# ä
      a: { "é": [1, 'two' ] }   # comment
      b:
        - x y
        - *c
      d:
      """
    let bytes = Array(source.utf8)
    let root = try #require(try YAMLLayout.parse(bytes).first)
    #expect(root.form == .blockMapping && root.entries.map { $0.key?.text } == ["a", "b", "d"])
    let a = root.entries[0].value
    #expect(a.form == .flowMapping && text(a.range, of: bytes) == #"{ "é": [1, 'two' ] }"#)
    let list = a.entries[0].value
    #expect(list.form == .flowSequence && text(list.range, of: bytes) == "[1, 'two' ]")
    #expect(text(list.entries[1].range, of: bytes) == "'two'")
    let b = root.entries[1]
    #expect(text(b.range, of: bytes) == "b:\n  - x y\n  - *c")
    #expect(b.value.form == .blockSequence && b.value.entries[1].value.form == .alias)
    #expect(text(b.value.entries[0].range, of: bytes) == "x y")
    #expect(root.entries[2].value.range.isEmpty && root.entries[2].value.text == "")
  }

  @Test func anchorsAreMarks() throws {
    let root = try #require(try YAMLLayout.parse(Array("a: &x [1]\nb: !t c\n".utf8)).first)
    #expect(root.entries.map(\.value.isMarked) == [true, true])
  }

  @Test(arguments: ["a: [", "a: {b", "\t- x\n - y", String(repeating: "[", count: 500)])
  func whatIsNotYAMLIsRefused(_ text: String) {
    #expect(throws: DocumentError.self) { try YAMLLayout.parse(Array(text.utf8)) }
  }
}
