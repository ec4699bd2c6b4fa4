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
}
