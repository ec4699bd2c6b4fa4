import Documents
import SystemPackage
import TestSupport
import Testing

/// What both sides changed stays encrypted on both sides, until somebody decides.
@Suite struct ConflictTests {
  @Test func aConflictKeepsBothCiphertexts() async throws {
    try await withMergeRepository { repository in
      try await repository.conflict()
      let text = String(
        decoding: try repository.contents(of: "credentials/gate.json"), as: UTF8.self)
      #expect(text.contains("<<<<<<< ours") && text.contains(">>>>>>> theirs"))
      for branch in ["main", "other"] {
        let side = try await repository.git("show", "\(branch):credentials/gate.json")
        let line = side.split(separator: "\n").first { $0.contains("\"password\"") } ?? "none"
        #expect(text.contains(line))
      }
      let stages = try await repository.git("ls-files", "--unmerged")
      #expect(stages.split(separator: "\n").count == 3)
      let list = try await repository.credtree("resolve-conflict")
      #expect(list.text == "gate: password (changed by both)\n")
      let json = try await repository.credtree("resolve-conflict", "--json")
      let document = try JSON.parse(Array(json.text.utf8).span)
      #expect(document["total"]?.int == 1)
      #expect(
        document["unresolved"]?.array?.first?["conflicts"]?.array?.first?["field"]?.string
          == "password")
      // git's own merge has the same text, but for the names of the sides.
      let driven = text
      try await repository.succeed("git", ["merge", "--abort"])
      try await repository.git("config", "--remove-section", "merge.credtree")
      let again = try await repository.run("git", ["merge", "-q", "other"])
      try #require(again.exit == 1, "\(again.message)\(again.text)")
      let own = String(
        decoding: try repository.contents(of: "credentials/gate.json"), as: UTF8.self)
      #expect(
        own.replacing("<<<<<<< HEAD", with: "<<<<<<< ours")
          .replacing(">>>>>>> other", with: ">>>>>>> theirs") == driven)
    }
  }

  @Test(arguments: [("--ours", "kanarie-ours-8834"), ("--theirs", "kanarie-theirs-5521")])
  func oneSideIsTaken(_ option: String, _ password: String) async throws {
    try await withMergeRepository { repository in
      try await repository.conflict()
      let undecided = try await repository.run("credtree", ["resolve-conflict", "gate"])
      #expect(undecided.exit == 4)
      #expect(undecided.message.contains("both sides changed password of gate"))
      let resolved = try await repository.credtree("resolve-conflict", "gate", option)
      #expect(
        resolved.text
          == "resolved gate (r3): password from \(option.dropFirst(2)) (staged)\nnext: git commit\n"
      )
      try await repository.expect("gate", username: "theirs", password: password, revision: 3)
      #expect(try await repository.git("ls-files", "--unmerged").isEmpty)
      #expect(try await repository.git("diff", "--name-only").isEmpty)
      // Whoever chose wrongly brings the conflict back.
      try await repository.succeed("git", ["checkout", "-q", "--merge", "credentials/gate.json"])
      #expect(try await repository.git("ls-files", "--unmerged").split(separator: "\n").count == 3)
      try await repository.credtree("resolve-conflict", "gate", "--take", "password=ours")
      try await repository.expect("gate", password: "kanarie-ours-8834")
      try await repository.succeed("git", ["commit", "-q", "--no-edit"])
      try await repository.requireCleanRepository()
      #expect(
        try await repository.git("rev-list", "--parents", "-1", "HEAD").split(separator: " ").count
          == 3)
      let check = try await repository.run("credtree", ["check"])
      #expect(check.exit == 0, "\(check.text)")
    }
  }

  @Test func aNewValueEndsAConflict() async throws {
    try await withMergeRepository { repository in
      try await repository.conflict()
      let argv = try await repository.run(
        "credtree", ["resolve-conflict", "gate", "--set", "password=typed"])
      #expect(argv.exit == 2)
      let file = try repository.secretFile("third", Array("kanarie-third-3391".utf8))
      repository.watch("kanarie-third-3391")
      let resolved = try await repository.credtree(
        "resolve-conflict", "gate", "--set", "password=@\(file.string)", "--json")
      let document = try JSON.parse(Array(resolved.text.utf8).span)
      #expect(document["outcome"]?.string == "merged")
      #expect(document["replaced"]?.array?.compactMap(\.string) == ["password"])
      try await repository.expect(
        "gate", username: "theirs", password: "kanarie-third-3391", revision: 3)
      try await repository.succeed("git", ["commit", "-q", "--no-edit"])
      let nothing = try await repository.run("credtree", ["resolve-conflict", "gate", "--ours"])
      #expect(nothing.exit == 3)
    }
  }

  @Test func aSideForAFieldThatIsNotInConflictIsAMistake() async throws {
    try await withMergeRepository { repository in
      try await repository.conflict()
      let mistake = try await repository.run(
        "credtree", ["resolve-conflict", "gate", "--ours", "--take", "title=ours"])
      #expect(mistake.exit == 2)
      #expect(mistake.message.contains("title of gate is the same on both sides"))
      #expect(mistake.message.contains("in conflict are: password"))
      try repository.write("{}\n", to: "credentials/gate.json")
      let edited = try await repository.run("credtree", ["resolve-conflict", "gate", "--ours"])
      #expect(edited.exit == 4)
      #expect(edited.message.contains("was edited since the merge"))
    }
  }

  @Test func aRebaseGoesOnAfterAConflict() async throws {
    try await withMergeRepository { repository in
      try await repository.succeed("git", ["checkout", "-q", "other"])
      try await repository.credtree("update", "gate", "username=moved")
      try await repository.credtree("update", "gate", "--title", "Gate")
      try await repository.succeed("git", ["checkout", "-q", "main"])
      try await repository.credtree("update", "gate", "username=main")
      try await repository.succeed("git", ["checkout", "-q", "other"])
      let rebase = try await repository.run("git", ["rebase", "main"])
      #expect(rebase.exit == 1)
      let resolved = try await repository.credtree("resolve-conflict", "gate", "--theirs")
      #expect(resolved.text.hasSuffix("next: git rebase --continue\n"))
      try await repository.succeed(
        "git", ["rebase", "--continue"], environment: ["GIT_EDITOR": "true"])
      try await repository.expect("gate", username: "moved", revision: 4)
      #expect(try repository.credential("gate")["title"]?.string == "Gate")
      try await repository.requireCleanRepository()
    }
  }

  @Test func whereOneSideDeletedItASideIsTakenAsAWhole() async throws {
    for (option, isDeleted) in [("--ours", true), ("--theirs", false)] {
      try await withMergeRepository { repository in
        try await repository.succeed("git", ["checkout", "-q", "other"])
        try await repository.credtree("update", "gate", "username=theirs")
        try await repository.succeed("git", ["checkout", "-q", "main"])
        try await repository.credtree("delete", "gate")
        let merge = try await repository.run("git", ["merge", "-q", "--no-edit", "other"])
        #expect(merge.exit == 1)
        let list = try await repository.credtree("resolve-conflict")
        #expect(list.text == "gate: ours deleted it; take --ours or --theirs\n")
        let undecided = try await repository.run("credtree", ["resolve-conflict", "gate"])
        #expect(undecided.exit == 4)
        try await repository.credtree("resolve-conflict", "gate", option)
        try await repository.succeed("git", ["commit", "-q", "--no-edit"])
        try await repository.requireCleanRepository()
        let names = try await repository.credtree("list", "--json")
        #expect(try JSON.parse(Array(names.text.utf8).span)["total"]?.int == (isDeleted ? 0 : 1))
        if !isDeleted { try await repository.expect("gate", username: "theirs", revision: 2) }
      }
    }
  }

  @Test func twoCredentialsOfOneNameAreTakenAsAWhole() async throws {
    try await withMergeRepository { repository in
      for branch in ["other", "main"] {
        try await repository.succeed("git", ["checkout", "-q", branch])
        try await repository.createUser("new", username: branch)
      }
      let merge = try await repository.run("git", ["merge", "-q", "--no-edit", "other"])
      #expect(merge.exit == 1)
      #expect(merge.message.contains("another credential on each side"), "\(merge.message)")
      let single = try await repository.run(
        "credtree", ["resolve-conflict", "new", "--take", "username=ours"])
      #expect(single.exit == 4)
      try await repository.credtree("resolve-conflict", "--all", "--theirs")
      try await repository.expect("new", username: "other", revision: 1)
      try await repository.succeed("git", ["commit", "-q", "--no-edit"])
      try await repository.requireCleanRepository()
    }
  }

  @Test func withoutAKeyThereIsGitsOwnConflict() async throws {
    try await withMergeRepository { repository in
      try await repository.succeed("git", ["checkout", "-q", "other"])
      try await repository.credtree("update", "gate", "username=theirs")
      try await repository.succeed("git", ["checkout", "-q", "main"])
      try await repository.credtree("update", "gate", "realm=Ours")
      let away = repository.inbox.appending("keys.txt")
      try await repository.succeed("mv", [repository.identity.string, away.string])
      let merge = try await repository.run("git", ["merge", "-q", "--no-edit", "other"])
      #expect(merge.exit == 1)
      #expect(merge.message.contains("merged as text"), "\(merge.message)")
      #expect(merge.message.contains("you have no identity"), "\(merge.message)")
      let text = String(
        decoding: try repository.contents(of: "credentials/gate.json"), as: UTF8.self)
      #expect(text.contains("<<<<<<< ours"))
      #expect(try await repository.git("ls-files", "--unmerged").split(separator: "\n").count == 3)
      let resolve = try await repository.run("credtree", ["resolve-conflict", "gate", "--ours"])
      #expect(resolve.exit == 6)
      // Somebody who has a key goes on from there, or lets git try once more.
      try await repository.succeed("mv", [away.string, repository.identity.string])
      try await repository.credtree("resolve-conflict", "gate")
      try await repository.expect("gate", username: "theirs", revision: 3)
      try await repository.succeed("git", ["checkout", "-q", "--merge", "credentials/gate.json"])
      #expect(try await repository.git("ls-files", "--unmerged").split(separator: "\n").count == 3)
      try await repository.expect("gate", username: "theirs", revision: 3)
      try await repository.credtree("resolve-conflict", "gate")
      try await repository.expect("gate", username: "theirs", revision: 3)
    }
  }

  @Test func aSideThatWasTamperedWithIsAConflict() async throws {
    try await withMergeRepository { repository in
      try await repository.succeed("git", ["checkout", "-q", "other"])
      try await repository.credtree("update", "gate", "realm=Good")
      try await repository.succeed("sed", ["-i", "s/Good/Evil/", "credentials/gate.json"])
      try await repository.succeed("git", ["commit", "-qam", "tampered"])
      try await repository.succeed("git", ["checkout", "-q", "main"])
      try await repository.credtree("update", "gate", "username=ours")
      let merge = try await repository.run("git", ["merge", "-q", "--no-edit", "other"])
      #expect(merge.exit == 1)
      #expect(merge.message.contains("gate.json was changed without"), "\(merge.message)")
      let theirs = try await repository.run("credtree", ["resolve-conflict", "gate", "--theirs"])
      #expect(theirs.exit == 8)
      try await repository.credtree("resolve-conflict", "gate", "--ours")
      try await repository.expect("gate", username: "ours", revision: 3)
    }
  }

  @Test func aPolicyInConflictIsResolvedFirst() async throws {
    try await withMergeRepository { repository in
      try await repository.succeed("git", ["checkout", "-q", "other"])
      try await repository.credtree("update", "gate", "username=theirs")
      try await repository.succeed("sed", ["-i", "s/^store:.*/&    # theirs/", "credtree.yaml"])
      try await repository.succeed("git", ["commit", "-qam", "theirs"])
      try await repository.succeed("git", ["checkout", "-q", "main"])
      try await repository.credtree("update", "gate", "username=ours")
      try await repository.succeed("sed", ["-i", "s/^store:.*/&    # ours/", "credtree.yaml"])
      try await repository.succeed("git", ["commit", "-qam", "ours"])
      let merge = try await repository.run("git", ["merge", "-q", "--no-edit", "other"])
      #expect(merge.exit == 1)
      #expect(merge.message.contains("both sides changed username of gate"), "\(merge.message)")
      let early = try await repository.run("credtree", ["resolve-conflict", "gate", "--ours"])
      #expect(early.exit == 5)
      #expect(early.message.contains("credtree.yaml has an unresolved merge"), "\(early.message)")
      try await repository.succeed("git", ["checkout", "-q", "--ours", "credtree.yaml"])
      try await repository.credtree("resolve-conflict", "gate", "--ours")
      try await repository.expect("gate", username: "ours", revision: 3)
    }
  }

  @Test func twoDefaultsAreTold() async throws {
    try await withMergeRepository { repository in
      for name in ["one", "two", "three"] {
        try await repository.createRegistryLogin(name, server: "\(name).example.com")
      }
      try await repository.succeed("git", ["branch", "-f", "other"])
      try await repository.succeed("git", ["checkout", "-q", "other"])
      try await repository.credtree("set-default", "two")
      try await repository.succeed("git", ["checkout", "-q", "main"])
      try await repository.credtree("set-default", "three")
      let merge = try await repository.run("git", ["merge", "-q", "--no-edit", "other"])
      #expect(merge.exit == 0, "\(merge.message)")
      let check = try await repository.run("credtree", ["check"])
      #expect(check.exit == 1)
      #expect(check.text.contains("default"), "\(check.text)")
    }
  }

  @Test func aViewerResolvesNothing() async throws {
    try await withMergeRepository { repository in
      try await repository.conflict()
      try await repository.succeed(
        "sh",
        [
          "-euc",
          """
          age-keygen -o ../private/root 2>/dev/null
          key=$(age-keygen -y ../private/root)
          sed -i "s/role: admin/role: viewer/; s/^teams:/  root: { role: admin, keys: [$key] }\\n&/" \
            credtree.yaml
          """,
        ])
      let resolve = try await repository.run(
        "credtree", ["resolve-conflict", "gate", "--ours", "--yes"])
      #expect(resolve.exit == 6)
      #expect(
        resolve.message.contains("you are alice and may not change gate"), "\(resolve.message)")
      #expect(try await repository.git("ls-files", "--unmerged").split(separator: "\n").count == 3)
    }
  }
}
