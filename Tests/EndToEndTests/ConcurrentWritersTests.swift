import Documents
import SystemPackage
import TestSupport
import Testing

/// Several processes that change one repository at once lose nothing.
@Suite(.serialized) struct ConcurrentWritersTests {
  @Test(.timeLimit(.minutes(30)))
  func eightWritersOfTwentyFiveCommitsEach() async throws {
    try await withRepository("writers") { repository in
      let before = try await repository.git("rev-list", "--count", "HEAD")
      try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 1...8 {
          group.addTask {
            for number in 1...25 {
              try await repository.credtree(
                "create", "basic-auth", "writer-\(writer)-\(number)", "username=user",
                "password=@\(repository.canaryFile.string)", "--yes")
            }
          }
        }
        try await group.waitForAll()
      }
      try await repository.requireCleanRepository()
      let after = try await repository.git("rev-list", "--count", "HEAD")
      #expect(Int(after) == (Int(before) ?? 0) + 200)
      let subjects = try await repository.git("log", "--reverse", "--format=%s")
        .split(separator: "\n").map(String.init)
      for writer in 1...8 {
        let own = subjects.filter { $0.contains(" writer-\(writer)-") }
        #expect(own == (1...25).map { "credtree: create writer-\(writer)-\($0) (r1)" })
      }
      let merges = try await repository.git("rev-list", "--merges", "HEAD")
      #expect(merges.isEmpty)
      let files = try await repository.git("ls-tree", "-r", "--name-only", "HEAD", "credentials/")
      #expect(files.split(separator: "\n").count == 200)
    }
  }

  @Test(.timeLimit(.minutes(30)))
  func twoWritersOfOneCredentialBothSucceedOrOneIsTold() async throws {
    try await withRepository("writers") { repository in
      try await repository.createUser("gate")
      let ends = try await withThrowingTaskGroup(of: Int32?.self) { group in
        for writer in 1...6 {
          group.addTask {
            try await repository.run(
              "credtree", ["update", "gate", "username=writer\(writer)"]
            ).exit
          }
        }
        return try await group.reduce(into: [Int32?]()) { $0.append($1) }
      }
      #expect(ends.allSatisfy { $0 == 0 || $0 == 4 })
      let done = ends.filter { $0 == 0 }.count
      #expect(done >= 1)
      try await repository.requireCleanRepository()
      let revision = try repository.document("credentials/gate.json")["credential"]?["revision"]
      #expect(revision?.int == done + 1)
    }
  }
}
