import Credentials
import Documents
import Secrets
import TestSupport
import Testing

@testable import Rendering

@Suite(.drawn) struct RunVariableTests {
  private func read(_ text: String) throws -> [EnvironmentAssignment] {
    let bytes = Array(text.utf8)
    return try EnvironmentAssignment.read(SecretBytes(copying: bytes.span), file: "env")
  }

  private func text(_ value: String) -> EnvironmentAssignment.Source {
    let bytes = Array(value.utf8)
    return .text(Secret(SecretBytes(copying: bytes.span)))
  }

  @Test func linesOfAFile() throws {
    let lines = """
      # comment
      PLAIN=a b # c
      export  SPACED = x
      SINGLE='a "b" \\n'
      DOUBLE="a\\n\\"b\\" \\\\ \\$x"

      EMPTY=
      PASSWORD=cred://prod/db#password
      QUOTED="cred://db#user"\r
      """
    let found = try read(lines)
    #expect(
      found.map(\.name) == [
        "PLAIN", "SPACED", "SINGLE", "DOUBLE", "EMPTY", "PASSWORD", "QUOTED",
      ])
    #expect(found[0].source == text("a b # c"))
    #expect(found[1].source == text("x"))
    #expect(found[2].source == text("a \"b\" \\n"))
    #expect(found[3].source == text("a\n\"b\" \\ $x"))
    #expect(found[4].source == text(""))
    #expect(found[5].source == .field(credential: "prod/db", field: "password"))
    #expect(found[6].source == .field(credential: "db", field: "user"))
  }

  @Test(arguments: [
    "NAME", "1A=x", "=x", "A='x", "A=\"x", "A='x' y", "A=cred://db", "A=x cred://db#password",
    "A=cred://db#password cred://db#user", "A-B=x", "A=\"x\\",
  ])
  func linesThatSetNothing(_ line: String) throws {
    do {
      _ = try read("OK=1\n" + line)
      Issue.record("it was taken")
    } catch let failure as Failure {
      #expect(failure.code == .invalid)
      #expect(failure.details.count == 1)
      #expect(failure.details.first?.position?.line == 2)
    }
  }

  @Test func aCommandLineTakesNoTexts() throws {
    let assignment = try EnvironmentAssignment(option: "PGPASSWORD=cred://db#password")
    #expect(assignment.source == .field(credential: "db", field: "password"))
    for option in ["A=hunter2", "A", "A=", "A=cred://db", "A=xcred://db#password"] {
      #expect(throws: Failure.self) { try EnvironmentAssignment(option: option) }
    }
  }

  @Test func noFileEndsIt() {
    var random = Numbers()
    let words = ["A", "=", "'", "\"", "\\", "\n", "cred://", "#", "x", "é", "export ", "\0", "\r"]
    for _ in 0..<3000 {
      let line = (0..<Int.random(in: 0...12, using: &random))
        .map { _ in words.randomElement(using: &random) ?? "" }.joined()
      _ = try? read(line)
    }
  }

  @Test func commandsAndRecordsOfGitHub() throws {
    func secret(_ text: String) -> Secret {
      let bytes = Array(text.utf8)
      return Secret(SecretBytes(copying: bytes.span))
    }
    func string(_ secret: borrowing SecretBytes) -> String {
      String(decoding: secret.bytes.indices.map { secret.bytes[$0] }, as: UTF8.self)
    }
    let commands = ContinuousIntegration.github.maskCommands(
      for: [secret("100% sure"), secret("abc"), secret("line one\nx\r\n  line two\n")])
    #expect(
      string(commands) == """
        ::add-mask::100%25 sure
        ::add-mask::line one%0Ax%0D%0A  line two%0A
        ::add-mask::line one
        ::add-mask::line two

        """)
    #expect(string(ContinuousIntegration.gitlab.maskCommands(for: [secret("abcdefgh")])) == "")
    #expect(ContinuousIntegration.gitlab.obstacle(to: secret("abcdefgh").bytes) == nil)
    #expect(ContinuousIntegration.gitlab.obstacle(to: secret("abcd efgh").bytes) != nil)

    let records = string(
      try ContinuousIntegration.records(of: [("A", secret("x\ny=<<\n")), ("B", secret(""))]))
    // As the runner reads them: up to a line that is the end alone.
    var lines = records.split(separator: "\n", omittingEmptySubsequences: false)[...]
    var values: [String: String] = [:]
    while let head = lines.popFirst(), !head.isEmpty {
      let parts = head.split(separator: "<<", maxSplits: 1)
      var value: [Substring] = []
      while let line = lines.popFirst(), line != parts[1] { value.append(line) }
      values[String(parts[0])] = value.joined(separator: "\n")
    }
    #expect(values == ["A": "x\ny=<<\n", "B": ""])
    #expect(throws: Failure.self) {
      _ = try ContinuousIntegration.records(of: [("node_options", secret("x"))])
    }
  }
}
