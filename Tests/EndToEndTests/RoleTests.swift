import TestSupport
import Testing

/// Who may change what, by the role of whoever holds the key.
@Suite struct RoleTests {
  private func withHistory(_ body: (SignedHistory, TestRepository) async throws -> Void)
    async throws
  {
    try await withRepository("roles", isInitialised: false) { repository in
      let history = try await SignedHistory(repository)
      try await repository.git("config", "commit.gpgsign", "false")
      try await history.create("gate", as: "alice")
      try await history.create("root/key", as: "alice")
      try await body(history, repository)
    }
  }

  private func refusal(
    _ arguments: [String], as person: String, in history: SignedHistory
  ) async throws -> String? {
    let answer = try await history.repository.run(
      "credtree", arguments, environment: history.environment(of: person))
    return answer.exit == 6 ? answer.message : nil
  }

  @Test func aViewerChangesNothing() async throws {
    try await withHistory { history, repository in
      let head = try await repository.head()
      for command in [
        ["create", "basic-auth", "door", "username=u", "--generate", "password"],
        ["update", "gate", "username=x"], ["rotate", "gate"], ["rename", "gate", "door"],
        ["delete", "gate"], ["assign-projects", "gate", "web"],
      ] {
        let message = try await refusal(command, as: "carol", in: history)
        #expect(message?.contains("alice") == true, "\(command)")
        #expect(try await repository.head() == head)
      }
      #expect(
        try await refusal(["delete", "gate"], as: "carol", in: history)
          == "credtree: error: you are carol and may not change gate; alice, bob may\n")
      // She reads.
      try await repository.succeed(
        "credtree", ["reveal", "gate", "password"], environment: history.environment(of: "carol"),
        mayShowSecrets: true)
    }
  }

  /// Leaving the key out is no way around being a viewer.
  @Test func aStrangerChangesNothing() async throws {
    try await withHistory { history, repository in
      let head = try await repository.head()
      for command in [
        ["create", "basic-auth", "door", "username=u", "--generate", "password"],
        ["update", "gate", "username=x"], ["delete", "gate"],
        ["member", "remove", "bob"],
      ] {
        let message = try await refusal(command, as: "mallory", in: history)
        #expect(message?.contains("alice") == true, "\(command)")
        #expect(try await repository.head() == head)
      }
      #expect(
        try await refusal(["delete", "gate"], as: "mallory", in: history)
          == "credtree: error: you hold no member's key and may not change gate; alice, bob may\n")
    }
  }

  @Test func aManagerStaysWithinHisRules() async throws {
    try await withHistory { history, repository in
      #expect(try await refusal(["delete", "root/key"], as: "bob", in: history) != nil)
      #expect(try await refusal(["rename", "gate", "root/gate"], as: "bob", in: history) != nil)
      try await history.credtree("update", "gate", "username=x", as: "bob")
      try await history.credtree("delete", "gate", as: "bob")
      try await history.credtree("delete", "root/key", as: "alice")
    }
  }
}
