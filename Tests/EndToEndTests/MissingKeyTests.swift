import SystemPackage
import TestSupport
import Testing

/// Without a key that opens it, a credential stays closed, and the message says whose would.
@Suite struct MissingKeyTests {
  @Test(arguments: [["reveal", "hub", "password"], ["update", "hub", "username=other"]])
  func noKeyAtAll(_ command: [String]) async throws {
    try await withRepository("keys") { repository in
      try await repository.createRegistryLogin("hub")
      let before = try await repository.head()
      try await repository.succeed("rm", [repository.identity.string])
      let answer = try await repository.run("credtree", command)
      #expect(answer.exit == 6, "\(answer.message)")
      #expect(answer.message.contains("alice"))
      #expect(try await repository.head() == before)
    }
  }

  @Test func anotherPersonsKey() async throws {
    try await withRepository("keys") { repository in
      try await repository.createRegistryLogin("hub")
      try await repository.succeed("rm", [repository.identity.string])
      let other = repository.inbox.appending("other.txt")
      try await repository.succeed("age-keygen", ["-o", other.string])
      let ways: [([String], [String: String])] = [
        (["--identity", other.string], [:]), ([], ["CREDTREE_IDENTITY_FILE": other.string]),
        ([], ["SOPS_AGE_KEY_FILE": other.string]),
      ]
      for (options, variables) in ways {
        let answer = try await repository.run(
          "credtree", options + ["reveal", "hub", "password"], environment: variables)
        #expect(answer.exit == 6, "\(options) \(variables.keys): \(answer.message)")
        #expect(answer.message.contains("alice"))
      }
    }
  }

  @Test func whatNeedsNoKeyWorksWithoutOne() async throws {
    try await withRepository("keys") { repository in
      try await repository.createRegistryLogin("hub")
      try await repository.succeed("rm", [repository.identity.string])
      for command in [
        ["list"], ["list", "--json"], ["get", "hub"], ["history", "hub"], ["references", "hub"],
        ["diff", "HEAD~1..HEAD"],
      ] {
        try await repository.succeed("credtree", command)
      }
    }
  }

  @Test func aKeyFromAnywhereItIsLookedForOpens() async throws {
    try await withRepository("keys") { repository in
      try await repository.createRegistryLogin("hub")
      let moved = repository.inbox.appending("moved.txt")
      try await repository.succeed("mv", [repository.identity.string, moved.string])
      let text = String(decoding: try [UInt8](contentsOf: moved), as: UTF8.self)
      let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("AGE-SECRET-KEY-") })
      let ways: [([String], [String: String])] = [
        (["--identity", moved.string], [:]), ([], ["CREDTREE_IDENTITY": String(line)]),
        ([], ["CREDTREE_IDENTITY_FILE": moved.string]), ([], ["SOPS_AGE_KEY": String(line)]),
        ([], ["SOPS_AGE_KEY_FILE": moved.string]),
        ([], ["SOPS_AGE_KEY_CMD": "cat \(moved.string)"]),
      ]
      for (options, variables) in ways {
        let answer = try await repository.run(
          "credtree", options + ["reveal", "hub", "password"], environment: variables,
          mayShowSecrets: true)
        let matches = answer.text == repository.canary.text
        #expect(matches, "\(options) \(variables.keys): \(answer.message)")
      }
    }
  }
}
