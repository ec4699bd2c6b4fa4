import Credentials
import Documents
import Review
import TestSupport
import Testing

/// Which two states are compared.
@Suite struct SemanticDiffTests {
  private func code(_ body: () throws -> Void) -> Failure.Code? {
    do {
      try body()
      return nil
    } catch { return (error as? Failure)?.code }
  }

  @Test func theIndexIsComparedOnItsOwn() async throws {
    try await withBench("index") { bench in
      try bench.create("gate")
      try bench.update("gate", commits: false) { $0.title = "Gate" }
      #expect(try bench.only(staged: true).changes == ["title changed"])
      try await bench.git.shell("git show HEAD:credentials/gate.json > credentials/gate.json")
      #expect(try bench.only(staged: true).changes == ["title changed"])
      #expect(try bench.diff().credentials == [])
      #expect(try bench.only("HEAD~1", staged: true).change == .added)
      #expect(code { _ = try bench.diff("HEAD~1..HEAD", staged: true) } == .usage)
    }
  }

  @Test func threeDotsCompareWithTheCommonAncestor() async throws {
    try await withBench("dots") { bench in
      try bench.create("gate")
      try await bench.git.git("checkout", "-q", "-b", "side")
      try bench.create("side")
      try await bench.git.git("checkout", "-q", "main")
      try bench.create("main")
      #expect(try bench.only("main...side").name == "side")
      #expect(try bench.diff("main..side").credentials.map(\.name) == ["main", "side"])
      #expect(try bench.diff("main..side").credentials.map(\.change) == [.removed, .added])
    }
  }

