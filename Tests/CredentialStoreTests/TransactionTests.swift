import CredentialStore
import Credentials
import Files
import Git
import TestSupport
import Testing

/// One commit that touches only its own paths, as real git sees it.
@Suite struct TransactionTests {
  @Test func aCommitOnAnUnbornBranch() async throws {
    try await withRepository("store") { git in
      let store = try Store(git)
      let result = try store.write(["credentials/a.json": "one\n"])
      guard case .committed(let id, let paths) = result else {
        Issue.record("not committed")
        return
      }
      #expect(paths == ["credentials/a.json"])
      #expect(try await git.git("rev-parse", "main") == "\(id)\n")
      try await store.expectClean()
      #expect(try await git.git("reflog", "main").contains("commit (initial): credtree: test"))
      #expect(try await git.git("reflog", "HEAD").contains("commit (initial): credtree: test"))
      #expect(FileReader.permissions(of: "\(git.path)/credentials/a.json") == 0o644)
      try store.write(["credentials/a.json": "two\n", "b": "b\n"])
      try store.change(ChangeSet(deletions: ["b"], message: CommitMessage("credtree: delete b")))
      try await store.expectClean()
      #expect(try await git.git("log", "--format=%s %an <%ae>").split(separator: "\n").count == 3)
      #expect(try await git.git("ls-files") == "credentials/a.json\n")
      #expect(try await git.git("reflog", "main").split(separator: "\n").count == 3)
    }
  }

