import Documents
import Testing

@testable import References

/// References as a picture, in languages whose readers see scalars and not characters.
@Suite struct GraphTests {
  @Test(arguments: [("", ""), ("\u{600}", ""), ("", "\u{301}"), ("\u{600}", "\u{301}")])
  func noNameEndsItsQuotes(_ before: String, _ after: String) {
    func graph(_ mark: String) -> ReferenceGraph {
      let reference = Reference(
        credentialID: "a", value: "db", rule: "r", group: .apps,
        name: "x\(before)\(mark)\(after)\ny", field: "f", file: "a.yaml",
        position: Position(line: 1, column: 1), confidence: .certain)
      return ReferenceGraph([reference], names: ["a": "db"])
    }
    for (mark, escape) in [("\"", "\\\""), ("\\", "\\\\")] {
      #expect(holds(graph(mark).dot, "\"apps: x\(before)\(escape)\(after)\\\\u{a}y\""))
    }
    for (mark, escape) in [
      ("\"", "#quot;"), ("#", "#35;"), ("<", "#lt;"), (">", "#gt;"), ("|", "#124;"),
      ("&", "#amp;"), ("`", "#96;"),
    ] {
      #expect(holds(graph(mark).mermaid, "\"apps: x\(before)\(escape)\(after)\\u{a}y\""))
    }
  }

  private func holds(_ text: String, _ part: String) -> Bool {
    let (bytes, wanted) = (Array(text.utf8), Array(part.utf8))
    return bytes.indices.contains { bytes[$0...].starts(with: wanted) }
  }
}
