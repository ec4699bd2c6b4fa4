import Git
import TestSupport
import Testing

/// Repositories that libgit2 cannot read, and the command that each message must name.
@Suite struct UnsupportedTests {
  private func expectUnsupported(
    naming command: String, _ body: () throws(GitError) -> Void
  ) {
    do throws(GitError) {
      try body()
      Issue.record("nothing was thrown")
    } catch {
      #expect(error.code == .unsupported)
      #expect(error.message.contains(command))
    }
  }

  @Test func splitIndex() async throws {
    try await withRepository("git") { git in
      try await git.shell("echo a > a; git add a; git commit -qm a; git update-index --split-index")
      let repository = try RepositoryTests.open(git.path)
      expectUnsupported(naming: "git update-index --no-split-index") { () throws(GitError) in
        _ = try repository.trackedFiles()
      }
      try await git.git("update-index", "--no-split-index")
      #expect(try repository.trackedFiles() == ["a"])
    }
  }

  @Test func sparseIndex() async throws {
    try await withRepository("git") { git in
      try await git.shell(
        """
        mkdir x y; echo a > x/a; echo b > y/b; git add .; git commit -qm a
        git sparse-checkout set --cone --sparse-index x
        """)
      let repository = try RepositoryTests.open(git.path)
      expectUnsupported(naming: "git sparse-checkout reapply --no-sparse-index") {
        () throws(GitError) in
        _ = try repository.trackedFiles()
      }
      try await git.git("sparse-checkout", "reapply", "--no-sparse-index")
      #expect(try repository.trackedFiles() == ["x/a", "y/b"])
    }
  }

  @Test func sha256() async throws {
    try await withSandbox("git") { folder in
      let git = GitFixture(at: folder)
      try await git.initialize("--object-format=sha256")
      expectUnsupported(naming: "--object-format=sha1") { () throws(GitError) in
        _ = try RepositoryTests.open(git.path)
      }
    }
  }

  @Test func missingObjectsOfAPartialClone() async throws {
    try await withRepository("git") { git in
      try await git.shell(
        """
        echo a > a; git add a; git commit -qm a; echo b > a; git commit -qam b
        git config uploadpack.allowFilter true
        git clone -q --filter=blob:none "file://$PWD" clone
        """)
      let repository = try RepositoryTests.open("\(git.path)/clone")
      let blob = try #require(try repository.blob(of: "a", at: repository.resolve("HEAD~1")))
      expectUnsupported(naming: "git fetch --refetch --no-filter") { () throws(GitError) in
        _ = try repository.contents(ofBlob: blob)
      }
      try await git.git("-C", "clone", "fetch", "-q", "--refetch", "--no-filter")
      let mended = try RepositoryTests.open("\(git.path)/clone")
      #expect(try mended.contents(ofBlob: blob) == Array("a\n".utf8))
    }
  }
}
