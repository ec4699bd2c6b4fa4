import Age
import Configuration
import Review
import TestSupport
import Testing

/// What a reviewer is told of a change of `credtree.yaml`.
@Suite struct PolicyWorriesTests {
  private static let people = ["alice", "bob", "mal"]

  /// What differs between two policies of the same three people, who differ in nothing.
  private func diff(
    _ name: String, _ before: String, _ after: String
  ) async throws -> SemanticDiff {
    var keys = ""
    for (index, person) in Self.people.enumerated() {
      let key = try X25519Identity.generate().recipient.text
      keys += "  \(person): { role: \(index == 0 ? "admin" : "manager"), keys: [\(key)] }\n"
    }
    func file(_ rest: String) -> [UInt8] {
      Array("version: 1\nstore: credentials\nmembers:\n\(keys)teams: {}\n\(rest)\n".utf8)
    }
    var found: SemanticDiff?
    try await withRepository(name) { git in
      let bench = try await Bench(git)
      try bench.write(file(before), to: "credtree.yaml")
      try await git.shell("git commit -qam before")
      try bench.write(file(after), to: "credtree.yaml")
      try await git.shell("git commit -qam after")
      found = try bench.diff("HEAD~1..HEAD")
    }
    return try #require(found)
  }

  private func lines(_ worries: [Worry]) -> [String] {
    worries.map { "\($0.kind.rawValue): \($0.message)" }
  }

  @Test func aQuorumRuleThatIsDeleted() async throws {
    let rest = """
        - match: "prod/**"
          readers: [alice]
        - match: "**"
          readers: [alice]
      """
    let rule = """
        - match: "root/**"
          quorum: { threshold: 2, groups: [[alice], [bob]] }
      """
    let diff = try await diff("policy-quorum", "access:\n\(rule)\n\(rest)", "access:\n\(rest)")
    #expect(
      lines(diff.worries) == [
        "gains-access: alice may read root/** now",
        "policy-weakened: root/** needs no quorum any more",
      ])
    #expect(diff.policy.gained.map(\.member) == ["alice"])
    #expect(diff.policy.gained.map(\.patterns) == [["root/**"]])
    #expect(diff.policy.lost.map(\.member) == ["bob"])
    #expect(diff.addedGrants.allSatisfy { $0.hasPrefix("root/** by the rule for ") })
  }

  @Test(arguments: [", managers: [alice, bob]", ""])
  func moreWhoMayChange(_ after: String) async throws {
    func rules(_ managers: String) -> String {
      "access:\n  - { match: \"**\", readers: [alice]\(managers) }"
    }
    let diff = try await diff("policy-managers", rules(", managers: [alice]"), rules(after))
    let more = after.isEmpty ? ["bob", "mal"] : ["bob"]
    #expect(lines(diff.worries) == more.map { "role-raised: \($0) may change ** now" })
    let back = try await self.diff("policy-managers-2", rules(after), rules(", managers: [alice]"))
    #expect(back.worries.isEmpty)
  }

  @Test func aNewRuleWithOtherManagers() async throws {
    let all = "  - { match: \"**\", readers: [alice], managers: [alice] }"
    let own = "  - { match: \"prod/**\", readers: [alice], managers: [mal] }"
    let diff = try await diff("policy-rule", "access:\n\(all)", "access:\n\(own)\n\(all)")
    #expect(lines(diff.worries) == ["role-raised: mal may change prod/** now"])
  }

  @Test(arguments: [
    ("policy: { rotateAfter: 9000d }", "secrets may get 9000d old, and could get 90d old"),
    ("", "secrets may get as old as they like, and could get 90d old"),
  ])
  func secretsThatMayGetOlder(_ after: String, _ message: String) async throws {
    let access = "access:\n  - { match: \"**\", readers: [alice] }\n"
    let before = "\(access)policy: { rotateAfter: 90d }"
    let diff = try await diff("policy-age", before, access + after)
    #expect(lines(diff.worries) == ["policy-weakened: \(message)"])
    #expect(try await self.diff("policy-age-2", access + after, before).worries.isEmpty)
  }
}
