import Git
import TestSupport
import Testing

/// The index as it is read here, against what git says.
@Suite struct FileListTests {
  private func list(_ git: GitFixture) throws -> [String] {
    let files = try RepositoryTests.open(git.path).trackedList()
    return (0..<files.count).map { "\(files.blob($0)?.description ?? "") \(files.path($0))" }
  }

  /// As `git ls-files --stage` has them: no submodules, one side of what is not merged.
  private func expected(_ git: GitFixture) async throws -> [String] {
    var lines: [String] = []
    for line in try await git.git("ls-files", "--stage", "-z").split(separator: "\0") {
      let (head, path) = (line.prefix { $0 != "\t" }, line.drop { $0 != "\t" }.dropFirst())
      let words = head.split(separator: " ")
      guard words[0] != "160000" else { continue }
      if words[2] != "0", lines.last?.hasSuffix(" \(path)") == true { continue }
      lines.append("\(words[1]) \(path)")
    }
    return lines
  }

  @Test(arguments: [2, 3, 4]) func everyVersionIsRead(_ version: Int) async throws {
    try await withRepository("git") { git in
      try await git.shell(
        """
        mkdir -p a/deep/folder 'b c'
        for n in $(seq 1 40); do echo $n > a/deep/folder/file-$n; echo $n > a/f$n; done
        echo é > 'b c/é ü.txt'; echo x > a.b; echo x > z; ln -s z link
        git add .; git commit -qm one
        git update-index --add --cacheinfo 160000,1234567890123456789012345678901234567890,sub
        """)
      if version == 3 {
        try await git.shell("touch later; git add -N later; git update-index --skip-worktree z")
      } else {
        try await git.git("update-index", "--index-version", "\(version)")
      }
      let written = try await git.shell("od -An -tu1 -j7 -N1 .git/index | tr -d ' \\n'")
      #expect(written == "\(version)")
      let files = try list(git)
      #expect(files.count >= 84)
      let expected = try await expected(git)
      #expect(expected == files)
    }
  }

  @Test func anUnresolvedMergeIsThereOnce() async throws {
    try await withRepository("git") { git in
      try await git.shell(
        """
        echo 1 > a; echo 1 > b; git add .; git commit -qm one
        git checkout -qb other; echo 2 > a; git rm -q b; git commit -qam two
        git checkout -q main; echo 3 > a; echo 3 > b; git commit -qam three
        git merge other || true
        """)
      let (files, expected) = (try list(git), try await expected(git))
      #expect(expected == files && files.count == 2)
    }
  }

  @Test func thereNeedBeNoIndex() async throws {
    try await withRepository("git") { git in
      let files = try list(git)
      #expect(files.isEmpty)
    }
  }

  @Test func aSplitIndexIsRefused() async throws {
    try await withRepository("git") { git in
      try await git.shell("echo 1 > a; git add .; git update-index --split-index")
      let error = #expect(throws: GitError.self) { _ = try list(git) }
      #expect(error?.code == .unsupported)
    }
  }

  @Test func aTornIndexIsAnErrorOrReadRight() async throws {
    try await withRepository("git") { git in
      try await git.shell(
        "for n in 1 2 3; do echo $n > f$n; done; git add .; cp .git/index ../whole")
      let files = try list(git)
      let size = Int(try await git.shell("stat -c %s ../whole").dropLast()) ?? 0
      for length in stride(from: 0, to: size, by: 7) {
        try await git.shell("head -c \(length) ../whole > .git/index")
        if let read = try? list(git) { #expect(read.isEmpty || read == files) }
      }
      for place in stride(from: 4, to: size - 20, by: 11) {
        try await git.shell(
          """
          cp ../whole .git/index
          printf '\\377' | dd of=.git/index bs=1 seek=\(place) conv=notrunc status=none
          """)
        _ = try? list(git)
      }
    }
  }

  @Test func aCommitHasTheSameFilesAsItsIndex() async throws {
    try await withRepository("git") { git in
      try await git.shell(
        "mkdir -p a/b a-b; for f in a/b/c a-b/x a.c a/z; do echo $f > $f; done; git add .; git commit -qm x"
      )
      let repository = try RepositoryTests.open(git.path)
      let (index, commit) = (
        try repository.trackedList(), try repository.list(at: repository.resolve("HEAD"))
      )
      #expect(index.paths == commit.paths && index.ids == commit.ids)
      let blob = try #require(index.blob(0))
      let text = try repository.withContents(ofBlob: blob) {
        String(decoding: Array($0), as: UTF8.self)
      }
      #expect(text == "a-b/x\n")
    }
  }
}

extension Array where Element == UInt8 {
  fileprivate init(_ span: Span<UInt8>) {
    self = span.indices.map { span[$0] }
  }
}
