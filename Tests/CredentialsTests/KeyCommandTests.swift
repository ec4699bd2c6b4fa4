import Files
@testable import Credentials
import Secrets
import Testing

@Suite struct KeyCommandTests {
  @Test(
    arguments: [
      ("", []), ("  ", []), ("pass show age", ["pass", "show", "age"]),
      ("a 'b c' d", ["a", "b c", "d"]),
      (#"a "b \" c""#, ["a", "b \" c"]), (#"a\ b c"#, ["a b", "c"]), ("a ''", ["a", ""]),
      (#"'a\b'"#, [#"a\b"#]), ("a'b'\"c\"d", ["abcd"]),
      ("a $HOME `b` * ; c", ["a", "$HOME", "`b`", "*", ";", "c"]),
      ("a\tb\nc", ["a", "b", "c"]), ("'a b'\u{301} c", ["a b\u{301}", "c"]),
      ("\u{600}'a b' c", ["\u{600}a b", "c"]),
    ] as [(String, [String])])
  func words(_ line: String, _ words: [String]) { #expect(CommandWords.split(line) == words) }

  @Test(arguments: ["'a", "a \"b", "a\\"])
  func unfinishedQuotations(_ line: String) { #expect(CommandWords.split(line) == nil) }

  @Test func aProgramsOutputIsTaken() throws {
    let output = try KeyCommand.output(of: "printf '%s' 'AGE KEY'")
    #expect(text(of: Secret(output)) == "AGE KEY")
  }

  @Test func aFailingProgramIsAFailure() {
    #expect(failure { _ = try KeyCommand.output(of: "false") }?.code == .system)
    #expect(failure { _ = try KeyCommand.output(of: "no-such-program-here") }?.code == .system)
    #expect(failure { _ = try KeyCommand.output(of: "'") }?.code == .invalid)
  }

  @Test func noShellReadsTheLine() throws {
    let output = try KeyCommand.output(of: "echo a; exit 3")
    #expect(text(of: Secret(output)) == "a; exit 3\n")
  }
}
