import Documents
import SystemPackage
import TestSupport
import Testing

/// Somebody who may push to the repository, but has no key, gains nothing and hides nothing.
@Suite struct HostileContributorTests {
  /// Replaces a text that must be there in a file of the work tree.
  private func replace(
    _ old: String, with new: String, in name: String, of repository: TestRepository
  ) throws {
    let text = String(decoding: try repository.contents(of: name), as: UTF8.self)
    try #require(text.contains(old))
    try repository.write(text.replacing(old, with: new), to: name)
  }

  /// A second member, who reads everything but what is in `prod`.
  private func addSecondReader(to repository: TestRepository) async throws {
    try await repository.succeed(
      "sh", ["-c", "age-keygen -o \"$1\"", "sh", repository.inbox.appending("bob").string])
    let key = try await repository.succeed(
      "age-keygen", ["-y", repository.inbox.appending("bob").string]
    ).text.filter { !$0.isNewline }
    try replace(
      "teams: {}", with: "  bob: { role: manager, keys: [\(key)] }\nteams: {}",
      in: "credtree.yaml", of: repository)
    try replace(
      "  - match: \"**\"\n    readers: [alice]",
      with: """
          - { match: "prod/**", readers: [alice] }
          - { match: "**", readers: [alice, bob] }
        """,
      in: "credtree.yaml", of: repository)
    try await repository.git("commit", "--quiet", "-am", "two readers")
  }

  @Test func aRuleTakenAwayIsANewReader() async throws {
    try await withRepository("hostile") { repository in
      try await addSecondReader(to: repository)
      try await repository.createUser("prod/gate")
      try replace(
        "  - { match: \"prod/**\", readers: [alice] }\n", with: "", in: "credtree.yaml",
        of: repository)
      let diff = try await repository.credtree("diff").text
      #expect(diff.contains("+ prod/** by the rule for **: bob"))
      #expect(diff.contains("! bob may read prod/** now"))
      try await repository.git("commit", "--quiet", "-am", "tidy up")
      let before = try repository.contents(of: "credentials/prod/gate.json")
      let answer = try await repository.run("credtree", ["update", "prod/gate", "username=x"])
      #expect(answer.exit == 6)
      #expect(answer.message.contains("**: bob"))
      #expect(try repository.contents(of: "credentials/prod/gate.json") == before)
      try await repository.credtree("update", "prod/gate", "username=x", "--yes")
      try await repository.credtree("update", "prod/gate", "username=y")
    }
  }

  @Test(arguments: [
    ("\"type\": \"basic-auth\"", "\"type\": \"tls-certificate\"", "type: basic-auth -> "),
    ("\"salt\": \"ENC[", "\"salt\": \"ENC [", "no field changed, but"),
    ("\"username\": \"ENC[", "\"username\": \"ENC [", "username is not encrypted"),
  ])
  func noChangeIsInvisible(_ old: String, _ new: String, _ shown: String) async throws {
    try await withRepository("hostile") { repository in
      try await repository.createUser("gate")
      try replace(old, with: new, in: "credentials/gate.json", of: repository)
      let diff = try await repository.credtree("diff").text
      #expect(diff.contains(shown), "\(diff)")
      let status = try await repository.run("credtree", ["diff", "--exit-code"])
      #expect(status.exit == 1)
    }
  }

  @Test func nobodyKnowsTheReadersOfADamagedFile() async throws {
    try await withRepository("hostile") { repository in
      try await repository.createUser("gate")
      try repository.write("{}\n", to: "credentials/gate.json")
      let diff = try await repository.credtree("diff").text
      #expect(diff.hasPrefix("! gate"))
      #expect(!diff.contains("readers"))
    }
  }

  @Test(arguments: [
    ["mv credentials ../elsewhere", "ln -s ../elsewhere credentials"],
    ["mv credentials/prod ../elsewhere", "ln -s ../../elsewhere credentials/prod"],
    ["mv credentials/prod/gate.json ..", "ln -s ../../../gate.json credentials/prod/gate.json"],
  ])
  func noLinkLeadsOutOfTheRepository(_ steps: [String]) async throws {
    try await withRepository("hostile") { repository in
      try await repository.createUser("prod/gate")
      try await repository.succeed("sh", ["-ec", steps.joined(separator: "\n")])
      for command in [["get"], ["reveal"], ["render", "htpasswd"], ["update"], ["delete"]] {
        let answer = try await repository.run("credtree", command + ["prod/gate"])
        #expect(answer.exit == 8, "\(command) \(answer.message)")
        #expect(answer.message.contains("symbolic link"))
      }
    }
  }

  @Test(.timeLimit(.minutes(30)), arguments: ["credtree.yaml", "credentials/gate.json"])
  func aPipeIsNotWaitedFor(_ file: String) async throws {
    try await withRepository("hostile") { repository in
      try await repository.createUser("gate")
      try await repository.succeed("sh", ["-ec", "rm \"$1\"; mkfifo \"$1\"", "sh", file])
      for command in [["list"], ["get", "gate"], ["references"]] {
        let answer = try await repository.run("credtree", command)
        #expect(answer.exit == 9, "\(command) \(answer.message)")
      }
      // Searching it for secrets would wait, too.
      try await repository.succeed("rm", [file])
    }
  }
}
