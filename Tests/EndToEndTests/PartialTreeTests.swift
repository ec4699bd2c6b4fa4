import Documents
import SystemPackage
import TestSupport
import Testing

/// A work tree or an index that has not all of what is committed says so, and nothing else.
@Suite struct PartialTreeTests {
  @Test func aSparseCheckoutIsNotADeletion() async throws {
    try await withRepository("sparse-review") { repository in
      try await repository.createUser("gate")
      try await repository.createUser("prod/db")
      try await repository.git("sparse-checkout", "set", "--cone", "docs")
      let diff = try await repository.credtree("diff")
      #expect(diff.text == "no credential changed\n", "\(diff.text)")
      let older = try await repository.credtree("diff", "HEAD~1")
      #expect(older.text.contains("+ prod/db (basic-auth) r1"), "\(older.text)")
      #expect(!older.text.contains("gate"), "\(older.text)")
      let check = try await repository.run("credtree", ["check"])
      #expect(check.exit == 9 && check.message.contains("2 of them; run 'git sparse-checkout add"))
      #expect(!check.message.contains("--no-history"))
      for arguments in [["--rev", "HEAD"], ["--staged", "--all"]] {
        let whole = try await repository.run("credtree", ["check"] + arguments)
        #expect(whole.exit == 0 && whole.text.contains("checked 2 credentials"), "\(whole.text)")
      }
      try await repository.git("sparse-checkout", "add", "credentials")
      #expect(try await repository.run("credtree", ["check"]).exit == 0)
    }
  }

  @Test func aPromiseToAddIsInNoCommit() async throws {
    try await withRepository("promised") { repository in
      try await repository.createUser("gate")
      try repository.write("no credential", to: "credentials/later.json")
      try await repository.git("add", "--intent-to-add", "credentials/later.json")
      let staged = try await repository.run("credtree", ["check", "--staged"])
      #expect(staged.exit == 0, "\(staged.text)")
      try await repository.git("add", "credentials/later.json")
      let added = try await repository.run("credtree", ["check", "--staged"])
      #expect(added.exit == 1 && added.text.contains("[damaged-file]"), "\(added.text)")
    }
  }

  @Test func aLinkInThePlaceOfTheFolderIsFound() async throws {
    try await withRepository("linked-folder") { repository in
      try await repository.createUser("gate")
      try await repository.succeed(
        "sh", ["-euc", "git mv credentials elsewhere; ln -s elsewhere credentials; git add -A"])
      let staged = try await repository.run("credtree", ["check", "--staged"])
      #expect(
        staged.exit == 1 && staged.text.contains("credentials: error: it is a file or a symbolic"),
        "\(staged.text)")
      try await repository.git("commit", "--quiet", "-m", "link")
      for arguments in [["--range", "HEAD~1..HEAD"], ["--rev", "HEAD"]] {
        let report = try await repository.run("credtree", ["check"] + arguments)
        #expect(report.exit == 1 && report.text.contains("symbolic link, in the place"))
      }
    }
  }

  @Test func aSubmoduleInThePlaceOfACredentialIsNoMerge() async throws {
    try await withRepository("submodule") { repository in
      try await repository.createUser("gate")
      let other = repository.sandbox.appending("other")
      try await repository.succeed(
        "sh",
        [
          "-euc",
          """
          git init -q '\(other.string)'; cd '\(other.string)'
          git -c user.name=x -c user.email=x@x commit -q --allow-empty -m x
          """,
        ])
      try await repository.git(
        "-c", "protocol.file.allow=always", "submodule", "add", "--quiet", other.string,
        "credentials/fake.json")
      let staged = try await repository.run("credtree", ["check", "--staged"])
      #expect(staged.exit == 1 && staged.text.contains("another repository"), "\(staged.text)")
    }
  }
}
