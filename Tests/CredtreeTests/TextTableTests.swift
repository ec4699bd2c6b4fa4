@testable import Credtree
import Testing

@Suite struct TextTableTests {
  @Test func columnsAreAsWideAsWhatIsInThem() {
    let table = TextTable(header: ["NAME", "N"], rows: [["a", "1"], ["longer", "22"]])
    #expect(table.text == "NAME    N\na       1\nlonger  22\n")
  }

  @Test func noLineEndsInSpaces() {
    #expect(TextTable(header: nil, rows: [["a", ""], ["", "b"]]).text == "a\n   b\n")
  }

  @Test func aCellIsOneLine() {
    #expect(
      TextTable(header: nil, rows: [["a\nb\r\nc\u{1b}[1m"]]).text
        == "a\\u{a}b\\u{d}\\u{a}c\\u{1b}[1m\n")
  }

  @Test func nothingIsNothing() { #expect(TextTable(header: nil, rows: []).text.isEmpty) }
}
