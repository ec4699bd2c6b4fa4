import CredentialStore
import Credentials
import Files
import Git
import SystemPackage
import TestSupport
import Testing

/// What becomes of the index's other entries.
@Suite struct IndexTests {
  @Test func aChangeInTheSecondOfItsIndexIsStillSeen() async throws {
    try await withRepository("store") { git in
      let store = try Store(git)
      // Same size, same second as the index: only the index's own age gives it away.
      try await git.shell(
        """
        while :; do
          echo one > mine; git add mine; git commit -qm mine --allow-empty; echo two > mine
          test $(stat -c %Y mine) = $(stat -c %Y .git/index) && break; echo 1 > mine
        done; sleep 1.1
        """)
      try store.write(["credentials/a.json": "one\n"])
      #expect(try await git.git("status", "--porcelain") == " M mine\n")
    }
  }

  @Test func theVersionAndTheFlagsStay() async throws {
    try await withRepository("store") { git in
      let store = try Store(git)
      try await git.shell(
        """
        for f in a b c; do echo $f > $f; done; git add .; git commit -qm base
        git update-index --index-version 4; git update-index --skip-worktree a
        git update-index --assume-unchanged b; echo later > d; git add -N d
        """)
      try store.write(["credentials/a.json": "one\n"])
      #expect(try await git.shell("od -An -tu1 -j7 -N1 .git/index | tr -d ' '") == "4\n")
      #expect(try await git.git("ls-files", "-v") == "S a\nh b\nH c\nH credentials/a.json\nH d\n")
      #expect(try await git.git("status", "--porcelain") == " A d\n")
    }
  }

  @Test(arguments: [
    ("git update-index --split-index", "git update-index --no-split-index"),
    ("git sparse-checkout set --cone --sparse-index x", "--no-sparse-index"),
  ])
  func anIndexThatCannotBeReadIsNamed(_ preparation: String, _ cure: String) async throws {
    try await withRepository("store") { git in
      let store = try Store(git)
      try await git.shell(
        """
        mkdir x y; echo a > x/a; echo b > y/b; git add .; git commit -qm a; \(preparation)
        """)
      let head = try await git.git("rev-parse", "HEAD")
      let failure = #expect(throws: Failure.self) { try store.write(["x/new": "one"]) }
      #expect(failure?.code == .system)
      #expect(failure?.message.contains(cure) == true)
      #expect(try await git.git("rev-parse", "HEAD") == head)
      #expect(try await git.git("status", "--porcelain") == "")
      #expect(!FileReader.exists("\(git.path)/.git/credtree/pending"))
    }
  }

  @Test func anotherIndexFileIsUsed() async throws {
    try await withRepository("store") { git in
      try Store(git).write(["a": "one"])
      try await git.shell("cp .git/index .git/other")
      var environment = RepositoryEnvironment()
      environment.indexFile = ".git/other"
      let repository = try Repository(containing: git.path, environment: environment)
      let options = Transaction.Options(authorship: Authorship(member: nil, variables: [:]))
      _ = try Transaction(in: repository, options).commit { _ in
        ChangeSet(writes: ["b": [1]], message: CommitMessage("b"))
      }
      #expect(try await git.shell("GIT_INDEX_FILE=.git/other git ls-files") == "a\nb\n")
      #expect(try await git.git("ls-files") == "a\n")
    }
  }
}
