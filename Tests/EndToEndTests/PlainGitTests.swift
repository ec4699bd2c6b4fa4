import SystemPackage
import TestSupport
import Testing

/// What git itself says about the repositories that we write.
@Suite struct PlainGitTests {
  @Test func gitAgreesAfterEveryKindOfChange() async throws {
    try await withRepository("git") { repository in
      try await repository.requireCleanRepository()
      try await repository.createUser("gate")
      try await repository.requireCleanRepository()
      try await repository.credtree("update", "gate", "username=other")
      try await repository.requireCleanRepository()
      try await repository.credtree("delete", "gate", "--yes")
      try await repository.requireCleanRepository()

      let subjects = try await repository.git("log", "--format=%s").split(separator: "\n")
      #expect(subjects.count == 4)
      #expect(subjects.first == "credtree: delete gate")
      #expect(subjects.dropFirst().first == "credtree: update gate (r2): username")
      let author = try await repository.git("log", "-1", "--format=%an <%ae> %cn")
      #expect(author == "Alice Example <alice@example.com> Alice Example")
      let trailers = try await repository.git(
        "log", "-1", "--skip=1", "--format=%(trailers:key=Credential-Revision,valueonly)")
      #expect(trailers.hasPrefix("2"))
      let reflog = try await repository.git("reflog", "--format=%gs").split(separator: "\n")
      #expect(reflog.count == 4)
    }
  }

  @Test func gitStillPacksClonesAndChecksOut() async throws {
    try await withRepository("git") { repository in
      try await repository.createUser("gate")
      try await repository.git("gc", "--quiet")
      let clone = repository.sandbox.appending("clone")
      try await repository.git("clone", "--quiet", repository.folder.string, clone.string)
      let password = try await repository.succeed(
        "credtree", ["reveal", "gate", "password"], in: clone, mayShowSecrets: true)
      let matches = password.text == repository.canary.text
      #expect(matches)
      try await repository.credtree("update", "gate", "username=other")
      try await repository.requireCleanRepository()
    }
  }

  @Test func theUsersOwnChangesStayAsTheyWere() async throws {
    try await withRepository("git") { repository in
      for name in ["staged", "modified", "both", "removed"] {
        try repository.write("one\n", to: name)
      }
      try await repository.git("add", ".")
      try await repository.git("commit", "--quiet", "-m", "files of the user's own")
      try repository.write("two\n", to: "staged")
      try repository.write("two\n", to: "both")
      try await repository.git("add", "staged", "both")
      try repository.write("three\n", to: "both")
      try repository.write("two\n", to: "modified")
      try await repository.git("rm", "--quiet", "removed")
      try repository.write("new\n", to: "untracked")
      try repository.write("new\n", to: "added")
      try await repository.git("add", "--intent-to-add", "added")

      let status = try await repository.git("status", "--porcelain")
      let staged = try await repository.git("diff", "--cached")
      let unstaged = try await repository.git("diff")
      try await repository.createUser("gate")
      try await repository.credtree("update", "gate", "username=other")
      #expect(try await repository.git("status", "--porcelain") == status)
      #expect(try await repository.git("diff", "--cached") == staged)
      #expect(try await repository.git("diff") == unstaged)
      let touched = try await repository.git("show", "--name-only", "--format=", "HEAD")
      #expect(touched == "credentials/gate.json")
      try await repository.credtree("delete", "gate", "--yes")
      #expect(try await repository.git("status", "--porcelain") == status)
    }
  }
}
