import Documents
import SystemPackage
import TestSupport
import Testing

/// A review reads what differs, and nothing else.
@Suite struct ReviewReadingTests {
  @Test func onlyTheFilesThatDifferAreRead() async throws {
    try await withRepository("review-reading") { repository in
      for index in 0..<8 { try await repository.createUser("user\(index)") }
      try await repository.credtree("update", "user3", "realm=r")
      // Whatever reads another credential now fails, since it is not there any more.
      try await repository.succeed(
        "sh",
        [
          "-euc",
          """
          for index in 0 1 2 4 5 6 7; do
            id=$(git rev-parse HEAD:credentials/user$index.json)
            rm -f ".git/objects/$(echo $id | cut -c1-2)/$(echo $id | cut -c3-)"
          done
          """,
        ])
      #expect(
        try await repository.run("git", ["show", "HEAD:credentials/user1.json"]).exit != 0,
        "the objects must be loose")
      for command in [["diff", "HEAD~1..HEAD", "--no-reuse"], ["log", "-n", "1"]] {
        let output = try await repository.succeed("credtree", command + ["--json"])
        #expect(output.text.contains("\"user3\"") && !output.text.contains("\"user1\""))
      }
    }
  }
}
