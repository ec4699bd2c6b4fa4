import Documents
import SystemPackage
import TestSupport
import Testing

/// Names that no credential can have are seen, and shown so that nothing about them hides.
@Suite struct OddNameTests {
  private func makeOddFiles(_ repository: TestRepository) async throws {
    try await repository.createUser("gate")
    try await repository.succeed(
      "sh",
      [
        "-euc",
        """
        cd credentials
        cp gate.json "$(printf 'b\\377d.json')"
        mkdir "$(printf 'f\\376')" && cp gate.json "$(printf 'f\\376')/in.json"
        cp gate.json 'sp ace.json'
        """,
      ])
  }

  @Test func aCheckReportsNamesThatAreNotUTF8() async throws {
    try await withRepository("odd-names") { repository in
      try await makeOddFiles(repository)
      let names = [#"credentials/b\xffd.json: error: its name"#, "credentials/sp ace.json: error"]
      let below = #"credentials/f\xfe/in.json: error: its name"#
      let work = try await repository.run("credtree", ["check"])
      #expect(work.exit == 1)
      for name in names + [#"credentials/f\xfe.json: error: its name"#] {
        #expect(work.text.contains(name), "\(work.text)")
      }
      try await repository.git("add", "-A")
      let staged = try await repository.run("credtree", ["check", "--staged"])
      #expect(staged.exit == 1)
      for name in names + [below] { #expect(staged.text.contains(name), "\(staged.text)") }
      try await repository.git("commit", "--quiet", "-m", "odd")
      for arguments in [["--range", "HEAD~1..HEAD"], ["--rev", "HEAD"]] {
        let report = try await repository.run("credtree", ["check"] + arguments)
        #expect(report.exit == 1, "\(report.message)")
        for name in names + [below] { #expect(report.text.contains(name), "\(report.text)") }
      }
      let sarif = try await repository.run("credtree", ["check", "--format", "sarif"])
      #expect(sarif.text.contains("credentials/b%5Cxffd.json"))
    }
  }

  @Test func aDiffShowsThem() async throws {
    try await withRepository("odd-diff") { repository in
      try await makeOddFiles(repository)
      try await repository.git("add", "-A")
      func expectShown(_ arguments: [String], _ location: SourceLocation = #_sourceLocation)
        async throws
      {
        let diff = try await repository.run("credtree", ["diff"] + arguments)
        for name in [#"b\xffd"#, #"f\xfe/in"#, "sp ace"] {
          #expect(diff.text.contains(name), "\(diff.text)", sourceLocation: location)
        }
        let json = try await repository.run("credtree", ["diff", "--json"] + arguments)
        let list = try JSON.parse(Array(json.text.utf8).span)["credentials"]?.array ?? []
        #expect(list.count == 3, "\(json.text)", sourceLocation: location)
        for credential in list {
          let kinds = credential["worries"]?.array?.compactMap { $0["kind"]?.string } ?? []
          #expect(kinds.contains("invalid-name"), "\(json.text)", sourceLocation: location)
        }
      }
      try await expectShown(["--staged"])
      try await expectShown([])
      try await repository.git("commit", "--quiet", "-m", "odd")
      try await expectShown(["HEAD~1..HEAD"])
      let log = try await repository.credtree("log", "-n", "1")
      #expect(log.text.contains(#"b\xffd"#), "\(log.text)")
    }
  }

  @Test func aDiffSaysThatUsesAreNotKnown() async throws {
    try await withRepository("uses-unknown") { repository in
      try await repository.createUser("gate")
      try await repository.credtree("update", "gate", "username=x", "--no-commit")
      // A rule that is none ends the search.
      try repository.write(
        String(decoding: try repository.contents(of: "credtree.yaml"), as: UTF8.self)
          + "references:\n  rules: [{ id: broken }]\n", to: "credtree.yaml")
      for format in ["text", "markdown", "html", "json"] {
        let diff = try await repository.run("credtree", ["diff", "--format", format])
        #expect(diff.exit == 0, "\(diff.message)")
        #expect(diff.text.contains("used could not be searched"), "\(format): \(diff.text)")
      }
      let without = try await repository.run("credtree", ["diff", "--no-references"])
      #expect(!without.text.contains("could not be searched"))
    }
  }
}
