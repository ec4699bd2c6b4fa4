import CredentialStore
import Credentials
import Git
import TestSupport
import Testing

@Suite struct SharedReferenceTests {
  @Test func aReferenceMovesOnlyFromWhereItWasSeen() async throws {
    try await withRepository("store") { git in
      try await git.git("commit", "-q", "--allow-empty", "-m", "one")
      try await git.git("commit", "-q", "--allow-empty", "-m", "two")
      let repository = try Repository(at: git.path)
      let (one, two) = (try repository.resolve("HEAD~1"), try repository.resolve("HEAD"))
      let reference = SharedReference("refs/credtree/state", in: repository)
      #expect(try !reference.move(to: one, expecting: two))
      #expect(try reference.move(to: one, expecting: nil))
      #expect(try !reference.move(to: two, expecting: nil))
      #expect(try !reference.move(to: two, expecting: two))
      #expect(try reference.target() == one)
      #expect(try reference.move(to: two, expecting: one))
      #expect(try await git.git("rev-parse", "refs/credtree/state") == "\(two)\n")
      // git moves it too, and packs it.
      try await git.shell("git update-ref refs/credtree/state HEAD~1; git pack-refs --all")
      #expect(try reference.move(to: two, expecting: one))
      #expect(
        try await git.git("for-each-ref", "--format=%(objectname)", "refs/credtree") == "\(two)\n")
      try await git.git("fsck", "--strict")
    }
  }

  @Test func onlyOurOwnLockOfADeadProcessIsRemoved() async throws {
    try await withRepository("store") { git in
      try await git.git("commit", "-q", "--allow-empty", "-m", "one")
      let repository = try Repository(at: git.path)
      let one = try repository.resolve("HEAD")
      let reference = SharedReference("refs/credtree/state", in: repository)
      #expect(try reference.move(to: one, expecting: nil))
      // As a process that was killed leaves it.
      try await git.shell(
        "ln .git/credtree/marker-refs_credtree_state .git/refs/credtree/state.lock")
      #expect(try reference.move(to: one, expecting: one))
      // As git leaves it while it is at work.
      try await git.shell("touch .git/refs/credtree/state.lock")
      let error = #expect(throws: Failure.self) { try reference.move(to: one, expecting: one) }
      #expect(error?.code == .conflict)
    }
  }
}
