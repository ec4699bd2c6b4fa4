import Git
import TestSupport
import Testing

@Suite struct SweepTests {
  @Test func everyVersionOnEveryReferenceIsMetOnce() async throws {
    try await withRepository("git") { git in
      try await git.shell(
        """
        mkdir -p s/t; echo 1 > s/a; echo 1 > s/t/b; git add .; git commit -qm 1
        echo 2 > s/a; echo 1 > out; git add .; git commit -qm 2
        git checkout -qb side; echo 3 > s/t/b; git commit -qam 3; git tag -am t t
        git checkout -q main; git branch -qD side
        git rm -q s/a; git commit -qm 4; git merge -q --no-edit t
        """)
      let repository = try RepositoryTests.open(git.path)
      let tips = try repository.referenceTips()
      #expect(tips.map(\.name) == ["HEAD", "refs/heads/main", "refs/tags/t"])
      let commits = try repository.commits(reachableFrom: tips.map(\.commit))
      let expected = try await git.git("rev-list", "--all").split(separator: "\n")
      #expect(Set(commits.map(\.description)) == Set(expected.map(String.init)))
      let versions = try repository.versions(of: "s", in: commits)
      let found = try versions.map { version in
        let text = String(decoding: try repository.contents(ofBlob: version.blob), as: UTF8.self)
        return "\(version.path) \(text.dropLast())"
      }
      // The first version of both files is the same blob, and is met once.
      #expect(found == ["s/a 1", "s/a 2", "s/t/b 3"])
      let first = try repository.commit(versions[1].commit)
      #expect(first.subject == "2")
      #expect(try repository.versions(of: "none", in: commits).isEmpty)
      #expect(try repository.versions(of: "out", in: commits).count == 1)
    }
  }

  @Test func manyPathsAreLookedUpAFolderAtATime() async throws {
    try await withRepository("git") { git in
      try await git.shell("mkdir -p a/b; echo 1 > a/b/c; echo 2 > d; git add .; git commit -qm 1")
      let repository = try RepositoryTests.open(git.path)
      let head = try #require(try repository.head().commit)
      let paths = ["d", "a/b/c", "a/b", "none", "a/none", "d/e", "a/b/c/d"]
      let expected = try paths.map { try repository.blob(of: $0, at: head) }
      #expect(expected.compactMap(\.self).count == 2)
      #expect(try repository.blobs(of: paths, at: head) == expected)
    }
  }
}
