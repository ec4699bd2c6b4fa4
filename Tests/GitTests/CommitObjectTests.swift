import Git
import TestSupport
import Testing

@Suite(.drawn) struct CommitObjectTests {
  private static let tree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
  private static let start = "tree \(tree)\nparent \(tree)\nauthor A <a@b> 1 +0000\n"

  private func parse(_ text: String) -> CommitObject? { CommitObject(parsing: Array(text.utf8)) }

  @Test func aSignatureIsTakenOutOfWhatItSigns() throws {
    let commit = try #require(
      parse(
        Self.start
          + "committer C <c@d> 2 +0000\ngpgsig one\n two\n \n three\nencoding x\n\nhello\n\nworld"))
    #expect(commit.signature == Array("one\ntwo\n\nthree".utf8))
    #expect(commit.author == "A <a@b>")
    #expect(commit.subject == "hello")
    #expect(commit.parents.map(\.description) == [Self.tree])
    #expect(
      commit.payload
        == Array((Self.start + "committer C <c@d> 2 +0000\nencoding x\n\nhello\n\nworld").utf8))
  }

  @Test(arguments: [
    "", "tree", "tree \(tree)", "tree \(tree)\n", "\(start)\nhello",
    "\(start)committer C <c@d> 2 +0000\n", "\(start)committer C <c@d> 2 +0000",
    "\(start)committer C <c@d> 2 +0000\ngpgsig a\ngpgsig b\n\nx",
    "\(start)committer C <c@d> 2 +0000\nparent \(tree)\n\nx",
    "\(start)committer C <c@d> 2 +0000\ntree \(tree)\n\nx",
    "parent \(tree)\n\(start)committer C <c@d> 2 +0000\n\nx",
    "tree \(tree.uppercased())\nauthor A <a@b> 1 +0000\ncommitter C <c@d> 2 +0000\n\nx",
    "\(start)committer C <c@d> 2 +0000\n gpgsig\n",
  ])
  func whatGitWouldNotWriteIsNoCommit(_ text: String) { #expect(parse(text) == nil) }

  @Test func whatParsesIsMadeOfItsParts() {
    let seed = Array(
      (Self.start + "committer C <c@d> 2 +0000\ngpgsig one\n two\nencoding x\n\nhello\n").utf8)
    var generator = Numbers()
    var parsed = 0
    for _ in 0..<20_000 {
      var bytes = seed
      for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[index] = Array("\n\r \u{0}<>g".utf8).randomElement(using: &generator) ?? 0
        case 1: bytes.remove(at: index)
        case 2: bytes.insert(contentsOf: bytes[index...].prefix(20), at: index)
        default: bytes.removeSubrange(index...)
        }
      }
      guard let commit = CommitObject(parsing: bytes) else { continue }
      parsed += 1
      let lines = commit.signature.map { signature in
        7 + signature.count + signature.count { $0 == 10 } + 1
      }
      #expect(commit.payload.count + (lines ?? 0) == bytes.count)
    }
    #expect(parsed > 500)
  }

  @Test func gitsOwnCommitsAreRead() async throws {
    try await withRepository("commits") { git in
      try await git.shell(
        """
        git commit -q --allow-empty -m one; git checkout -q -b side
        git commit -q --allow-empty -m two; git checkout -q main
        git commit -q --allow-empty -m three; git merge -q --no-ff --no-edit side
        """)
      let repository = try Repository(containing: git.path)
      let tip = try #require(try repository.head().commit)
      let graph = try repository.commits(from: [tip], excluding: [])
      let order = graph.order.compactMap { graph.commits[$0]?.subject }
      #expect(order.first == "one" && order.last == "Merge branch 'side'" && order.count == 4)
      let one = try repository.resolve(":/one")
      let rest = try repository.commits(from: [tip], excluding: [one])
      #expect(rest.order.count == 3 && !rest.reachedShallowBoundary)
      #expect(try repository.commit(tip, follows: one))
      #expect(try !repository.commit(one, follows: tip))
      #expect(try !repository.commit(one, follows: one))
      let (two, three) = (try repository.resolve(":/two"), try repository.resolve(":/three"))
      #expect(try repository.mergeBases(of: two, three) == [one])
      try await git.shell("git clone -q --depth 1 \"file://$PWD\" shallow")
      let clone = try Repository(containing: git.below("shallow").path)
      #expect(try clone.commits(from: [tip], excluding: []).reachedShallowBoundary)
    }
  }
}