  @Test func aBareRepositoryNeedsTwoRevisions() async throws {
    try await withBench("bare") { bench in
      try bench.create("gate")
      try await bench.git.git("clone", "-q", "--bare", ".", "bare.git")
      let bare = "\(bench.git.path)/bare.git"
      let diff = try SemanticDiff.compute(in: bare, range: "HEAD~1..HEAD", staged: false)
      #expect(diff.credentials.map(\.name) == ["gate"])
      #expect(
        code { _ = try SemanticDiff.compute(in: bare, range: nil, staged: false) } == .system)
    }
  }

  @Test func theFirstCommitAddsEverything() async throws {
    try await withRepository("unborn") { git in
      try await git.shell("git commit -q --allow-empty -m empty")
      let bench = try await Bench(git)
      try bench.create("gate")
      let diff = try bench.diff("HEAD~2..HEAD")
      #expect(diff.credentials.map(\.change) == [.added] && diff.addedGrants.count == 1)
    }
  }

  @Test func anUnbornBranchIsComparedWithNothing() async throws {
    try await withBench("orphan") { bench in
      try bench.create("gate")
      try await bench.git.git("checkout", "-q", "--orphan", "new")
      #expect(try bench.diff(staged: true).credentials.map(\.change) == [.added])
    }
  }

  @Test func aPolicyThatGitDoesNotKnowIsNoChange() async throws {
    try await withBench("untracked") { bench in
      try bench.create("gate")
      try await bench.git.shell("git checkout -q --orphan new; git rm -rq --cached .")
      #expect(try bench.diff().isEmpty)
      try await bench.git.shell("git add credtree.yaml")
      let diff = try bench.diff()
      #expect(!diff.policy.isEmpty && diff.credentials.isEmpty)
    }
  }

  @Test func whatDoesNotExistIsNotFound() async throws {
    try await withBench("missing") { bench in
      for range in ["nope", "nope..HEAD", "HEAD...nope"] {
        #expect(code { _ = try bench.diff(range) } == .notFound)
      }
      try await bench.git.shell("git rm -q --cached -r .; rm credtree.yaml; git commit -qm none")
      #expect(code { _ = try bench.diff("HEAD..HEAD") } == .notFound)
    }
  }

  @Test func otherFilesOfTheStoreAreNoCredentials() async throws {
    try await withBench("files") { bench in
      try bench.create("gate")
      try await bench.git.shell(
        "echo x > credentials/README; mkdir credentials2; cp credentials/gate.json credentials2; git add -A"
      )
      #expect(try bench.diff(staged: true).isEmpty)
    }
  }

  @Test func aNameThatAnotherTakesOverIsARenameAndANewOne() async throws {
    try await withBench("takeover") { bench in
      try bench.create("gate")
      try await bench.git.shell(
        """
        git mv credentials/gate.json credentials/door.json
        sed -i 's/"name": "gate"/"name": "door"/' credentials/door.json
        git commit -qam rename
        """)
      try bench.create("gate")
      let diff = try bench.diff("HEAD~2..HEAD")
      #expect(diff.credentials.map(\.name) == ["door", "gate"])
      #expect(diff.credentials.map(\.change) == [.renamed, .added])
    }
  }

  @Test func anUnresolvedMergeIsUnreadable() async throws {
    try await withBench("unresolved") { bench in
      try bench.create("gate")
      try await bench.git.shell("git switch -qc side")
      try bench.update("gate") { $0.title = "Side" }
      try await bench.git.shell("git switch -q -")
      try bench.update("gate") { $0.title = "Main" }
      try await bench.git.shell(
        "git config merge.credtree.driver false; git merge -q side >/dev/null 2>&1 || true")
      for staged in [true, false] {
        let diff = try bench.diff(staged: staged)
        #expect(staged || diff.isEmpty || diff.credentials.map(\.change) == [.unreadable])
        guard staged else { continue }
        #expect(diff.credentials.map(\.change) == [.unreadable])
        #expect(
          diff.credentials[0].worries.map(\.message) == ["the merge of its file is not resolved"])
      }
    }
  }

  @Test func aDamagedPolicyIsNoEmptyOne() async throws {
    try await withBench("damaged-policy") { bench in
      try bench.create("gate")
      try await bench.git.shell(
        """
        cp credtree.yaml .git/good; printf '\\n  - : [\\n' >> credtree.yaml
        git commit -qam damaged
        cp .git/good credtree.yaml; sed -i 's/role: admin/role: manager/' credtree.yaml
        sed -i 's/Staging/Production/' credentials/gate.json; git commit -qam mended
        """)
      let damage = try bench.diff("HEAD~2..HEAD~1")
      #expect(damage.policy.problem != nil && damage.policy.changes.isEmpty)
      #expect(damage.removedGrants.isEmpty && !damage.isEmpty)
      #expect(damage.worries.map(\.kind) == [.unreadable])
      let mended = try bench.diff("HEAD~1..HEAD")
      #expect(mended.policy.formerProblem != nil && mended.policy.changes.isEmpty)
      #expect(mended.worries.map(\.kind) == [.unreadable])
      let gate = try #require(mended.credentials.first)
      #expect(gate.addedReaders == [] && gate.removedReaders == [])
    }
  }

  @Test func aPolicyInAMergeIsNoEmptyOne() async throws {
    try await withBench("merging-policy") { bench in
      try await bench.git.shell(
        """
        git switch -qc side; sed -i 's/role: admin/role: manager/' credtree.yaml; git commit -qam side
        git switch -q -; sed -i 's/role: admin/role: viewer/' credtree.yaml; git commit -qam main
        git merge -q side >/dev/null 2>&1 || true
        """)
      for staged in [true, false] {
        let diff = try bench.diff(staged: staged)
        #expect(diff.policy.problem != nil && diff.policy.changes.isEmpty)
        #expect(diff.worries.map(\.kind) == [.unreadable])
      }
    }
  }

  @Test func valuesOfNoTypeAreJudgedToo() async throws {
    try await withBench("generic") { bench in
      let values = ["FLAG": "true", "PASSWORD": "abc", "PORT": "5432", "TOKEN": "hunter2hunter2"]
      try bench.createGeneric("one", values)
      try bench.createGeneric("two", values)
      let diff = try #require(try bench.openedDiff("HEAD~1..HEAD").credentials.first)
      let worries = diff.worries.filter { [.weakValue, .reusedSecret].contains($0.kind) }
        .map { "\($0.kind.rawValue) \($0.field ?? "")" }
      #expect(
        worries == ["weak-value PASSWORD", "reused-secret PASSWORD", "reused-secret TOKEN"])
    }
  }

  @Test func anotherIdentityUnderANameIsAWorry() async throws {
    try await withBench("replaced") { bench in
      try bench.create("gate")
      try bench.delete("gate")
      try bench.create("gate")
      let diff = try bench.diff("HEAD~2..HEAD")
      #expect(diff.credentials.map(\.change) == [.changed])
      #expect(diff.credentials[0].worries.contains { $0.kind == .changedID })
    }
  }
}
