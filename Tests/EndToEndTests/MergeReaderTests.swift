import Documents
import SystemPackage
import TestSupport
import Testing

/// Nobody gains a secret by what git merges whom the policy of today does not let read it.
@Suite struct MergeReaderTests {
  /// Makes a key for somebody, and edits the policy so that he may read, or not.
  private func grant(_ name: String, in repository: TestRepository) async throws -> [String: String]
  {
    let key = repository.inbox.appending(name).string
    try await repository.succeed(
      "sh",
      [
        "-euc",
        """
        age-keygen -o '\(key)' 2>/dev/null; key=$(age-keygen -y '\(key)')
        sed -i "s/^teams:/  \(name): { role: viewer, keys: [$key] }\\n&/; \
          s/readers: \\[alice\\]/readers: [alice, \(name)]/" credtree.yaml
        git commit -qam 'a reader'
        """,
      ])
    return ["XDG_CONFIG_HOME": "/nonexistent", "CREDTREE_IDENTITY_FILE": key]
  }

  private func change(_ repository: TestRepository) async throws {
    let file = try repository.secretFile("new", Array("n3w-kanarie-31".utf8))
    try await repository.credtree("update", "gate", "password=@\(file.string)")
  }

  private func requireConflict(
    _ merge: Output, _ repository: TestRepository, as stranger: [String: String]
  ) async throws {
    #expect(merge.exit == 1)
    #expect(merge.message.contains("the merged gate would open for age1"), "\(merge.message)")
    #expect(merge.message.contains("run 'credtree resolve-conflict gate'"), "\(merge.message)")
    try await repository.credtree("resolve-conflict", "gate", "--ours")
    try await repository.expect("gate", password: "n3w-kanarie-31")
    let reveal = try await repository.run(
      "credtree", ["reveal", "gate", "password"], environment: stranger)
    #expect(reveal.exit == 6, "\(reveal.message)")
  }

  @Test(arguments: ["merge", "cherry-pick", "rebase"])
  func aBranchBringsNoReaderWhomThePolicyDoesNotName(_ command: String) async throws {
    try await withMergeRepository { repository in
      try await repository.succeed("git", ["checkout", "-q", "other"])
      let policy = try await repository.git("rev-parse", "HEAD")
      let mal = try await grant("mal", in: repository)
      try await repository.credtree("rekey", "--rotate", "--yes")
      try await repository.succeed("git", ["tag", "rekeyed"])
      try await repository.succeed(
        "git", ["checkout", "-q", policy.replacing("\n", with: ""), "--", "credtree.yaml"])
      try await repository.succeed("git", ["commit", "-qm", "policy back"])
      try await repository.succeed("git", ["checkout", "-q", "main"])
      try await change(repository)
      let arguments =
        switch command {
        case "merge": ["merge", "-q", "--no-edit", "other"]
        case "cherry-pick": ["cherry-pick", "rekeyed"]
        default: ["rebase", "-q", "other"]
        }
      let merge = try await repository.run("git", arguments)
      try await requireConflict(merge, repository, as: mal)
    }
  }

  @Test func aRevertBringsNoReaderBack() async throws {
    try await withMergeRepository { repository in
      let bob = try await grant("bob", in: repository)
      try await repository.credtree("rekey", "--yes")
      try await repository.succeed(
        "sh",
        [
          "-euc",
          """
          sed -i '/^  bob:/d; s/readers: \\[alice, bob\\]/readers: [alice]/' credtree.yaml
          git commit -qam 'bob leaves'
          """,
        ])
      try await repository.credtree("rekey", "--yes")
      try await change(repository)
      let revert = try await repository.run("git", ["revert", "--no-edit", "HEAD~1"])
      try await requireConflict(revert, repository, as: bob)
    }
  }

  @Test func aSideThatIsNoTextLeavesOurs() async throws {
    try await withMergeRepository { repository in
      try await repository.succeed("git", ["checkout", "-q", "other"])
      try await repository.succeed(
        "sh",
        [
          "-euc",
          "iconv -t UTF-16 credentials/gate.json > ../x; mv ../x credentials/gate.json; git commit -qam x",
        ])
      try await repository.succeed("git", ["checkout", "-q", "main"])
      try await change(repository)
      let before = try repository.contents(of: "credentials/gate.json")
      let merge = try await repository.run("git", ["merge", "-q", "--no-edit", "other"])
      #expect(merge.exit == 1)
      #expect(merge.message.contains("their side of gate is damaged"), "\(merge.message)")
      #expect(!merge.message.contains("one side"), "\(merge.message)")
      #expect(try repository.contents(of: "credentials/gate.json") == before)
      let list = try await repository.credtree("resolve-conflict")
      #expect(list.text.hasSuffix("; take --ours\n"), "\(list.text)")
      try await repository.credtree("resolve-conflict", "gate", "--ours")
      try await repository.expect("gate", password: "n3w-kanarie-31")
    }
  }

  @Test func aNewValueIsOfferedWithWhatTheCommandHas() async throws {
    try await withMergeRepository { repository in
      try await repository.conflict()
      for (option, words) in [
        ("password=typed", "give it as password=@FILE"), ("link=New", "afterwards with"),
      ] {
        let mistake = try await repository.run(
          "credtree", ["resolve-conflict", "gate", "--set", option])
        #expect(mistake.exit == 2 && mistake.message.contains(words), "\(mistake.message)")
        for other in ["--generate", "give --title", "leave it out"] {
          #expect(!mistake.message.contains(other), "\(mistake.message)")
        }
      }
      let file = try repository.secretFile("third", Array("kanarie-third-12".utf8))
      let both = try await repository.run(
        "credtree",
        [
          "resolve-conflict", "gate", "--take", "password=theirs", "--set",
          "password=@\(file.string)",
        ])
      #expect(both.exit == 2)
      #expect(both.message.contains("password is given both a side and a value"))
      // What only one side changed can be taken from the other, too.
      try await repository.credtree(
        "resolve-conflict", "gate", "--ours", "--take", "username=ours")
      try await repository.expect("gate", username: "stage", password: "kanarie-ours-8834")
    }
  }

  @Test func withoutABeginningNothingIsCalledAdded() async throws {
    try await withMergeRepository { repository in
      for (branch, title) in [("other", "Theirs"), ("main", "Ours")] {
        try await repository.succeed("git", ["checkout", "-q", branch])
        try await repository.credtree("update", "gate", "--title", title)
        try await repository.succeed("git", ["tag", "first-\(branch)"])
      }
      // Each branch takes the other in and decides, so their common beginning is in conflict.
      for (branch, from) in [("main", "first-other"), ("other", "first-main")] {
        try await repository.succeed("git", ["checkout", "-q", branch])
        _ = try await repository.run("git", ["merge", "-q", "--no-edit", from])
        try await repository.credtree("resolve-conflict", "gate", "--ours")
        try await repository.succeed("git", ["commit", "-q", "--no-edit"])
      }
      let merge = try await repository.run("git", ["merge", "-q", "--no-edit", "main"])
      #expect(merge.exit == 1)
      let list = try await repository.credtree("resolve-conflict")
      #expect(list.text == "gate: title (changed by both)\n")
    }
  }
}
