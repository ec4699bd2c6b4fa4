import CredentialStore
import Credentials
import Git
import Synchronization
import TestSupport
import Testing

/// What a commit says, and who it is by.
@Suite struct CommitTests {
  @Test func trailersAreReadByGit() async throws {
    try await withRepository("store") { git in
      let store = try Store(git)
      let message = CommitMessage(
        "credtree: update docker-hub (r4): password", body: "Because.\n\n",
        trailers: [
          .init("Credential-Id", "1mO5qKOUcacMaFXJsmJzQh"), .init("Credential-Revision", "4"),
          .init("Credential-Change", "password\nInjected: x"),
        ])
      try store.change(ChangeSet(writes: ["a": [1]], message: message))
      #expect(
        try await git.shell("git log -1 --format=%B | git interpret-trailers --parse")
          == """
          Credential-Id: 1mO5qKOUcacMaFXJsmJzQh
          Credential-Revision: 4
          Credential-Change: password Injected: x

          """)
      #expect(
        try await git.git("log", "-1", "--format=%s|%b").hasPrefix(
          "credtree: update docker-hub (r4): password|Because.\n\nCredential-Id"))
    }
  }

  @Test func theVariablesOfGitAreHonoured() async throws {
    try await withRepository("store") { git in
      let store = try Store(
        git,
        variables: [
          "GIT_AUTHOR_NAME": "Bob", "GIT_AUTHOR_EMAIL": "bob@example.org",
          "GIT_AUTHOR_DATE": "2026-11-20T10:00:00+0130",
          "GIT_COMMITTER_DATE": "@1700000000 -0500",
        ])
      try store.write(["a": "one"])
      #expect(
        try await git.git("log", "-1", "--format=%an|%ae|%aI|%cn|%ce|%cd", "--date=raw")
          == "Bob|bob@example.org|2026-11-20T10:00:00+01:30|Ann|ann@example.org|1700000000 -0500\n"
      )
    }
  }

  @Test(arguments: [
    "2005-04-07T22:13:13+02:00", "2005-04-07 22:13:13 +0200", "Thu, 07 Apr 2005 22:13:13 +0200",
    "7 Apr 2005 22:13:13 +0200", "1112904793 +0200", "@1112904793 +0200",
    "2005-04-07T20:13:13Z", "2005.04.07 20:13:13 +0000",
  ])
  func datesAreReadAsGitReadsThem(_ text: String) async throws {
    try await withRepository("store") { git in
      let store = try Store(git, variables: ["GIT_AUTHOR_DATE": text])
      try store.write(["a": "one"])
      #expect(try await git.git("log", "-1", "--format=%at") == "1112904793\n")
      let plain = try await git.shell(
        "GIT_AUTHOR_DATE='\(text)' git commit -q --allow-empty -m x; git log -2 --format=%ad")
      #expect(Set(plain.split(separator: "\n")).count == 1)
    }
  }

  @Test func aDateThatIsNoneIsRefused() async throws {
    try await withRepository("store") { git in
      let store = try Store(git, variables: ["GIT_AUTHOR_DATE": "yesterday-ish"])
      let failure = #expect(throws: Failure.self) { try store.write(["a": "one"]) }
      #expect(failure?.code == .usage)
    }
  }

  @Test func withoutAUserTheMemberIsTheAuthor() async throws {
    try await withRepository("store") { git in
      try await git.shell("git config user.name ''; git config user.email ''")
      let failure = #expect(throws: Failure.self) { try Store(git).write(["a": "one"]) }
      #expect(failure?.code == .system)
      try Store(git, member: "alice").write(["a": "one"])
      #expect(
        try await git.git("log", "-1", "--format=%an <%ae> %cn <%ce>")
          == "alice <alice@credtree.invalid> alice <alice@credtree.invalid>\n")
    }
  }

  @Test func aSignerSeesTheCommitAndItsSignatureIsStored() async throws {
    try await withRepository("store") { git in
      let seen = Mutex<[UInt8]>([])
      let store = try Store(git) { commit throws(Failure) in
        seen.withLock { $0 = commit }
        return "-----BEGIN TEST-----\nabc\n-----END TEST-----\n"
      }
      try store.write(["a": "one"])
      let stored = try await git.git("cat-file", "commit", "HEAD")
      #expect(stored.contains("gpgsig -----BEGIN TEST-----\n abc\n -----END TEST-----\n"))
      let text = seen.withLock { String(decoding: $0, as: UTF8.self) }
      #expect(text.hasPrefix("tree ") && text.hasSuffix("\n\ncredtree: test\n"))
      try await store.expectClean()
    }
  }
}
