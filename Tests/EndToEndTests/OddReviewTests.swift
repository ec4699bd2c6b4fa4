import Documents
import SystemPackage
import TestSupport
import Testing

/// Reviews of repositories in odd states say what is so, and fail only where they have to.
@Suite struct OddReviewTests {
  private func changes(
    _ repository: TestRepository, _ arguments: String...
  ) async throws -> [String] {
    let output = try await repository.succeed("credtree", ["diff", "--json"] + arguments)
    let found = try JSON.parse(output.stdout.span)["credentials"]?.array ?? []
    return found.map { "\($0["name"]?.string ?? "") \($0["change"]?.string ?? "")" }
  }

  @Test func aRangeThatGoesBeyondAShallowCloneIsRefused() async throws {
    try await withRepository("odd-shallow") { repository in
      try await repository.createUser("gate")
      try await repository.git("checkout", "-q", "-b", "side")
      for name in ["one", "two", "three"] { try await repository.createUser(name) }
      try await repository.git("checkout", "-q", "main")
      for name in ["four", "five", "six"] { try await repository.createUser(name) }
      let clone = repository.sandbox.appending("clone")
      try await repository.git(
        "clone", "-q", "--no-single-branch", "--depth", "2",
        "file://\(repository.folder.string)", clone.string)
      for range in ["origin/side..HEAD", "origin/side...HEAD"] {
        let answer = try await repository.run("credtree", ["diff", range], in: clone)
        #expect(answer.exit == 9 && answer.message.contains("git fetch --unshallow"), "\(range)")
      }
      let part = try await repository.run("credtree", ["diff", "HEAD~1..HEAD"], in: clone)
      #expect(part.exit == 0, "\(part.message)")
    }
  }

  @Test func aConflictIsNoRemoval() async throws {
    try await withRepository("odd-conflict") { repository in
      try await repository.createUser("gate")
      try await repository.git("checkout", "-q", "-b", "side")
      try await repository.git("rm", "-q", "credentials/gate.json")
      try await repository.git("commit", "-q", "-m", "remove")
      try await repository.git("checkout", "-q", "main")
      try await repository.credtree("update", "gate", "realm=main")
      _ = try await repository.run("git", ["merge", "-q", "side"])
      #expect(try await changes(repository, "--staged") == ["gate unreadable"])
      // Git left our side in the work tree as it was.
      #expect(try await changes(repository) == [])
    }
  }

  @Test(arguments: [
    "mkdir credentials/gate.json", "mkfifo credentials/gate.json",
    "ln -s /etc/hostname credentials/gate.json", "ln -s nowhere credentials/gate.json",
    "head -c 40000000 /dev/zero > credentials/gate.json",
  ])
  func anOddFileIsUnreadableAndTheRestIsShown(_ command: String) async throws {
    try await withRepository("odd-file") { repository in
      try await repository.createUser("gate")
      try await repository.createUser("door")
      try await repository.credtree("update", "door", "realm=r", "--no-commit")
      try await repository.succeed("sh", ["-euc", "rm credentials/gate.json; \(command)"])
      #expect(try await changes(repository) == ["door changed", "gate unreadable"])
    }
  }

  @Test func aCommittedLinkIsListedOnce() async throws {
    try await withRepository("odd-link") { repository in
      try await repository.createUser("gate")
      try await repository.succeed(
        "sh", ["-euc", "ln -sf ../x credentials/gate.json; git commit -qam link"])
      #expect(try await changes(repository, "HEAD~1..HEAD") == ["gate unreadable"])
    }
  }

  @Test func aStoreThatMovedHasNotChanged() async throws {
    try await withRepository("odd-moved") { repository in
      try await repository.createUser("gate")
      try await repository.succeed(
        "sh",
        [
          "-euc",
          """
          git mv credentials secrets
          sed -i 's/^store: .*/store: secrets/' credtree.yaml
          git commit -qam move
          """,
        ])
      #expect(try await changes(repository, "HEAD~1..HEAD") == [])
    }
  }

  @Test(arguments: [
    ("HEAD~99", "there is no revision 'HEAD~99'"), ("HEAD^!", "there is no revision 'HEAD^!'"),
    ("HEAD:credtree.yaml", "is no commit"), ("nope", "there is no revision 'nope'"),
  ])
  func aRevisionThatIsNoneIsNamed(_ revision: String, _ words: String) async throws {
    try await withRepository("odd-revision") { repository in
      let answer = try await repository.run("credtree", ["diff", "\(revision)..HEAD"])
      #expect(answer.exit == 3 && answer.message.contains(words), "\(answer.message)")
      let outside = repository.sandbox.appending("tmp")
      let lost = try await repository.run("credtree", ["diff"], in: outside)
      #expect(lost.exit == 9 && lost.message.contains("git init"), "\(lost.message)")
    }
  }
}
