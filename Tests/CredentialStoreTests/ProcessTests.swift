import CredentialStore
import Credentials
import Files
import Git
import SystemPackage
import TestSupport
import Testing

/// Several processes at once, and processes that are killed.
@Suite struct ProcessTests {
  private var exerciser: String { BuiltProducts.directory.string + "/store-exerciser" }

  @Test func eightProcessesCommitTogether() async throws {
    try await withRepository("store") { git in
      try await git.shell(
        """
        for p in 1 2 3 4 5 6 7 8; do "\(exerciser)" . write p$p 25 2>>errors & done; wait
        test ! -s errors; rm errors
        """)
      let subjects = try await git.git("log", "--reverse", "--format=%s").split(separator: "\n")
      #expect(subjects.count == 200)
      for process in 1...8 {
        let own = subjects.filter { $0.contains(" p\(process) ") }
        #expect(own.map(String.init) == (1...25).map { "credtree: write p\(process) \($0)" })
      }
      #expect(try FileReader.entries(of: "\(git.path)/credentials").count == 200)
      #expect(try await git.git("rev-list", "--merges", "--count", "HEAD") == "0\n")
      #expect(try await git.git("reflog", "main").split(separator: "\n").count == 200)
      try await Store(git).expectClean()
    }
  }

  @Test func aPlainGitCommitAtTheSameTimeIsNotLost() async throws {
    try await withRepository("store") { git in
      try await git.shell(
        """
        for p in 1 2 3; do "\(exerciser)" . write p$p 25 2>>.git/errors & done
        n=0; while [ $n -lt 25 ]; do n=$((n+1)); echo $n > mine-$n
          until git add mine-$n 2>/dev/null; do :; done
          until git commit -qm "mine $n" 2>/dev/null; do :; done
        done; wait; test ! -s .git/errors
        """)
      let subjects = try await git.git("log", "--reverse", "--format=%s").split(separator: "\n")
      #expect(subjects.count == 100)
      #expect(
        subjects.filter { $0.hasPrefix("mine") }.map(String.init) == (1...25).map { "mine \($0)" })
      // Nothing of the user's is ever taken away. The other way round cannot be promised: git
      // reads the index before it locks it, and where it is held up in between for longer than
      // we keep the lock, it commits the old index on top of ours.
      let present = try await git.git("ls-tree", "-r", "--name-only", "HEAD").split(separator: "\n")
      #expect(present.filter { $0.hasPrefix("mine-") }.count == 25)
      #expect(try await git.git("log", "--diff-filter=DM", "--format=%s", "--", "mine-*") == "")
      try await git.git("fsck", "--strict")
    }
  }

  @Test func processesThatChangeTheSameFileBuildOnEachOther() async throws {
    try await withRepository("store") { git in
      try await git.shell(
        """
        for p in 1 2 3 4; do "\(exerciser)" . update credentials/a.json 10 2>>.git/errors & done
        wait; test ! -s .git/errors
        """)
      let text = try await git.git("show", "HEAD:credentials/a.json")
      #expect(text.split(separator: "\n").count == 40)
      try await Store(git).expectClean()
    }
  }

  @Test func aProcessThatIsKilledLeavesAWholeRevision() async throws {
    try await withRepository("store") { git in
      try Store(git).write(["credentials/a.json": "", "credentials/other": "other\n"])
      try await git.shell("echo staged > staged; git add staged; echo later > untracked")
      let report = try await git.shell(
        """
        unfinished=0; n=0
        while [ $n -lt 100 ]; do n=$((n+1))
          "\(exerciser)" . update credentials/a.json 1000 & pid=$!
          sleep $(printf 0.%03d $((5 + n * 37 % 60)))
          kill -9 $pid; wait $pid 2>/dev/null || true
          if [ -e .git/credtree/pending ]; then unfinished=$((unfinished+1)); fi
          "\(exerciser)" . recover - 1
          state=$(git status --porcelain | tr '\\n' ',')
          test "$state" = "A  staged,?? untracked," || { echo "run $n: $state"; exit 0; }
          git show HEAD:credentials/a.json | cmp - credentials/a.json
          lines=$(git show HEAD:credentials/a.json | wc -l)
          commits=$(git rev-list --count HEAD)
          test $commits = $((lines + 1)) || { echo "run $n: $commits $lines"; exit 0; }
          test -z "$(find . -path ./.git/credtree -prune -o -name '*.lock' -print -o -name '*.credtree*' -print)" \\
            || { echo "run $n: left over"; exit 0; }
        done
        git fsck --strict --no-dangling; echo "whole, unfinished $unfinished"
        """)
      #expect(report.hasPrefix("whole"))
      let interrupted = Int(report.split(separator: " ").last?.dropLast() ?? "") ?? 0
      #expect(interrupted > 0, "no process was killed in the middle of a commit")
      let entries = try await git.git("reflog", "main").split(separator: "\n").count
      #expect(try await git.git("rev-list", "--count", "HEAD") == "\(entries)\n")
      try await git.shell("rm untracked; git rm -q -f staged")
      try Store(git).write(["credentials/last": "1"])
      try await Store(git).expectClean()
    }
  }
}
