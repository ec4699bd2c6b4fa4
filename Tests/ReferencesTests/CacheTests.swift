import Configuration
import Documents
import Git
import References
import TestSupport
import Testing

@Suite struct CacheTests {
  private func scan(_ fixture: GitFixture) throws -> [String] {
    let repository = try Repository(containing: fixture.path)
    return try ReferenceScan.workTree(of: repository, with: Store.scanner()).references
      .map { "\($0.file):\($0.position.line) \($0.credentialID ?? "")" }
  }

  @Test func whatChangedIsReadAgain() async throws {
    try await withRepository("references") { fixture in
      try await fixture.shell(
        """
        echo cred://docker-hub > a; echo nothing > b; echo cred://backups > c
        touch -d '1 hour ago' a b c
        git add .
        sleep 2
        """)
      let first = try scan(fixture)
      #expect(first == ["a:1 id-docker-hub", "c:1 id-backups"])
      #expect(try scan(fixture) == first)
      try await fixture.shell("test -n \"$(ls .git/credtree/references)\"")
      // The same size and the same time: only the change time tells.
      try await fixture.shell(
        "echo cred://gone-away > new; echo 'cred://backups   ' > a; touch -d '1 hour ago' a; git add new"
      )
      #expect(try scan(fixture) == ["a:1 id-backups", "c:1 id-backups"])
      try await fixture.shell("git mv c d && git rm -q --cached b")
      #expect(try scan(fixture) == ["a:1 id-backups", "d:1 id-backups"])
    }
  }

  @Test func aDamagedCacheIsNothing() async throws {
    try await withRepository("references") { fixture in
      try await fixture.shell(
        "echo cred://docker-hub > a; touch -d '1 hour ago' a; git add .; git commit -qm x; sleep 2")
      let first = try scan(fixture)
      #expect(try scan(fixture) == first)
      try await fixture.shell(
        """
        for file in .git/credtree/references/*; do
          size=$(stat -c %s "$file"); head -c $((size / 2)) "$file" > x; mv x "$file"
        done
        """)
      #expect(try scan(fixture) == first)
      try await fixture.shell(
        "for file in .git/credtree/references/*; do printf x | dd of=\"$file\" seek=50 bs=1 conv=notrunc status=none; done"
      )
      #expect(try scan(fixture) == first)
      try await fixture.shell("rm -r .git/credtree/references")
      #expect(try scan(fixture) == first)
    }
  }

  @Test func aFileOfTheRepositoryIsNoCache() async throws {
    try await withRepository("references") { fixture in
      try await fixture.shell(
        "echo cred://docker-hub > a; touch -d '1 hour ago' a; git add .; sleep 2")
      let first = try scan(fixture)
      // What somebody commits under the same names changes nothing.
      try await fixture.shell(
        """
        mkdir -p credtree/references && cp .git/credtree/references/* credtree/references/
        echo cred://backups > a; git add .
        """)
      #expect(try scan(fixture) == ["a:1 id-backups"])
      #expect(first == ["a:1 id-docker-hub"])
    }
  }

  @Test func anAnswerAboutATreeIsKept() async throws {
    try await withRepository("references") { fixture in
      try await fixture.shell("echo cred://docker-hub > a; git add .; git commit -qm x")
      let repository = try Repository(containing: fixture.path)
      let commit = try repository.resolve("HEAD")
      let tree = try repository.tree(of: commit)
      #expect(ReferenceScan.kept(for: tree, of: repository) == nil)
      var scan = try ReferenceScan.commit(commit, of: repository, with: Store.scanner())
      scan.add(uses: [], names: [("id-docker-hub", "docker-hub")])
      scan.keep(for: tree, of: repository)
      let kept = try #require(ReferenceScan.kept(for: tree, of: repository))
      #expect(kept.references == scan.references && kept.names == scan.names)
      #expect(ReferenceScan.kept(for: tree, of: repository, question: [1]) == nil)
    }
  }

  @Test func aBlobIsReadOnce() async throws {
    try await withRepository("references") { fixture in
      try await fixture.shell(
        """
        mkdir d; echo cred://docker-hub > d/a; echo cred://backups > b; echo nothing > c
        git add .; git commit -qm one
        """)
      let repository = try Repository(containing: fixture.path)
      func scan(_ revision: String) throws -> [String] {
        try ReferenceScan.commit(
          repository.resolve(revision), of: repository, with: Store.scanner()
        ).references.map { "\($0.file) \($0.credentialID ?? "")" }
      }
      #expect(try scan("HEAD") == ["b id-backups", "d/a id-docker-hub"])
      // What was read before need not be there: only the blob that is new is read.
      try await fixture.shell(
        """
        echo cred://regcred > b; git add b; git commit -qm two
        echo .git/objects/$(git rev-parse HEAD:d/a | sed 's|..|&/|') >../object
        mv $(cat ../object) ../hidden
        """)
      #expect(try scan("HEAD") == ["b id-regcred", "d/a id-docker-hub"])
      let staged = try ReferenceScan.index(of: repository, with: Store.scanner())
      #expect(staged.references.map(\.file) == ["b", "d/a"])
      // The same blob elsewhere is another file, for which other rules count.
      try await fixture.shell(
        """
        mv ../hidden $(cat ../object); git mv d/a d/b; git commit -qm three
        mv $(cat ../object) ../hidden
        """)
      #expect(throws: (any Error).self) { try scan("HEAD") }
    }
  }

  @Test func anAnswerIsForOneQuestion() async throws {
    try await withRepository("references") { fixture in
      try await fixture.shell("echo cred://docker-hub > a; git add .; git commit -qm one")
      let repository = try Repository(containing: fixture.path)
      let head = try repository.resolve("HEAD")
      let first = try ReferenceScan.commit(head, of: repository, with: Store.scanner())
      #expect(first.references.count == 1)
      let other = try ReferenceScan.commit(
        head, of: repository, with: Store.scanner("references: {exclude: [a]}"))
      #expect(other.references.isEmpty)
      let third = try ReferenceScan.commit(
        head, of: repository, with: Store.scanner("references: {disable: [credtree.uri]}"))
      #expect(third.references.isEmpty)
      #expect(
        try ReferenceScan.commit(head, of: repository, with: Store.scanner()).references.count == 1)
    }
  }
}
