import Git
import TestSupport
import Testing

@Suite struct RepositoryTests {
  /// What a test passes instead of its own process's variables.
  static func open(_ path: String) throws(GitError) -> Repository {
    try Repository(containing: path, environment: RepositoryEnvironment())
  }

  @Test func openingOutsideARepositoryFails() {
    let error = #expect(throws: GitError.self) { _ = try Self.open("/") }
    #expect(error?.code == .notFound)
  }

  @Test func foldersAreFoundFromBelow() async throws {
    try await withRepository("git") { git in
      try await git.shell("mkdir -p a/b")
      let repository = try Self.open("\(git.path)/a/b")
      #expect(repository.workFolder == git.path)
      #expect(repository.gitFolder == "\(git.path)/.git")
      #expect(repository.commonFolder == "\(git.path)/.git")
      #expect(!repository.isBare)
      #expect(try !repository.isShallow())
    }
  }

  @Test func headIsUnbornThenABranchThenDetached() async throws {
    try await withRepository("git") { git in
      let repository = try Self.open(git.path)
      #expect(try repository.head() == Head(reference: "refs/heads/main", commit: nil))
      try await git.git("commit", "-q", "--allow-empty", "-m", "one")
      let id = ObjectID(try await git.git("rev-parse", "HEAD").dropLast())
      #expect(id != nil)
      #expect(try repository.head() == Head(reference: "refs/heads/main", commit: id))
      try await git.git("checkout", "-q", "--detach")
      #expect(try repository.head() == Head(reference: nil, commit: id))
      #expect(try repository.resolve("main") == id)
      let error = #expect(throws: GitError.self) { try repository.resolve("absent") }
      #expect(error?.code == .notFound)
    }
  }

  @Test func contentsAreReadFromCommitsAndTheIndex() async throws {
    try await withRepository("git") { git in
      try await git.shell(
        """
        mkdir -p c/d; printf one > c/one; printf two > c/d/two; printf three > three
        git add .; git commit -qm first; printf 'uno' > c/one; git add c/one
        touch later; git add -N later
        """)
      let repository = try Self.open(git.path)
      let head = try repository.resolve("HEAD")
      #expect(try repository.contents(of: "c/one", at: head) == Array("one".utf8))
      #expect(try repository.contents(of: "c/d/two", atRevision: "main") == Array("two".utf8))
      #expect(try repository.contents(of: "c/none", at: head) == nil)
      #expect(try repository.contents(of: "c", at: head) == nil)
      #expect(try repository.files(under: "c", at: head).map(\.path) == ["c/d/two", "c/one"])
      #expect(try repository.files(under: "c/one", at: head).map(\.path) == ["c/one"])
      #expect(try repository.files(under: "", at: head).count == 3)
      #expect(try repository.files(under: "x", at: head).isEmpty)
      #expect(try repository.trackedFiles() == ["c/d/two", "c/one", "later", "three"])
      #expect(try repository.trackedBlobs(under: "c").map(\.path) == ["c/d/two", "c/one"])
      #expect(try repository.stagedContents(of: "c/one") == Array("uno".utf8))
      #expect(try repository.staged("later") == .intentToAdd)
      #expect(try repository.staged("none") == .absent)
      #expect(try repository.isTracked("three"))
    }
  }

  @Test func ignoredPathsFollowGitignore() async throws {
    try await withRepository("git") { git in
      try await git.shell("echo 'build/' > .gitignore")
      let repository = try Self.open(git.path)
      #expect(try repository.isIgnored("build/x"))
      #expect(try !repository.isIgnored("src/x"))
    }
  }

  @Test func configurationIsRead() async throws {
    try await withRepository("git") { git in
      try await git.git("config", "commit.gpgsign", "yes")
      let repository = try Self.open(git.path)
      #expect(try repository.userName() == "Ann")
      #expect(try repository.userEmail() == "ann@example.org")
      #expect(try repository.configBool("commit.gpgsign") == true)
      #expect(try repository.configString("credtree.none") == nil)
    }
  }

  @Test func aLinkedWorkTreeHasItsOwnHead() async throws {
    try await withRepository("git") { git in
      try await git.git("commit", "-q", "--allow-empty", "-m", "one")
      try await git.git("worktree", "add", "-q", "-b", "other", "linked")
      let repository = try Self.open("\(git.path)/linked")
      #expect(repository.workFolder == "\(git.path)/linked")
      #expect(repository.gitFolder == "\(git.path)/.git/worktrees/linked")
      #expect(repository.commonFolder == "\(git.path)/.git")
      #expect(try repository.head().reference == "refs/heads/other")
    }
  }

  @Test func theEnvironmentNamesTheGitFolderAndTheIndex() async throws {
    try await withRepository("git") { git in
      try await git.shell(
        """
        echo a > a; git add a; git commit -qm a
        echo b > b; GIT_INDEX_FILE=other git add b
        """)
      var environment = RepositoryEnvironment()
      environment.gitFolder = "\(git.path)/.git"
      environment.indexFile = "other"
      let repository = try Repository(containing: "/", environment: environment)
      #expect(repository.workFolder == git.path)
      #expect(try repository.trackedFiles() == ["b"])
    }
  }

  @Test func aBareRepositorySaysSo() async throws {
    try await withSandbox("git") { folder in
      let git = GitFixture(at: folder)
      try await git.git("init", "-q", "--bare")
      #expect(try Self.open(git.path).isBare)
    }
  }
}
