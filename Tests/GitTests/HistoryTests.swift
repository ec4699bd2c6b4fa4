import Git
import TestSupport
import Testing

@Suite struct HistoryTests {
  @Test func historyIsWhatGitLogSays() async throws {
    try await withRepository("git") { git in
      try await git.shell(
        """
        mkdir s; for n in 1 2 3; do echo $n > s/a; git add .; git commit -qm "a $n"; \
        echo $n > other; git add .; git commit -qm "other $n"; done
        git checkout -qb side HEAD~2; echo b > s/b; git add .; git commit -qm b
        git checkout -q main; git merge -q --no-edit side
        git rm -q s/a; git commit -qm 'a gone'
        """)
      let repository = try RepositoryTests.open(git.path)
      for path in ["s/a", "s/b", "s", "other", "none"] {
        let expected = try await git.git("log", "--format=%H", "--", path).split(separator: "\n")
        let history = try repository.history(of: path)
        #expect(Set(history.commits.map(\.commit.description)) == Set(expected.map(String.init)))
        #expect(!history.reachedShallowBoundary)
      }
      let history = try repository.history(of: "s/a")
      #expect(history.commits.map(\.subject) == ["a gone", "a 3", "a 2", "a 1"])
      #expect(history.commits[0].blob == nil)
      let blob = try #require(history.commits[1].blob)
      #expect(try repository.contents(ofBlob: blob) == Array("3\n".utf8))
      #expect(history.commits[1].author.name == "Ann")
      #expect(history.commits[1].author.time > 1_600_000_000)
      let all = try repository.history(of: "")
      #expect(all.commits.count == 9)
      let since = try repository.history(
        of: "", from: repository.resolve("main"), excluding: [repository.resolve("side")])
      #expect(Set(since.commits.map(\.subject)).contains("a 3"))
      #expect(!since.commits.map(\.subject).contains("b"))
      #expect(try repository.history(of: "s/a", limit: 2).commits.count == 2)
    }
  }

  @Test func aShallowBoundaryIsReported() async throws {
    try await withRepository("git") { git in
      try await git.shell(
        """
        for n in 1 2 3; do echo $n > a; git add .; git commit -qm "a $n"; done
        git clone -q --depth 2 "file://$PWD" clone
        """)
      let repository = try RepositoryTests.open("\(git.path)/clone")
      #expect(try repository.isShallow())
      let history = try repository.history(of: "a")
      #expect(history.commits.count == 2)
      #expect(history.reachedShallowBoundary)
    }
  }

  @Test func changesOverEveryKindOfRange() async throws {
    try await withRepository("git") { git in
      try await git.shell(
        """
        mkdir s t; echo 1 > s/a; echo 1 > s/b; echo 1 > t/c; git add .; git commit -qm one
        git checkout -qb side; echo 2 > s/a; git rm -q s/b; echo 2 > s/n; git add .
        git commit -qm two; git checkout -q main; echo 3 > t/c; git commit -qam three
        git checkout -q side; echo 4 > s/n; echo untracked > s/u
        """)
      let repository = try RepositoryTests.open(git.path)
      func summary(_ range: String?) throws -> [String] {
        try repository.changes(in: repository.range(range), under: "s").map {
          "\($0.kind) \($0.path)"
        }
      }
      let two = ["modified s/a", "deleted s/b", "added s/n"]
      #expect(try summary("main...side") == two)
      #expect(try summary("HEAD~1..HEAD") == two)
      #expect(try summary("HEAD~1..") == two)
      #expect(try summary("HEAD~1") == two)
      #expect(try summary(nil) == ["modified s/n"])
      #expect(try repository.changes(in: repository.range("main...side")).count == 3)
      #expect(try repository.changes(in: repository.range("main..side")).count == 4)
      let head = try repository.resolve("HEAD")
      #expect(try repository.changes(from: nil, to: head, under: "t").map(\.path) == ["t/c"])
      let change = try #require(try repository.changes(in: repository.range(nil)).first)
      #expect(try change.old == repository.blob(of: "s/n", at: head))
      let hashed = try await git.git("hash-object", "s/n")
      #expect(change.new == ObjectID(hashed.dropLast()))
    }
  }
}
