import Documents
import SystemPackage
import TestSupport
import Testing

/// What a merge leaves open about names: both renamed one credential, two became one name, or a
/// folder was renamed under a file.
@Suite struct RenameConflictTests {
  /// Both sides rename `gate`, and each changes something else of it.
  private func renameOnBothSides(_ repository: TestRepository) async throws {
    try await repository.succeed("git", ["checkout", "-q", "other"])
    try await repository.credtree("rename", "gate", "door")
    try await repository.credtree("update", "door", "username=theirs")
    try await repository.succeed("git", ["checkout", "-q", "main"])
    try await repository.credtree("rename", "gate", "portal")
    try await repository.credtree("update", "portal", "realm=Ours")
  }

  private func expectResolved(
    _ repository: TestRepository, _ name: String, id: String?,
    at location: SourceLocation = #_sourceLocation
  ) async throws {
    #expect(try await repository.git("ls-files", "--unmerged").isEmpty, sourceLocation: location)
    #expect(
      try await repository.git("ls-files", "credentials") == "credentials/\(name).json",
      sourceLocation: location)
    let credential = try repository.credential(name)
    #expect(credential["id"]?.string == id, sourceLocation: location)
    #expect(credential["name"]?.string == name, sourceLocation: location)
    #expect(credential["title"]?.string == name, sourceLocation: location)
    let check = try await repository.run("credtree", ["check", "--staged", "--all"])
    #expect(check.exit == 0, "\(check.text)", sourceLocation: location)
  }

  @Test(
    arguments: ["merge", "recursive", "cherry-pick", "rebase", "stash"],
    ["--ours", "--theirs", "third"])
  func bothSidesRenamedIt(_ command: String, _ choice: String) async throws {
    try await withMergeRepository { repository in
      let id = try repository.credential("gate")["id"]?.string
      let start = try await repository.git("rev-parse", "HEAD").replacing("\n", with: "")
      try await renameOnBothSides(repository)
      // One commit each, so that every command meets the whole change at once.
      try await repository.succeed("git", ["reset", "-q", "--soft", start])
      try await repository.succeed("git", ["commit", "-qm", "ours"])
      try await repository.succeed("git", ["checkout", "-q", "other"])
      try await repository.succeed("git", ["reset", "-q", "--soft", start])
      try await repository.succeed("git", ["commit", "-qm", "theirs"])
      var arguments = ["merge", "-q", "--no-edit", "other"]
      switch command {
      case "merge", "recursive":
        try await repository.succeed("git", ["checkout", "-q", "main"])
        if command == "recursive" { arguments += ["--strategy", "recursive"] }
      case "cherry-pick":
        try await repository.succeed("git", ["checkout", "-q", "main"])
        arguments = ["cherry-pick", "other"]
      case "stash":
        try await repository.succeed("git", ["reset", "-q", "--soft", start])
        try await repository.succeed("git", ["stash", "-q"])
        try await repository.succeed("git", ["checkout", "-q", "main"])
        arguments = ["stash", "pop"]
      default:
        // What is rebased is 'theirs' to git, too.
        arguments = ["rebase", "-q", "main"]
      }
      let merge = try await repository.run("git", arguments)
      #expect(merge.exit == 1)
      #expect(
        merge.message.contains("both sides renamed gate, to portal and to door"),
        "\(merge.message)")
      let list = try await repository.credtree("resolve-conflict")
      #expect(list.text == "portal: name (portal by ours, door by theirs)\n")
      let json = try await repository.credtree("resolve-conflict", "--json")
      let entry = try JSON.parse(Array(json.text.utf8).span)["unresolved"]?.array?.first
      #expect(entry?["names"]?["ours"]?.string == "portal")
      #expect(entry?["names"]?["theirs"]?.string == "door")
      let undecided = try await repository.run("credtree", ["resolve-conflict", "gate"])
      #expect(undecided.exit == 4)
      #expect(undecided.message.contains("portal by ours and door by theirs"))
      let name = ["--ours": "portal", "--theirs": "door"][choice] ?? "third"
      try await repository.credtree(
        "resolve-conflict", "door", choice == "third" ? "--set=name=third" : choice)
      try await repository.expect(name, username: "theirs", revision: 4)
      #expect(
        try repository.document("credentials/\(name).json")["public"]?["realm"]?.string == "Ours")
      try await expectResolved(repository, name, id: id)
      switch command {
      case "merge", "recursive":
        try await repository.succeed("git", ["commit", "-q", "--no-edit"])
      case "stash": try await repository.succeed("git", ["commit", "-qm", "popped"])
      default:
        try await repository.succeed(
          "git", [command, "--continue"], environment: ["GIT_EDITOR": "true"])
      }
      try await repository.requireCleanRepository()
    }
  }

  @Test func aFieldThatBothChangedIsDecidedWithTheName() async throws {
    try await withMergeRepository { repository in
      try await renameOnBothSides(repository)
      try await repository.credtree("update", "portal", "username=ours")
      _ = try await repository.run("git", ["merge", "-q", "--no-edit", "other"])
      let list = try await repository.credtree("resolve-conflict")
      #expect(
        list.text == "portal: name (portal by ours, door by theirs), username (changed by both)\n")
      let resolved = try await repository.credtree(
        "resolve-conflict", "portal", "--ours", "--take", "name=theirs")
      #expect(
        resolved.text.contains("resolved door (r5): name from theirs, username from ours (staged)"),
        "\(resolved.text)")
      try await repository.expect("door", username: "ours")
    }
  }

  @Test func whatTheUserTookOutByHandLosesNoSide() async throws {
    try await withMergeRepository { repository in
      try await renameOnBothSides(repository)
      _ = try await repository.run("git", ["merge", "-q", "--no-edit", "other"])
      try await repository.succeed("git", ["rm", "-q", "credentials/gate.json"])
      let list = try await repository.credtree("resolve-conflict")
      #expect(list.text.hasPrefix("portal: name (portal by ours, door by theirs), "))
      try repository.write("edited\n", to: "credentials/door.json")
      let edited = try await repository.run("credtree", ["resolve-conflict", "door", "--theirs"])
      #expect(edited.exit == 4)
      #expect(
        edited.message.contains("'git checkout --theirs -- credentials/door.json'"),
        "\(edited.message)")
      try await repository.git("checkout", "--theirs", "--", "credentials/door.json")
      // Without what both began with, a difference has no side that made it.
      try await repository.credtree("resolve-conflict", "door", "--theirs", "--take", "realm=ours")
      try await repository.expect("door", username: "theirs")
      #expect(
        try repository.document("credentials/door.json")["public"]?["realm"]?.string == "Ours")
      #expect(try await repository.git("ls-files", "credentials") == "credentials/door.json")
    }
  }

  @Test func withoutTheDriverNoSideIsGuessed() async throws {
    try await withMergeRepository { repository in
      try await renameOnBothSides(repository)
      try await repository.git("config", "--remove-section", "merge.credtree")
      _ = try await repository.run("git", ["merge", "-q", "--no-edit", "other"])
      let list = try await repository.credtree("resolve-conflict")
      #expect(list.text.contains("without credtree's driver"), "\(list.text)")
      let resolve = try await repository.run("credtree", ["resolve-conflict", "gate", "--ours"])
      #expect(resolve.exit == 4 && resolve.message.contains("run 'credtree init', abort the merge"))
      // What it says to do works.
      try await repository.credtree("init")
      try await repository.succeed("git", ["merge", "--abort"])
      _ = try await repository.run("git", ["merge", "-q", "--no-edit", "other"])
      try await repository.credtree("resolve-conflict", "gate", "--ours")
      try await repository.expect("portal", username: "theirs")
    }
  }

  @Test(arguments: ["--ours", "--theirs"])
  func twoCredentialsThatGotOneNameAreBothKept(_ side: String) async throws {
    try await withMergeRepository { repository in
      try await repository.createUser("door", username: "door")
      try await repository.succeed("git", ["branch", "-f", "other"])
      let ids = [
        "--ours": try repository.credential("gate")["id"]?.string,
        "--theirs": try repository.credential("door")["id"]?.string,
      ]
      try await repository.succeed("git", ["checkout", "-q", "other"])
      try await repository.credtree("rename", "door", "portal")
      try await repository.credtree("update", "gate", "realm=Theirs")
      try await repository.succeed("git", ["checkout", "-q", "main"])
      try await repository.credtree("rename", "gate", "portal")
      try await repository.credtree("update", "door", "realm=Ours")
      let merge = try await repository.run("git", ["merge", "-q", "--no-edit", "other"])
      #expect(merge.exit == 1)
      let list = try await repository.credtree("resolve-conflict")
      #expect(
        list.text
          == "portal: portal is another credential on each side; take --ours or --theirs, and give "
          + "the other a name with --other-as NAME\n")
      let lossy = try await repository.run("credtree", ["resolve-conflict", "portal", side])
      #expect(lossy.exit == 4 && lossy.message.contains("would be lost"), "\(lossy.message)")
      let resolved = try await repository.credtree(
        "resolve-conflict", "portal", side, "--other-as", "second")
      #expect(resolved.text.contains("the other one as second (staged)"), "\(resolved.text)")
      let other = side == "--ours" ? "--theirs" : "--ours"
      #expect(try repository.credential("portal")["id"]?.string == ids[side])
      #expect(try repository.credential("second")["id"]?.string == ids[other])
      // Each has what the other branch changed of it under its old name.
      let realms = ["--ours": "Theirs", "--theirs": "Ours"]
      for (name, side) in [("portal", side), ("second", other)] {
        let file = try repository.document("credentials/\(name).json")
        #expect(file["public"]?["realm"]?.string == realms[side], "\(name)")
      }
      try await repository.expect("second", username: other == "--ours" ? "stage" : "door")
      try await repository.succeed("git", ["commit", "-q", "--no-edit"])
      try await repository.requireCleanRepository()
      let check = try await repository.run("credtree", ["check"])
      #expect(check.exit == 0, "\(check.text)")
    }
  }

  /// Three credentials in a folder that one side renames, and one that the other side puts there.
  private func renameFolder(_ repository: TestRepository) async throws {
    for name in ["a/one", "a/two", "a/three"] { try await repository.createUser(name) }
    try await repository.succeed("git", ["branch", "-f", "other"])
    try await repository.succeed("git", ["checkout", "-q", "other"])
    try await repository.createUser("a/new", username: "new")
    try await repository.succeed("git", ["checkout", "-q", "main"])
    for name in ["one", "two", "three"] {
      try await repository.credtree("rename", "a/\(name)", "b/\(name)")
    }
  }

  @Test(arguments: ["merge", "cherry-pick", "reverse"], ["--ours", "--theirs"])
  func aFolderWasRenamedUnderAFile(_ command: String, _ side: String) async throws {
    try await withMergeRepository { repository in
      try await renameFolder(repository)
      var arguments = [command == "cherry-pick" ? "cherry-pick" : "merge", "other"]
      if command == "reverse" {
        try await repository.succeed("git", ["checkout", "-q", "other"])
        arguments = ["merge", "main"]
      }
      let merge = try await repository.run("git", arguments)
      #expect(merge.exit == 1 && merge.text.contains("CONFLICT (file location)"))
      let (ours, theirs) = command == "reverse" ? ("a/new", "b/new") : ("b/new", "a/new")
      let list = try await repository.credtree("resolve-conflict")
      #expect(list.text == "b/new: name (\(ours) by ours, \(theirs) by theirs)\n")
      try await repository.credtree("resolve-conflict", "b/new", side)
      let name = side == "--ours" ? ours : theirs
      try await repository.expect(name, username: "new", revision: name == "a/new" ? 1 : 2)
      #expect(try repository.credential(name)["title"]?.string == name)
      #expect(try await repository.git("ls-files", "--unmerged").isEmpty)
      let files = try await repository.git("ls-files", "credentials")
      #expect(files.split(separator: "\n").filter { $0.hasSuffix("/new.json") }.count == 1)
      let check = try await repository.run("credtree", ["check", "--staged", "--all"])
      #expect(check.exit == 0, "\(check.text)")
    }
  }

  @Test func whatWasRenamedIntoARenamedFolderIsMergedThere() async throws {
    try await withMergeRepository { repository in
      for name in ["a/one", "a/two", "a/three"] { try await repository.createUser(name) }
      try await repository.succeed("git", ["branch", "-f", "other"])
      try await repository.succeed("git", ["checkout", "-q", "other"])
      try await repository.credtree("rename", "gate", "a/gate")
      try await repository.succeed("git", ["checkout", "-q", "main"])
      for name in ["one", "two", "three"] {
        try await repository.credtree("rename", "a/\(name)", "b/\(name)")
      }
      try await repository.credtree("update", "gate", "username=ours")
      let merge = try await repository.run("git", ["merge", "-X", "find-renames=30%", "other"])
      #expect(merge.exit == 1 && merge.text.contains("CONFLICT (file location)"))
      let list = try await repository.credtree("resolve-conflict")
      #expect(list.text == "b/gate: name (b/gate by ours, a/gate by theirs)\n")
      try await repository.credtree("resolve-conflict", "b/gate", "--ours")
      try await repository.expect("b/gate", username: "ours", revision: 3)
    }
  }

  /// Lets `bob` read what is under `prod`.
  private func giveProduction(_ repository: TestRepository) async throws -> [String: String] {
    let key = repository.inbox.appending("bob").string
    try await repository.succeed(
      "sh",
      [
        "-euc",
        """
        age-keygen -o '\(key)' 2>/dev/null; key=$(age-keygen -y '\(key)')
        sed -i "s/^teams:/  bob: { role: viewer, keys: [$key] }\\n&/; \
          s/^access:/&\\n  - { match: 'prod\\/**', readers: [alice, bob] }/" credtree.yaml
        git commit -qam 'production'
        """,
      ])
    try await repository.credtree("rekey", "--yes")
    try await repository.succeed("git", ["branch", "-f", "other"])
    return ["XDG_CONFIG_HOME": "/nonexistent", "CREDTREE_IDENTITY_FILE": key]
  }

  @Test(arguments: [false, true])
  func aRenameForOtherReadersMeetsAChange(_ isReversed: Bool) async throws {
    try await withMergeRepository { repository in
      let bob = try await giveProduction(repository)
      let id = try repository.credential("gate")["id"]?.string
      try await repository.succeed("git", ["checkout", "-q", "other"])
      try await repository.credtree("rename", "gate", "prod/gate")
      try await repository.succeed("git", ["checkout", "-q", "main"])
      let file = try repository.secretFile("new", Array("kanarie-later-77".utf8))
      try await repository.credtree("update", "gate", "password=@\(file.string)")
      if isReversed { try await repository.succeed("git", ["checkout", "-q", "other"]) }
      let merge = try await repository.run("git", ["merge", isReversed ? "main" : "other"])
      #expect(merge.exit == 1 && merge.text.contains("CONFLICT (modify/delete)"))
      let list = try await repository.credtree("resolve-conflict")
      #expect(list.text == "prod/gate: nothing to decide; resolve it without an option\n")
      // The new password was never bob's to read.
      let gain = try await repository.run("credtree", ["resolve-conflict", "gate"])
      #expect(gain.exit == 4)
      #expect(
        gain.message.contains("as prod/gate it would open for bob, who could not read it"),
        "\(gain.message)")
      #expect(try await repository.git("ls-files", "--unmerged").isEmpty == false)
      try await repository.credtree("resolve-conflict", "gate", "--accept-readers")
      try await expectResolved(repository, "prod/gate", id: id)
      try await repository.expect("prod/gate", password: "kanarie-later-77", revision: 3)
      let reveal = try await repository.run(
        "credtree", ["reveal", "prod/gate", "password"], environment: bob, mayShowSecrets: true)
      #expect(reveal.text == "kanarie-later-77")
    }
  }

  @Test func aFolderWithOtherReadersIsNotEnteredUnasked() async throws {
    try await withMergeRepository { repository in
      let bob = try await giveProduction(repository)
      for name in ["a/one", "a/two", "a/three"] { try await repository.createUser(name) }
      try await repository.succeed("git", ["branch", "-f", "other"])
      try await repository.succeed("git", ["checkout", "-q", "other"])
      try await repository.createUser("a/new")
      try await repository.succeed("git", ["checkout", "-q", "main"])
      for name in ["one", "two", "three"] {
        try await repository.succeed("mkdir", ["-p", "credentials/prod"])
        try await repository.succeed(
          "git", ["mv", "credentials/a/\(name).json", "credentials/prod/\(name).json"])
      }
      try await repository.succeed("git", ["commit", "-qm", "moved"])
      let merge = try await repository.run("git", ["merge", "other"])
      #expect(merge.exit == 1 && merge.text.contains("CONFLICT (file location)"))
      let gain = try await repository.run("credtree", ["resolve-conflict", "prod/new", "--ours"])
      #expect(gain.exit == 4 && gain.message.contains("would open for bob"), "\(gain.message)")
      try await repository.credtree("resolve-conflict", "prod/new", "--theirs")
      try await repository.expect("a/new", revision: 1)
      let reveal = try await repository.run(
        "credtree", ["reveal", "a/new", "password"], environment: bob)
      #expect(reveal.exit == 6)
    }
  }

  @Test func aPropertyGetsAThirdValue() async throws {
    try await withMergeRepository { repository in
      try await repository.succeed("git", ["checkout", "-q", "other"])
      try await repository.credtree(
        "update", "gate", "--title", "Theirs", "--owner", "theirs", "--expires-at", "2030-01-01")
      try await repository.succeed("git", ["checkout", "-q", "main"])
      try await repository.credtree(
        "update", "gate", "--title", "Ours", "--owner", "ours", "--expires-at", "2031-01-01")
      let merge = try await repository.run("git", ["merge", "-q", "--no-edit", "other"])
      #expect(merge.exit == 1)
      for (option, exit) in [("title=", 4), ("name=other", 2), ("projects=a", 2)] {
        let mistake = try await repository.run(
          "credtree", ["resolve-conflict", "gate", "--set", option])
        #expect(mistake.exit == Int32(exit), "\(option) \(mistake.message)")
      }
      let long = try await repository.run(
        "credtree",
        [
          "resolve-conflict", "gate", "--ours", "--set", "title=a\nb",
        ])
      #expect(long.exit == 5, "\(long.message)")
      let resolved = try await repository.credtree(
        "resolve-conflict", "gate", "--ours", "--set", "title=Third = best", "--set",
        "expiresAt=2029-06-01")
      #expect(
        resolved.text.contains("owner from ours, expiresAt replaced, title replaced"),
        "\(resolved.text)")
      let credential = try repository.credential("gate")
      #expect(credential["title"]?.string == "Third = best")
      #expect(credential["owner"]?.string == "ours")
      #expect(credential["expiresAt"]?.string == "2029-06-01T00:00:00Z")
      try await repository.expect("gate", username: "stage", revision: 3)
    }
  }
}
