import Documents
import SystemPackage
import TestSupport
import Testing

/// Plain git merges credentials field by field.
@Suite struct MergeTests {
  @Test func differentFieldsMergeInAMerge() async throws {
    try await withMergeRepository { repository in
      try await repository.succeed("git", ["checkout", "-q", "other"])
      try await repository.credtree("update", "gate", "username=theirs")
      try await repository.succeed("git", ["checkout", "-q", "main"])
      try await repository.credtree(
        "update", "gate",
        "password=@\(try repository.secretFile("new", Array("n3w-kanarie-77".utf8)))")
      try await repository.credtree("update", "gate", "realm=Ours")
      let before = try repository.sealed("gate", "password")
      try await repository.succeed("git", ["merge", "-q", "--no-edit", "other"])
      try await repository.expect(
        "gate", username: "theirs", password: "n3w-kanarie-77", revision: 4)
      #expect(try repository.sealed("gate", "password") == before)
      try await repository.requireCleanRepository()
      let check = try await repository.run("credtree", ["check"])
      #expect(check.exit == 0, "\(check.text)")
    }
  }

  @Test func rebaseCherryPickAndRevert() async throws {
    try await withMergeRepository { repository in
      try await repository.succeed("git", ["checkout", "-q", "other"])
      try await repository.credtree("update", "gate", "username=theirs")
      try await repository.credtree("update", "gate", "realm=Theirs")
      try await repository.succeed("git", ["checkout", "-q", "main"])
      try await repository.credtree("update", "gate", "--title", "Gate")
      try await repository.succeed("git", ["checkout", "-q", "-b", "picked"])
      try await repository.succeed("git", ["cherry-pick", "other~1"])
      try await repository.expect("gate", username: "theirs", revision: 3)
      #expect(try repository.credential("gate")["title"]?.string == "Gate")
      try await repository.succeed("git", ["checkout", "-q", "other"])
      try await repository.succeed("git", ["rebase", "-q", "main"])
      try await repository.expect("gate", username: "theirs", revision: 4)
      #expect(try repository.credential("gate")["title"]?.string == "Gate")
      #expect(
        try repository.document("credentials/gate.json")["public"]?["realm"]?.string == "Theirs")
      // The commit with the user's name is taken back, and what came after it stays.
      try await repository.succeed("git", ["revert", "--no-edit", "HEAD~1"])
      try await repository.expect("gate", username: "stage", revision: 5)
      #expect(
        try repository.document("credentials/gate.json")["public"]?["realm"]?.string == "Theirs")
      try await repository.requireCleanRepository()
    }
  }

  @Test func stashPopSquashAndPull() async throws {
    try await withMergeRepository { repository in
      try await repository.credtree("update", "gate", "username=stashed", "--no-commit")
      try await repository.succeed("git", ["stash", "-q"])
      try await repository.credtree("update", "gate", "realm=Ours")
      try await repository.succeed("git", ["stash", "pop", "-q"])
      try await repository.expect("gate", username: "stashed", revision: 3)
      try await repository.succeed("git", ["commit", "-qam", "popped"])

      try await repository.succeed("git", ["checkout", "-q", "other"])
      try await repository.credtree("update", "gate", "--title", "Theirs")
      try await repository.succeed("git", ["checkout", "-q", "main"])
      try await repository.succeed("git", ["merge", "-q", "--squash", "other"])
      try await repository.expect("gate", username: "stashed", revision: 4)
      #expect(try repository.credential("gate")["title"]?.string == "Theirs")
      try await repository.succeed("git", ["commit", "-qm", "squashed"])

      // Somebody else pushed in the meantime.
      let server = repository.sandbox.appending("server.git")
      let clone = repository.sandbox.appending("clone")
      try await repository.succeed("git", ["clone", "-q", "--bare", ".", server.string])
      try await repository.succeed("git", ["remote", "add", "origin", server.string])
      try await repository.succeed("git", ["clone", "-q", server.string, clone.string])
      try await repository.succeed("credtree", ["init"], in: clone)
      try await repository.succeed(
        "credtree", ["update", "gate", "--owner", "ops"], in: clone)
      try await repository.succeed("git", ["push", "-q"], in: clone)
      try await repository.credtree("update", "gate", "username=mine")
      try await repository.succeed("git", ["pull", "-q", "--rebase", "origin", "main"])
      try await repository.expect("gate", username: "mine", revision: 6)
      #expect(try repository.credential("gate")["owner"]?.string == "ops")
      try await repository.requireCleanRepository()
    }
  }

  @Test func initTellsAClone() async throws {
    try await withMergeRepository { repository in
      try await repository.succeed("git", ["checkout", "-q", "other"])
      try await repository.credtree("update", "gate", "username=theirs")
      try await repository.succeed("git", ["checkout", "-q", "main"])
      try await repository.credtree("update", "gate", "realm=Ours")
      let clone = repository.sandbox.appending("it's a 100% clone")
      try await repository.succeed("git", ["clone", "-q", ".", clone.string])
      // Before, it is git's own conflict; no repository brings a driver along.
      let before = try await repository.run("git", ["merge", "-q", "origin/other"], in: clone)
      #expect(before.exit == 1)
      try await repository.succeed("git", ["merge", "--abort"], in: clone)
      // A program in a place with an odd name, which PATH does not lead to.
      let odd = repository.sandbox.appending("100% it's mine")
      try await repository.succeed("mkdir", [odd.string])
      try await repository.succeed(
        "cp", [BuiltProducts.directory.appending("credtree").string, odd.string])
      let program = odd.appending("credtree").string
      let told = try await repository.succeed(program, ["init"], in: clone)
      #expect(told.text.contains("merge.credtree.driver"), "\(told.text)")
      try await repository.succeed(
        "git", ["merge", "-q", "--no-edit", "origin/other"], in: clone)
      let merged = try await repository.succeed(
        "credtree", ["get", "gate", "--json"], in: clone, mayShowSecrets: true)
      #expect(merged.text.contains("theirs") && merged.text.contains("Ours"))
      // Where PATH leads to the program, its name is enough.
      try await repository.succeed(
        "git", ["config", "--unset", "merge.credtree.driver"], in: clone)
      let path = "\(odd.string):\(repository.environment["PATH"] ?? "")"
      try await repository.succeed(
        program, ["init"], environment: ["PATH": path], in: clone)
      let driver = try await repository.succeed(
        "git", ["config", "merge.credtree.driver"], in: clone)
      #expect(driver.text == "credtree merge-driver %O %A %B %L %P\n")
    }
  }

  @Test func anOctopusLosesNothing() async throws {
    try await withMergeRepository { repository in
      for (branch, change) in [("one", "username=one"), ("two", "realm=Two")] {
        try await repository.succeed("git", ["checkout", "-q", "-b", branch, "main"])
        try await repository.credtree("update", "gate", change)
        try await repository.createUser("\(branch)-only")
      }
      try await repository.succeed("git", ["checkout", "-q", "main"])
      // git's octopus asks no merge driver, and gives up where two branches changed one file.
      let octopus = try await repository.run("git", ["merge", "-q", "--no-edit", "one", "two"])
      #expect(octopus.exit != 0)
      try await repository.succeed("git", ["reset", "-q", "--hard", "main"])
      try await repository.succeed("git", ["merge", "-q", "--no-edit", "one"])
      try await repository.succeed("git", ["merge", "-q", "--no-edit", "two"])
      try await repository.expect("gate", username: "one", revision: 3)
      #expect(try repository.document("credentials/gate.json")["public"]?["realm"]?.string == "Two")
    }
  }

  @Test func aCrossedHistoryMergesItsBeginningsFirst() async throws {
    try await withMergeRepository { repository in
      try await repository.credtree("update", "gate", "username=main")
      try await repository.succeed("git", ["checkout", "-q", "other"])
      try await repository.credtree("update", "gate", "realm=Other")
      try await repository.succeed("git", ["tag", "crossing"])
      try await repository.succeed("git", ["checkout", "-q", "main"])
      try await repository.succeed("git", ["tag", "before"])
      try await repository.succeed("git", ["merge", "-q", "--no-edit", "crossing"])
      try await repository.credtree("update", "gate", "--owner", "main")
      try await repository.succeed("git", ["checkout", "-q", "other"])
      try await repository.succeed("git", ["merge", "-q", "--no-edit", "before"])
      // What one side takes back after the crossing is not brought in again.
      try await repository.credtree("update", "gate", "username=stage")
      let merge = try await repository.succeed("git", ["merge", "--no-edit", "main"])
      #expect(!merge.message.contains("resolve-conflict"))
      try await repository.expect("gate", username: "stage", revision: 5)
      #expect(try repository.credential("gate")["owner"]?.string == "main")
    }
  }

  @Test func aRenamedCredentialTakesTheOthersChange() async throws {
    try await withMergeRepository { repository in
      try await repository.succeed("git", ["checkout", "-q", "other"])
      try await repository.credtree("rename", "gate", "prod/gate")
      try await repository.succeed("git", ["checkout", "-q", "main"])
      try await repository.credtree("update", "gate", "username=ours")
      // git tells a rename by how much two files have in common, which small files do not.
      let merge = try await repository.run(
        "git", ["merge", "-q", "--no-edit", "-X", "find-renames=30%", "other"])
      #expect(merge.exit == 0, "\(merge.message)")
      try await repository.expect("prod/gate", username: "ours", revision: 3)
    }
  }

  @Test func aRemovedReaderDoesNotReturnInAMerge() async throws {
    try await withMergeRepository { repository in
      let bob = repository.inbox.appending("bob").string
      try await repository.succeed(
        "sh",
        [
          "-euc",
          """
          age-keygen -o '\(bob)' 2>/dev/null; age-keygen -y '\(bob)' > ../bob.pub
          sed -i 's/^teams: {}/teams: { ops: [alice] }/; s/readers: \\[alice\\]/readers: [ops]/' \
            credtree.yaml
          git commit -qam 'a team'
          """,
        ])
      try await repository.credtree("member", "add", "bob", "--key", "@../bob.pub", "--team", "ops")
      try await repository.succeed("git", ["branch", "-f", "other"])
      try await repository.succeed("git", ["checkout", "-q", "other"])
      try await repository.credtree("update", "gate", "username=theirs")
      let asBob = [
        "XDG_CONFIG_HOME": "/nonexistent", "CREDTREE_IDENTITY_FILE": bob,
      ]
      try await repository.succeed(
        "credtree", ["reveal", "gate", "username"], environment: asBob, mayShowSecrets: true)
      try await repository.succeed("git", ["checkout", "-q", "main"])
      try await repository.credtree("member", "remove", "bob")
      try await repository.succeed("git", ["merge", "-q", "--no-edit", "other"])
      try await repository.expect("gate", username: "theirs")
      let reveal = try await repository.run(
        "credtree", ["reveal", "gate", "username"], environment: asBob)
      #expect(reveal.exit == 6)
      let check = try await repository.run("credtree", ["rekey", "--check"])
      #expect(check.exit == 0, "\(check.text)")
    }
  }
}
