import Documents
import SystemPackage
import TestSupport
import Testing

/// Where a secret in clear could hide from a check of what a branch brings.
@Suite struct HiddenSecretTests {
  private let token = "ghp_" + "R7mQ2xLp9ZtKfW4bYc8NhJd3VsEa6GuT1o5X"
  private let other = "ghp_" + "K4bYc8NhJd3VsEa6GuT1o5XR7mQ2xLp9ZtKf"

  /// The findings of a check that are about secrets in clear.
  private func secrets(
    _ repository: TestRepository, _ arguments: String..., input: FilePath? = nil
  ) async throws -> [Node] {
    let report = try await repository.run(
      "credtree", ["check"] + arguments + ["--json"], input: input)
    let document = try JSON.parse(Array(report.text.utf8).span)
    return (document["findings"]?.array ?? []).filter {
      ["plaintext-secret", "secret-in-clear"].contains($0["rule"]?.string)
    }
  }

  private func commit(_ repository: TestRepository, _ message: String = "x") async throws -> String
  {
    try await repository.git("add", "-A")
    try await repository.git("commit", "--quiet", "--allow-empty", "-m", message)
    return try await repository.git("rev-parse", "HEAD")
  }

  private func files(_ findings: [Node]) -> Set<String> {
    Set(findings.compactMap { $0["file"]?.string })
  }

  @Test func whatLiesAmongTheCredentialsIsSearched() async throws {
    try await withRepository("among") { repository in
      try await repository.createUser("gate")
      let start = try await repository.git("rev-parse", "HEAD")
      try repository.write("token=\(token)\n", to: "credentials/README.md")
      try repository.write("{\"token\": \"\(token)\"}\n", to: "credentials/tok.json")
      let both: Set = ["credentials/README.md", "credentials/tok.json"]
      try await repository.git("add", "-A")
      #expect(files(try await secrets(repository)) == both)
      #expect(files(try await secrets(repository, "--staged")) == both)
      let leaked = try await commit(repository)
      #expect(files(try await secrets(repository, "--range", "\(start)..HEAD")) == both)
      let line = try repository.settingsFile(
        "line", "refs/heads/new \(leaked) refs/heads/new \(start)\n")
      #expect(files(try await secrets(repository, "--pre-push", input: line)) == both)
      try await repository.git("rm", "--quiet", "credentials/README.md", "credentials/tok.json")
      _ = try await commit(repository)
      let found = try await secrets(repository, "--range", "\(start)..HEAD")
      #expect(files(found) == both, "\(found)")
      #expect(found.allSatisfy { $0["commit"]?.string == leaked })
    }
  }