  @Test func nothingToDoIsNoCommit() async throws {
    try await withRepository("store") { git in
      let store = try Store(git)
      try store.write(["a": "one"])
      let head = try await git.git("rev-parse", "HEAD")
      #expect(try store.write(["a": "one"]) == .unchanged)
      #expect(
        try store.change(ChangeSet(deletions: ["none"], message: CommitMessage("x"))) == .unchanged)
      #expect(try await git.git("rev-parse", "HEAD") == head)
    }
  }

  @Test func aDetachedHeadMoves() async throws {
    try await withRepository("store") { git in
      let store = try Store(git)
      try store.write(["a": "one"])
      let main = try await git.git("rev-parse", "main")
      try await git.git("checkout", "-q", "--detach")
      try store.write(["a": "two"])
      #expect(try await git.git("rev-parse", "main") == main)
      #expect(try await git.git("rev-parse", "HEAD~1") == main)
      try await store.expectClean()
      #expect(try await git.attempt(["symbolic-ref", "-q", "HEAD"]).succeeded == false)
    }
  }

  @Test func aLinkedWorkTreeAndAPackedBranch() async throws {
    try await withRepository("store") { git in
      try Store(git).write(["a": "one"])
      try await git.git("worktree", "add", "-q", "-b", "topic/x", "linked")
      try await git.git("pack-refs", "--all")
      let linked = git.below("linked")
      let store = try Store(linked)
      try store.write(["a": "two"])
      try await store.expectClean()
      #expect(try await git.git("log", "-1", "--format=%s", "topic/x") == "credtree: test\n")
      #expect(try await git.git("rev-list", "--count", "main") == "1\n")
      #expect(try await git.git("reflog", "topic/x").contains("commit: credtree: test"))
    }
  }

  @Test func whatTheUserStagedElsewhereStays() async throws {
    try await withRepository("store") { git in
      let store = try Store(git)
      try await git.shell(
        """
        for f in staged modified both removed conflict kept; do echo base > $f; done
        git add .; git commit -qm base
        git checkout -qb side; echo theirs > conflict; git commit -qam side
        git checkout -q main; echo ours > conflict; git commit -qam ours
        git merge side >/dev/null || true
        echo new > staged; git add staged; echo new > modified
        echo index > both; git add both; echo tree > both
        git rm -q --cached removed; echo later > later; git add -N later; echo u > untracked
        """)
      let before = try await git.git("status", "--porcelain=v2")
      let staged = try await git.git("ls-files", "--stage", "--debug", "staged", "conflict")
      try store.write(["credentials/a.json": "one\n"])
      #expect(try await git.git("status", "--porcelain=v2") == before)
      #expect(
        try await git.git("ls-files", "--stage", "--debug", "staged", "conflict") == staged)
      #expect(
        try await git.git("show", "--format=", "--name-only", "HEAD") == "credentials/a.json\n")
      try await git.git("fsck", "--strict")
    }
  }

  @Test(arguments: ["staged", "modified", "untracked", "removed", "intent", "link"])
  func theUsersOwnChangeOfTheSamePathIsAConflict(_ kind: String) async throws {
    try await withRepository("store") { git in
      let store = try Store(git)
      try store.write(["credentials/a.json": "one\n"])
      var path = "credentials/a.json"
      switch kind {
      case "staged":
        try await git.shell("echo mine > \(path); git add .; git show HEAD:\(path) > \(path)")
      case "modified": try await git.shell("echo mine > \(path)")
      case "removed": try await git.shell("rm \(path)")
      case "link": try await git.shell("mv credentials real; ln -s real credentials")
      default:
        path = "credentials/b.json"
        try await git.shell("echo mine > \(path)")
        if kind == "intent" { try await git.git("add", "-N", path) }
      }
      let before = try await git.git("status", "--porcelain=v2")
      let head = try await git.git("rev-parse", "HEAD")
      let failure = #expect(throws: Failure.self) { try store.write([path: "two\n"]) }
      #expect(failure?.code == .conflict)
      #expect(failure?.message.contains(path) == true)
      #expect(try await git.git("status", "--porcelain=v2") == before)
      #expect(try await git.git("rev-parse", "HEAD") == head)
      #expect(!FileReader.exists("\(git.path)/.git/credtree/pending"))
      #expect(!FileReader.exists("\(git.path)/.git/index.lock"))
    }
  }

  @Test func contentsThatTheCallerTookInAreWrittenOver() async throws {
    try await withRepository("store") { git in
      let store = try Store(git)
      try await git.shell("echo mine > .gitattributes")
      let mine = Array("mine\n".utf8)
      try store.change(
        ChangeSet(
          writes: [".gitattributes": mine + Array("ours\n".utf8)],
          incorporated: [".gitattributes": mine], message: CommitMessage("credtree: init")))
      try await store.expectClean()
      #expect(try await git.git("show", "HEAD:.gitattributes") == "mine\nours\n")
    }
  }

  @Test func stagingOnlyBuildsOnWhatIsStaged() async throws {
    try await withRepository("store") { git in
      let store = try Store(git)
      try store.write(["a": "one\n", "c": "c\n"])
      let head = try await git.git("rev-parse", "HEAD")
      let staging = try Store(git, isStagingOnly: true)
      #expect(try staging.write(["b": "one\n"]) == .staged(paths: ["b"]))
      try staging.append("two\n", to: "b")
      try staging.append("two\n", to: "a")
      try staging.change(ChangeSet(deletions: ["c"], message: CommitMessage("x")))
      #expect(try await git.git("rev-parse", "HEAD") == head)
      #expect(try await git.git("status", "--porcelain") == "M  a\nA  b\nD  c\n")
      #expect(try await git.git("show", ":b") == "one\ntwo\n")
    }
  }

  @Test func aBareRepositoryIsRefused() async throws {
    try await withSandbox("store") { folder in
      let git = GitFixture(at: folder)
      try await git.git("init", "-q", "--bare")
      let store = try Store(git)
      let failure = #expect(throws: Failure.self) { try store.write(["a": "one"]) }
      #expect(failure?.code == .system)
    }
  }

  @Test(arguments: ["../a", "a/../b", "/a", "", ".git/config", "a/.GIT/x", "a\nb", "a\0b"])
  func pathsThatLeaveTheWorkTreeAreRefused(_ path: String) async throws {
    try await withRepository("store") { git in
      let store = try Store(git)
      let failure = #expect(throws: Failure.self) { try store.write([path: "one"]) }
      #expect(failure?.code == .invalid)
    }
  }

  @Test func aRefusalOfTheCallerChangesNothing() async throws {
    try await withRepository("store") { git in
      let store = try Store(git)
      let failure = #expect(throws: Failure.self) {
        _ = try store.transaction.commit { _ throws(Failure) in
          throw Failure(.duplicate, "taken")
        }
      }
      #expect(failure?.code == .duplicate)
      #expect(try await git.git("status", "--porcelain") == "")
    }
  }

  @Test func anIndexLockThatStaysIsReported() async throws {
    try await withRepository("store") { git in
      let store = try Store(git)
      try store.write(["a": "one"])
      let head = try await git.git("rev-parse", "HEAD")
      try await git.shell("touch .git/index.lock")
      let failure = #expect(throws: Failure.self) { try store.write(["a": "two"]) }
      #expect(failure?.code == .conflict)
      #expect(failure?.message.contains("index.lock") == true)
      #expect(FileReader.exists("\(git.path)/.git/index.lock"))
      try await git.shell("rm .git/index.lock")
      #expect(try await git.git("rev-parse", "HEAD") == head)
      try await store.expectClean()
    }
  }
}
