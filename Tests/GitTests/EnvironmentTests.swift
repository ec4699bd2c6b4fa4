import Git
import TestSupport
import Testing

/// Repositories as hooks and other users meet them.
@Suite struct EnvironmentTests {
  @Test func aQuarantineShowsThePushedObjects() async throws {
    try await withRepository("git") { git in
      try await git.shell(
        """
        echo a > a; git add a; git commit -qm a
        git init -q --bare remote.git; mkdir quarantine
        git rev-list --objects HEAD | cut -d' ' -f1 | git pack-objects -q quarantine/pack >/dev/null
        mkdir -p incoming/pack; mv quarantine/* incoming/pack
        """)
      let commit = try RepositoryTests.open(git.path).resolve("HEAD")
      var environment = RepositoryEnvironment()
      environment.gitFolder = "\(git.path)/remote.git"
      let plain = try Repository(containing: "/", environment: environment)
      #expect(throws: GitError.self) { try plain.contents(of: "a", at: commit) }
      environment.objectFolder = "\(git.path)/incoming"
      environment.alternateObjectFolders = "\(git.path)/remote.git/objects"
      let quarantined = try Repository(containing: "/", environment: environment)
      #expect(quarantined.isBare)
      #expect(try quarantined.contents(of: "a", at: commit) == Array("a\n".utf8))
    }
  }

  @Test func anotherUsersRepositoryIsRefused() async throws {
    try await withRepository("git") { git in
      // Only root can give a folder away.
      guard (try? await git.shell("test $(id -u) = 0 && chown -R 65534 .")) != nil else { return }
      let error = #expect(throws: GitError.self) { try RepositoryTests.open(git.path) }
      #expect(error?.code == .owner)
      #expect(error?.message.contains("safe.directory") == true)
      // git itself refuses the same repository.
      let status = try await git.attempt(["status"])
      #expect(!status.succeeded)
    }
  }

  @Test func aWorkTreeCanBeNamed() async throws {
    try await withRepository("git") { git in
      try await git.shell("mkdir elsewhere; echo a > a; git add a; git commit -qm a")
      var environment = RepositoryEnvironment()
      environment.gitFolder = "\(git.path)/.git"
      environment.workFolder = "\(git.path)/elsewhere"
      let repository = try Repository(containing: "/", environment: environment)
      #expect(repository.workFolder == "\(git.path)/elsewhere")
      let changes = try repository.changes(in: repository.range(nil))
      #expect(changes.map(\.kind) == [.deleted])
    }
  }

  @Test func referencesAndMergeBases() async throws {
    try await withRepository("git") { git in
      try await git.shell(
        """
        git commit -q --allow-empty -m base; git branch side
        git commit -q --allow-empty -m main; git checkout -q side
        git commit -q --allow-empty -m side; git checkout -q --orphan lone
        git commit -q --allow-empty -m lone
        """)
      let repository = try RepositoryTests.open(git.path)
      let (main, side) = (try repository.resolve("main"), try repository.resolve("side"))
      #expect(try repository.mergeBase(of: main, side) == repository.resolve("main~1"))
      #expect(try repository.mergeBase(of: main, repository.resolve("lone")) == nil)
      #expect(try repository.target(of: "refs/heads/side") == side)
      #expect(try repository.target(of: "refs/heads/none") == nil)
      let error = #expect(throws: GitError.self) { try repository.range("main...lone") }
      #expect(error?.code == .notFound)
    }
  }

  @Test func objectIDsReadAndPrintTheirDigits() throws {
    let text = "0123456789abcdef00000000ffffffff00000001"
    let id = try #require(ObjectID(text))
    #expect(id.description == text)
    #expect(ObjectID(text.uppercased()) == id)
    #expect(id.abbreviated == "0123456789")
    #expect(
      ObjectID("") == nil && ObjectID(text + "0") == nil && ObjectID("g" + text.dropFirst()) == nil)
  }
}
