import Git
import TestSupport
import Testing

@Suite struct ReferenceUpdateTests {
  @Test func aReferenceMovesOnlyFromWhereItWasSeen() async throws {
    try await withRepository("git") { git in
      try await git.git("commit", "-q", "--allow-empty", "-m", "one")
      try await git.git("commit", "-q", "--allow-empty", "-m", "two")
      let repository = try Repository(at: git.path)
      let (one, two) = (try repository.resolve("HEAD~1"), try repository.resolve("HEAD"))
      let name = "refs/credtree/state"
      func move(to new: ObjectID, from old: ObjectID?) throws -> Bool {
        try repository.update(reference: name, to: new, expecting: old, message: "test")
      }
      #expect(try !move(to: one, from: two))
      #expect(try move(to: one, from: nil))
      #expect(try !move(to: two, from: nil))
      #expect(try !move(to: two, from: two))
      #expect(try repository.target(of: name) == one)
      #expect(try move(to: two, from: one))
      #expect(try repository.target(of: name) == two)
      try await git.shell("touch .git/refs/credtree/state.lock")
      #expect(try !move(to: one, from: two))
    }
  }

  @Test func aRepositoryIsOpenedAtItsVeryPath() async throws {
    try await withRepository("git") { git in
      try await git.shell("mkdir below; git init -q --bare bare.git")
      #expect(try Repository(at: git.path).workFolder == git.path)
      #expect(try Repository(at: "\(git.path)/bare.git").isBare)
      let error = #expect(throws: GitError.self) { _ = try Repository(at: "\(git.path)/below") }
      #expect(error?.code == .notFound)
    }
  }
}
