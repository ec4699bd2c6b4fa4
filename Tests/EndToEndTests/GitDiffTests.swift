import SystemPackage
import TestSupport
import Testing

/// Plain git shows credentials as text once `init` has told it how.
@Suite struct GitDiffTests {
  private func git(_ repository: TestRepository, _ arguments: [String], in place: FilePath? = nil)
    async throws -> String
  {
    let path = repository.environment["PATH"] ?? ""
    return try await repository.succeed(
      "git", arguments,
      environment: ["PATH": "\(BuiltProducts.directory.string):\(path)", "GIT_PAGER": "cat"],
      in: place
    ).text
  }

  @Test func diffLogAndShowAreReadable() async throws {
    try await withRepository("git-diff") { repository in
      try await repository.createUser("gate")
      try await repository.credtree("update", "gate", "username=other", "realm=Production")
      for command in [["diff", "HEAD~1"], ["log", "-p", "-1"], ["show", "HEAD"]] {
        let text = try await git(repository, command)
        #expect(text.contains("+  realm: Production"), "\(command)")
        #expect(text.contains("-  revision: 1") && text.contains("+  revision: 2"))
        #expect(text.contains("+  username: <sealed ") && text.contains("   password: <sealed "))
        #expect(!text.contains("ENC["), "\(command)")
      }
      let references = try await repository.git("for-each-ref", "refs/notes")
      #expect(references.isEmpty, "git keeps nothing of what it shows")
    }
  }

  @Test func aCloneIsToldByInit() async throws {
    try await withRepository("git-diff-clone") { repository in
      try await repository.createUser("gate")
      let clone = repository.sandbox.appending("clone")
      try await repository.git("clone", "--quiet", repository.folder.string, clone.string)
      #expect(try await git(repository, ["show", "HEAD"], in: clone).contains("ENC["))
      try await repository.succeed(
        "git", ["config", "diff.credtree.cachetextconv", "true"], in: clone)
      let told = try await repository.succeed("credtree", ["init"], in: clone)
      #expect(told.text.contains("diff.credtree.textconv"), "\(told.text)")
      #expect(try await git(repository, ["show", "HEAD"], in: clone).contains("<sealed "))
      let cache = try await git(repository, ["config", "diff.credtree.cachetextconv"], in: clone)
      #expect(cache == "false\n")
      let again = try await repository.succeed("credtree", ["init"], in: clone)
      #expect(again.text.contains("nothing changed"))
    }
  }

  @Test func anOwnCommandStays() async throws {
    try await withRepository("git-diff-own") { repository in
      let own = "\(repository.sandbox)/credtree"
      try await repository.succeed(
        "ln", ["-s", BuiltProducts.directory.appending("credtree").string, own])
      try await repository.git("config", "diff.credtree.textconv", "\(own) textconv")
      try await repository.credtree("init")
      #expect(try await repository.git("config", "diff.credtree.textconv") == "\(own) textconv")
    }
  }

  @Test func anythingElseIsPrintedAsItIs() async throws {
    try await withRepository("git-diff-raw") { repository in
      for contents in ["", "{\n", "plain\n", "{\"sops\": {}}"] {
        try repository.write(contents, to: "file")
        let output = try await repository.credtree("textconv", "file")
        #expect(output.text == contents)
      }
      let missing = try await repository.run("credtree", ["textconv", "none"])
      #expect(missing.exit == 9)
    }
  }
}
