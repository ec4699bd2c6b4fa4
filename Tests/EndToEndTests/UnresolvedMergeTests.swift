import SystemPackage
import TestSupport
import Testing

@Suite struct UnresolvedMergeTests {
  @Test func aConflictIsNotTakenForDamage() async throws {
    try await withRepository("merge") { repository in
      try await repository.createUser("gate")
      try await repository.succeed("git", ["branch", "other"])
      try await repository.credtree("update", "gate", "username=ours")
      try await repository.succeed("git", ["checkout", "-q", "other"])
      try await repository.credtree("update", "gate", "username=theirs")
      let merge = try await repository.run("git", ["merge", "-q", "main"])
      #expect(merge.exit == 1)
      for command in [["get", "gate"], ["list"], ["update", "gate", "username=x"]] {
        let answer = try await repository.run("credtree", command)
        #expect(answer.exit == 4, "\(command) \(answer.message)")
        #expect(answer.message.contains("gate.json has an unresolved merge"))
      }
      try await repository.succeed("git", ["checkout", "-q", "--theirs", "credentials/gate.json"])
      try await repository.succeed("git", ["add", "credentials/gate.json"])
      try await repository.succeed("git", ["commit", "-q", "-m", "merged"])
      let kept = try await repository.succeed("credtree", ["reveal", "gate", "username"])
      #expect(kept.text == "ours")
    }
  }
}
