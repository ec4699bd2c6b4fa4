import Git
import TestSupport
import Testing

@Suite struct RepositoryAtPathTests {
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
