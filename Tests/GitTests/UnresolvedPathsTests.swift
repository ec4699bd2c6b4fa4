import Git
import TestSupport
import Testing

@Suite struct UnresolvedPathsTests {
  private static let conflict = """
    mkdir -p a/b; echo one > a/b/both; echo two > a/gone; echo three > other; git add .
    git commit -qm base; git branch theirs
    echo ours > a/b/both; echo ours > other; git rm -q a/gone; echo ours > a/new; git add .
    git commit -qam ours; git checkout -q theirs
    echo theirs > a/b/both; echo theirs > other; echo theirs > a/gone; echo theirs > a/new
    git add .; git commit -qam theirs; git checkout -q main; git merge -q theirs || true
    """

  @Test func everySideOfAConflictIsFound() async throws {
    try await withRepository("unresolved") { git in
      let repository = try RepositoryTests.open(git.path)
      #expect(try repository.unresolvedPaths() == [])
      try await git.shell(Self.conflict)
      let all = try repository.unresolvedPaths()
      #expect(all.map(\.path) == ["a/b/both", "a/gone", "a/new", "other"])
      let below = try repository.unresolvedPaths(under: "a")
      #expect(below == Array(all.prefix(3)))
      func text(_ blob: ObjectID?) throws -> String? {
        try blob.map { String(decoding: try repository.contents(ofBlob: $0), as: UTF8.self) }
      }
      let sides = try below.map { [try text($0.base), try text($0.ours), try text($0.theirs)] }
      #expect(
        sides == [
          ["one\n", "ours\n", "theirs\n"], ["two\n", nil, "theirs\n"],
          [
            nil, "ours\n", "theirs\n",
          ],
        ])
    }
  }

  @Test func anIndexThatIsInstalledEndsTheConflictsOfItsPaths() async throws {
    try await withRepository("unresolved") { git in
      try await git.shell(Self.conflict)
      let repository = try RepositoryTests.open(git.path)
      try await git.shell("echo merged > a/b/both; rm -f a/gone")
      let blob = try repository.write(blob: Array("merged\n".utf8).span)
      try IndexCopy(of: repository).install([
        TreeUpdate(path: "a/b/both", blob: blob), TreeUpdate(path: "a/gone", blob: nil),
      ])
      #expect(try repository.unresolvedPaths().map(\.path) == ["a/new", "other"])
      let status = try await git.git("status", "--porcelain")
      #expect(status.contains("M  a/b/both") && !status.contains("a/gone"), "\(status)")
      try await git.git("checkout", "-q", "--merge", "--", "a/b/both")
      #expect(try repository.unresolvedPaths().map(\.path) == ["a/b/both", "a/new", "other"])
    }
  }
}