  @Test func everySecretOfARangeIsTold() async throws {
    try await withRepository("every") { repository in
      try await repository.createUser("gate")
      let start = try await repository.git("rev-parse", "HEAD")
      try repository.write("a=\(token)\nb=\(other)\n", to: "s.env")
      let first = try await commit(repository)
      func key(_ part: String) -> String {
        let body = String(repeating: part, count: 16)
        return "-----BEGIN PRIVATE KEY-----\n\(body)\n-----END PRIVATE KEY-----\n"
      }
      try repository.write(key("AbC1"), to: "s.env")
      let second = try await commit(repository)
      try repository.write("\n" + key("AbC1"), to: "s.env")
      _ = try await commit(repository)
      try repository.write(key("BcD2"), to: "s.env")
      let third = try await commit(repository)
      try await repository.git("rm", "--quiet", "s.env")
      _ = try await commit(repository)
      let found = try await secrets(repository, "--range", "\(start)..HEAD")
      #expect(found.compactMap { $0["commit"]?.string } == [first, first, second, third])
      // Two values of one field of a credential.
      let middle = try await repository.git("rev-parse", "HEAD")
      var commits: [String] = []
      for value in ["v1", "v2"] {
        try await repository.succeed(
          "sed", ["-i", #"s/\("password": \)"[^"]*"/\1"\#(value)"/"#, "credentials/gate.json"])
        commits.append(try await commit(repository))
      }
      try await repository.git("checkout", "--quiet", middle, "--", "credentials/gate.json")
      _ = try await commit(repository)
      let values = try await secrets(repository, "--range", "\(middle)..HEAD")
      #expect(values.compactMap { $0["commit"]?.string } == commits)
    }
  }

  @Test func whatWasThereBeforeIsNotBrought() async throws {
    try await withRepository("cleaning") { repository in
      try await repository.createUser("gate")
      try repository.write("a=\(token)\nb=\(other)\n", to: "i.env")
      let start = try await commit(repository)
      try repository.write("a=\(token)\n", to: "i.env")
      _ = try await commit(repository)
      try await repository.git("mv", "i.env", "j.env")
      try repository.write("c=1\na=\(token)\n", to: "j.env")
      _ = try await commit(repository)
      try await repository.git("rm", "--quiet", "j.env")
      _ = try await commit(repository)
      let found = try await secrets(repository, "--range", "\(start)..HEAD")
      #expect(found.isEmpty, "\(found)")
      // What was there in another file that stays is brought all the same.
      try repository.write("a=\(token)\n", to: "k.env")
      let copy = try await commit(repository)
      try await repository.git("rm", "--quiet", "k.env")
      _ = try await commit(repository)
      let again = try await secrets(repository, "--range", "\(start)..HEAD")
      #expect(again.compactMap { $0["commit"]?.string } == [copy])
    }
  }

  @Test func aChangeCannotSwitchOffItsOwnSearch() async throws {
    try await withRepository("excluded") { repository in
      try await repository.createUser("gate")
      try repository.write("token=\(other)\n", to: "sample.env")
      let start = try await commit(repository)
      let policy = String(decoding: try repository.contents(of: "credtree.yaml"), as: UTF8.self)
      try repository.write(policy + "references:\n  exclude: [\"**\"]\n", to: "credtree.yaml")
      _ = try await commit(repository)
      try repository.write("token=\(token)\n", to: "s.env")
      let leaked = try await commit(repository)
      let line = try repository.settingsFile(
        "line", "refs/heads/new HEAD refs/heads/new \(start)\n")
      let tip = try await secrets(repository, "--range", "\(start)..HEAD")
      #expect(files(tip) == ["s.env"], "\(tip)")
      #expect(files(try await secrets(repository, "--pre-push", input: line)) == ["s.env"])
      try await repository.git("rm", "--quiet", "s.env")
      _ = try await commit(repository)
      let past = try await secrets(repository, "--range", "\(start)..HEAD")
      #expect(past.compactMap { $0["commit"]?.string } == [leaked], "\(past)")
      #expect(files(try await secrets(repository, "--pre-push", input: line)) == ["s.env"])
      let diff = try await repository.credtree("diff", "--json", "\(start)..HEAD")
      #expect(diff.text.contains("policy-weakened"), "\(diff.text)")
      // From then on it counts.
      #expect(try await secrets(repository, "--range", "HEAD~2..HEAD").isEmpty)
    }
  }

  @Test func aCredentialIsJudgedWhereverItLay() async throws {
    try await withRepository("elsewhere") { repository in
      try await repository.createUser("gate")
      let start = try await repository.git("rev-parse", "HEAD")
      try await repository.git("mv", "credentials", "other")
      try await repository.succeed(
        "sed", ["-i", #"s/\("password": \)"[^"]*"/\1"hunter2"/"#, "other/gate.json"])
      let leaked = try await commit(repository)
      try await repository.git("checkout", "--quiet", start, "--", "credentials")
      try await repository.git("rm", "--quiet", "-r", "other")
      _ = try await commit(repository)
      let found = try await secrets(repository, "--range", "\(start)..HEAD")
      #expect(found.compactMap { $0["commit"]?.string } == [leaked], "\(found)")
      #expect(found.first?["credential"]?.string == "gate")
    }
  }

  @Test func namesOfFilesStayOnOneLine() async throws {
    try await withRepository("lines") { repository in
      try await repository.createUser("gate")
      let start = try await repository.git("rev-parse", "HEAD")
      try repository.write("token=\(token)\n", to: "x\n::stop-commands::t\n.env")
      try repository.write("x\n", to: "credentials/n\n::warning::x.json")
      try repository.write("cred://gate#password\n", to: "y\n::warning::y.yaml")
      _ = try await commit(repository)
      let commands = [
        ["check"], ["check", "--range", "\(start)..HEAD"], ["check", "--format", "markdown"],
        ["diff", "\(start)..HEAD"], ["diff", "\(start)..HEAD", "--format", "markdown"], ["log"],
        ["list"], ["references"], ["references", "gate"], ["delete", "gate"],
      ]
      func expectOneLineEach(_ commands: [[String]]) async throws {
        for arguments in commands {
          let output = try await repository.run("credtree", arguments)
          let lines = (output.text + output.message).split(separator: "\n")
          #expect(!lines.contains { $0.hasPrefix("::") }, "\(arguments): \(output.text)")
        }
      }
      try await expectOneLineEach(commands)
      let check = try await repository.run("credtree", ["check"])
      #expect(check.text.contains(#"x\u{a}::stop-commands::t\u{a}.env:1:7: error"#))
      // A damaged file stops the search, so once more without it.
      try await repository.git("rm", "--quiet", "-r", "credentials/n\n::warning::x.json")
      _ = try await commit(repository)
      try await expectOneLineEach([["references"], ["references", "gate"], ["delete", "gate"]])
      let uses = try await repository.credtree("references", "gate")
      #expect(uses.text.contains(#"y\u{a}::warning::y.yaml:1:"#), "\(uses.text)")
    }
  }

  @Test func itIsSaidWhatWasNotSearched() async throws {
    try await withRepository("unsearched") { repository in
      try await repository.createUser("gate")
      let start = try await repository.git("rev-parse", "HEAD")
      try repository.write(String(repeating: "x", count: 1 << 20) + "\n", to: "large.txt")
      try repository.write("a\0b\n", to: "binary")
      try await repository.git("add", "-A")
      func expectTwo(_ arguments: String...) async throws {
        let text = try await repository.run("credtree", ["check"] + arguments)
        #expect(text.text.contains("2 files were not searched"), "\(arguments): \(text.text)")
        let json = try await repository.run("credtree", ["check", "--json"] + arguments)
        #expect(try JSON.parse(Array(json.text.utf8).span)["unsearched"]?.int == 2)
      }
      try await expectTwo()
      try await expectTwo()
      try await expectTwo("--staged")
      _ = try await commit(repository)
      try await expectTwo("--range", "\(start)..HEAD")
      try await repository.git("rm", "--quiet", "large.txt", "binary")
      _ = try await commit(repository)
      try await expectTwo("--range", "\(start)..HEAD")
    }
  }

  @Test func tagsAreLookedInto() async throws {
    try await withRepository("tags") { repository in
      try await repository.createUser("gate")
      let file = try repository.secretFile("file", Array("token=\(token)\n".utf8))
      let blob = try await repository.git("hash-object", "-w", file.string)
      try await repository.git("tag", "-a", "blob", "-m", "nothing", blob)
      try await repository.git("tag", "-a", "said", "-m", "one\n\ntoken=\(token)")
      for (tag, words) in [("blob", "the file that is tagged"), ("said", "the message of the tag")]
      {
        let id = try await repository.git("rev-parse", "refs/tags/\(tag)")
        let zeros = String(repeating: "0", count: 40)
        for (option, line) in [
          ("--pre-push", "refs/tags/\(tag) \(id) refs/tags/\(tag) \(zeros)\n"),
          ("--pre-receive", "\(zeros) \(id) refs/tags/\(tag)\n"),
        ] {
          let lines = try repository.settingsFile("line", line)
          let check = try await repository.run("credtree", ["check", option], input: lines)
          #expect(check.exit == 1, "\(check.text) \(check.message)")
          #expect(check.text.contains("\(words) refs/tags/\(tag) has it in line"), "\(check.text)")
        }
      }
    }
  }

  @Test func anInjectionSaysWhichReferenceFails() async throws {
    try await withRepository("inject-place") { repository in
      try await repository.createUser("gate")
      try repository.write("a: 1\nb: cred://gate#nosuch\n", to: "t.yaml")
      try repository.write("a: 1\nb: cred://none#password\n", to: "u.yaml")
      let field = try await repository.run("credtree", ["inject", "t.yaml"])
      #expect(field.message.contains("t.yaml:2: cred://gate#nosuch: "), "\(field.message)")
      let name = try await repository.run("credtree", ["inject", "u.yaml"])
      #expect(name.message.contains("u.yaml:2: cred://none: "), "\(name.message)")
    }
  }
}
