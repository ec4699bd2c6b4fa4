import SystemPackage
import TestSupport
import Testing

/// Repositories of every kind work, or are refused with what mends them.
@Suite struct RepositoryKindTests {
  /// Tries a change, which must be refused as git's or the system's, and change nothing.
  private func refusal(_ repository: TestRepository, in place: FilePath? = nil) async throws
    -> String
  {
    let answer = try await repository.run(
      "credtree",
      [
        "create", "basic-auth", "gate", "username=user",
        "password=@\(repository.canaryFile.string)", "--yes",
      ], in: place)
    #expect(answer.exit == 9, "\(answer.status) \(answer.message)")
    return answer.message
  }

  @Test func aBareRepositoryIsReadOnly() async throws {
    try await withRepository("kinds") { repository in
      try await repository.createUser("first")
      let bare = repository.sandbox.appending("bare.git")
      try await repository.git("clone", "--quiet", "--bare", repository.folder.string, bare.string)
      let message = try await refusal(repository, in: bare)
      #expect(message.contains("bare"))
      let changes = try await repository.succeed(
        "credtree", ["diff", "HEAD~1..HEAD"], in: bare)
      #expect(changes.text.contains("first"))
    }
  }

  @Test func aFolderOutsideAnyRepository() async throws {
    try await withRepository("kinds", isInitialised: false) { repository in
      let outside = repository.sandbox.appending("tmp")
      for command in [["init", "--member", "alice"], ["list"]] {
        let answer = try await repository.run("credtree", command, in: outside)
        #expect(answer.exit == 9, "\(command): \(answer.status) \(answer.message)")
      }
    }
  }

  @Test func aSplitIndexIsRefusedUntilItIsMended() async throws {
    try await withRepository("kinds") { repository in
      try await repository.git("update-index", "--split-index")
      let message = try await refusal(repository)
      #expect(message.contains("git update-index --no-split-index"))
      try await repository.git("update-index", "--no-split-index")
      try await repository.createUser("gate")
      try await repository.requireCleanRepository()
    }
  }

  @Test func aSparseIndexIsRefusedUntilItIsMended() async throws {
    try await withRepository("kinds") { repository in
      try await repository.succeed("mkdir", ["one", "two"])
      try repository.write("x\n", to: "one/file")
      try repository.write("x\n", to: "two/file")
      try await repository.git("add", ".")
      try await repository.git("commit", "--quiet", "-m", "folders")
      try await repository.git(
        "sparse-checkout", "set", "--cone", "--sparse-index", "credentials", "one")
      let message = try await refusal(repository)
      #expect(message.contains("git sparse-checkout"))
    }
  }

  @Test func aRepositoryWithOtherHashesIsRefused() async throws {
    try await withRepository("kinds", isInitialised: false) { repository in
      let other = repository.sandbox.appending("sha256")
      try await repository.git("init", "--quiet", "--object-format=sha256", other.string)
      let answer = try await repository.run("credtree", ["init", "--member", "alice"], in: other)
      #expect(answer.exit == 9, "\(answer.status) \(answer.message)")
    }
  }

  @Test func aLinkedWorktreeADetachedHeadAndAnUnbornBranch() async throws {
    try await withRepository("kinds") { repository in
      let linked = repository.sandbox.appending("linked")
      try await repository.git("worktree", "add", "--quiet", "-b", "other", linked.string)
      let password = repository.canaryFile.string
      func create(_ name: String, in place: FilePath) async throws {
        try await repository.succeed(
          "credtree",
          ["create", "basic-auth", name, "username=user", "password=@\(password)", "--yes"],
          in: place)
        let status = try await repository.succeed(
          "git", ["status", "--porcelain", "credentials/\(name).json"], in: place)
        #expect(status.text.isEmpty)
        let subject = try await repository.succeed("git", ["log", "-1", "--format=%s"], in: place)
        #expect(subject.text == "credtree: create \(name) (r1)\n")
      }
      let main = try await repository.git("rev-parse", "main")
      try await create("in-worktree", in: linked)
      #expect(try await repository.git("rev-parse", "main") == main)
      try await repository.git("checkout", "--quiet", "--detach")
      try await create("detached", in: repository.folder)
      #expect(try await repository.git("rev-parse", "main") == main)
      try await repository.git("checkout", "--quiet", "--orphan", "fresh")
      try await create("unborn", in: repository.folder)
      #expect(try await repository.git("rev-list", "--count", "HEAD") == "1")
    }
  }
}
