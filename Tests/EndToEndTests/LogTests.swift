import Documents
import SystemPackage
import TestSupport
import Testing

@Suite struct LogTests {
  private func commits(_ repository: TestRepository, _ arguments: String...) async throws
    -> [Node]
  {
    let output = try await repository.succeed("credtree", ["log", "--json"] + arguments)
    return try JSON.parse(output.stdout.span)["commits"]?.array ?? []
  }

  private func subjects(_ commits: [Node]) -> [String] {
    commits.compactMap { $0["subject"]?.string }
  }

  @Test func everyCommitThatMattersNewestFirst() async throws {
    try await withRepository("log") { repository in
      try await repository.createUser("gate")
      try repository.write("x\n", to: "other")
      try await repository.git("add", "other")
      try await repository.git("commit", "-q", "-m", "something else")
      try await repository.credtree("update", "gate", "realm=r")
      let commits = try await commits(repository)
      #expect(
        subjects(commits) == [
          "credtree: update gate (r2): realm", "credtree: create gate (r1)", "credtree: init",
        ])
      #expect(commits[0]["credentials"]?.array?[0]["change"]?.string == "changed")
      #expect(commits[1]["credentials"]?.array?[0]["change"]?.string == "added")
      #expect(commits[2]["policy"]?["added"]?.array?.count == 1)
      let text = try await repository.credtree("log", "-n", "1").text
      #expect(text.hasPrefix("commit [") && text.contains("realm: r"))
      #expect(!text.contains("create gate"))
    }
  }

  @Test func aCredentialIsFollowedUnderAllItsNames() async throws {
    try await withRepository("log-names") { repository in
      try await repository.createUser("gate")
      try await repository.createUser("other")
      try await repository.credtree("rename", "gate", "door")
      try await repository.credtree("update", "door", "realm=r")
      try await repository.createUser("gate")
      let wanted = [
        "credtree: update door (r3): realm", "credtree: rename gate to door (r2): name, title",
        "credtree: create gate (r1)",
      ]
      #expect(subjects(try await commits(repository, "door")) == wanted)
      let id = try await repository.credtree("get", "door", "--json")
      let text = try JSON.parse(id.stdout.span)["credentialId"]?.string ?? ""
      #expect(subjects(try await commits(repository, String(text.prefix(8)))) == wanted)
      #expect(subjects(try await commits(repository, "gate")) == ["credtree: create gate (r1)"])
      #expect(subjects(try await commits(repository, "door", "-n", "2")) == Array(wanted.prefix(2)))
    }
  }

  @Test func aDeletedCredentialIsFoundByItsName() async throws {
    try await withRepository("log-deleted") { repository in
      try await repository.createUser("gate")
      try await repository.credtree("delete", "gate", "--yes")
      #expect(
        subjects(try await commits(repository, "gate")) == [
          "credtree: delete gate", "credtree: create gate (r1)",
        ])
      let answer = try await repository.run("credtree", ["log", "never"])
      #expect(answer.exit == 3, "\(answer.message)")
    }
  }

  @Test func rangesAndABareRepository() async throws {
    try await withRepository("log-range") { repository in
      try await repository.createUser("gate")
      try await repository.createUser("door")
      let bare = repository.sandbox.appending("bare.git")
      try await repository.git("clone", "-q", "--bare", repository.folder.string, bare.string)
      for arguments in [["HEAD~1..HEAD"], ["--range", "HEAD~1..HEAD"], ["-n", "1"]] {
        let output = try await repository.succeed(
          "credtree", ["log", "--json"] + arguments, in: bare)
        let found = try JSON.parse(output.stdout.span)["commits"]?.array ?? []
        #expect(subjects(found) == ["credtree: create door (r1)"], "\(arguments)")
      }
      let one = try await repository.succeed("credtree", ["log", "gate", "--json"], in: bare)
      let found = try JSON.parse(one.stdout.span)["commits"]?.array ?? []
      #expect(subjects(found) == ["credtree: create gate (r1)"])
    }
  }

  @Test func aMergeShowsWhatItMadeItself() async throws {
    try await withRepository("log-merge") { repository in
      try await repository.createUser("gate")
      try await repository.git("checkout", "-q", "-b", "side")
      try await repository.createUser("side")
      try await repository.git("checkout", "-q", "main")
      try await repository.createUser("main")
      try await repository.git("merge", "-q", "-m", "plain merge", "side")
      let found = subjects(try await commits(repository))
      #expect(!found.contains("plain merge") && found.contains("credtree: create side (r1)"))
      #expect(found.contains("credtree: create main (r1)"))
    }
  }

  @Test func theEndOfAShallowCloneIsNoEnd() async throws {
    try await withRepository("log-shallow") { repository in
      try await repository.createUser("gate")
      try await repository.createUser("door")
      let clone = repository.sandbox.appending("clone")
      try await repository.git(
        "clone", "-q", "--depth", "2", "file://\(repository.folder.string)", clone.string)
      let whole = try await repository.run("credtree", ["log"], in: clone)
      #expect(whole.exit == 9 && whole.message.contains("git fetch --unshallow"))
      let part = try await repository.run("credtree", ["log", "-n", "1"], in: clone)
      #expect(part.exit == 0, "\(part.message)")
    }
  }

  @Test func aRenameOnABranchDoesNotHideWhatMainDid() async throws {
    try await withRepository("log-rename-merge") { repository in
      try await repository.createUser("gate")
      try await repository.git("checkout", "-q", "-b", "side")
      try await repository.credtree("rename", "gate", "door")
      try await repository.git("checkout", "-q", "main")
      try await repository.credtree("update", "gate", "realm=two")
      try await repository.credtree("update", "gate", "realm=three")
      try await repository.git("checkout", "-q", "side")
      // The rename wins, and what main did to the value is taken.
      _ = try await repository.run("git", ["merge", "-q", "--no-commit", "main"])
      try await repository.git("checkout", "-q", "side", "--", "credentials/door.json")
      _ = try await repository.run("git", ["rm", "-q", "-f", "--cached", "credentials/gate.json"])
      _ = try await repository.run("rm", ["-f", "credentials/gate.json"])
      try await repository.git("commit", "-q", "-m", "merge main")
      let wanted: Set = [
        "credtree: create gate (r1)", "credtree: update gate (r2): realm",
        "credtree: update gate (r3): realm", "credtree: rename gate to door (r2): name, title",
      ]
      let log = subjects(try await commits(repository, "door"))
      #expect(wanted.isSubset(of: log), "\(log)")
      try await repository.credtree("update", "door", "realm=four")
      let output = try await repository.credtree("log", "door", "-n", "1", "--json")
      let newest = try JSON.parse(output.stdout.span)["commits"]?.array ?? []
      #expect(subjects(newest) == ["credtree: update door (r3): realm"])
    }
  }

  @Test func historySeesWhatMainDidBeforeARenameWasMerged() async throws {
    try await withRepository("history-rename-merge") { repository in
      try await repository.createUser("gate")
      try await repository.git("checkout", "-q", "-b", "side")
      try await repository.credtree("rename", "gate", "door")
      try await repository.git("checkout", "-q", "main")
      try await repository.credtree("update", "gate", "realm=two")
      try await repository.git("checkout", "-q", "side")
      _ = try await repository.run("git", ["merge", "-q", "--no-commit", "main"])
      try await repository.git("checkout", "-q", "side", "--", "credentials/door.json")
      _ = try await repository.run("git", ["rm", "-q", "-f", "--cached", "credentials/gate.json"])
      _ = try await repository.run("rm", ["-f", "credentials/gate.json"])
      try await repository.git("commit", "-q", "-m", "merge main")
      // The merge has the branch's file as it was, so only the names tell of main.
      let output = try await repository.credtree("history", "door", "--json")
      let history = try JSON.parse(output.stdout.span)["history"]?.array ?? []
      let subjects = history.compactMap { $0["subject"]?.string }
      #expect(
        subjects.sorted() == [
          "credtree: create gate (r1)", "credtree: rename gate to door (r2): name, title",
          "credtree: update gate (r2): realm",
        ], "\(subjects)")
    }
  }

  @Test func theNumberIsOfCommitsThatAreShown() async throws {
    try await withRepository("log-number") { repository in
      try await repository.createUser("gate")
      for round in 0..<6 {
        try repository.write("\(round)\n", to: "credentials/README")
        try await repository.git("add", "credentials/README")
        try await repository.git("commit", "-q", "-m", "read me \(round)")
      }
      #expect(subjects(try await commits(repository, "-n", "1")) == ["credtree: create gate (r1)"])
      #expect(subjects(try await commits(repository, "-n", "2")).count == 2)
      let none = try await repository.run("credtree", ["log", "-n", "0"])
      #expect(none.exit == 2 && none.message.contains("-n"), "\(none.message)")
    }
  }

  @Test func aFirstPushIsComparedWithNothing() async throws {
    try await withRepository("log-zeros") { repository in
      try await repository.createUser("gate")
      let range = String(repeating: "0", count: 40) + "..HEAD"
      let found = subjects(try await commits(repository, range))
      #expect(found == ["credtree: create gate (r1)", "credtree: init"])
      let diff = try await repository.succeed("credtree", ["diff", range])
      #expect(diff.text.contains("+ gate"), "\(diff.text)")
    }
  }
}
