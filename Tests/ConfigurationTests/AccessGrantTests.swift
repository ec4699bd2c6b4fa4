import Configuration
import Testing

/// A policy that gives anybody more than another shows it, however it does so.
@Suite struct AccessGrantTests {
  private func grants(_ access: String) throws -> [AccessGrant] {
    let text = Array(
      """
      version: 1
      members:
        alice: { role: admin, keys: [\(TestKeys.alice)] }
        bob: { role: manager, keys: [\(TestKeys.bob)] }
      access:
      \(access)
      """.utf8)
    return try Configuration.parse(text.span).grants
  }

  /// The grants of a policy that none of an older policy's covers, as `GLOB MEMBER`.
  private func gained(from old: String, to new: String) throws -> [String] {
    let accepted = try grants(old)
    return try grants(new).filter { grant in !accepted.contains { grant.isCovered(by: $0) } }
      .map { "\($0.pattern) \($0.member)" }
  }

  private let open = "  - { match: \"**\", readers: [alice, bob] }\n"
  private let guarded = "  - { match: \"prod/**\", readers: [alice] }\n"

  @Test func theSamePolicyGainsNothing() throws {
    #expect(try gained(from: guarded + open, to: guarded + open).isEmpty)
  }

  @Test func aRuleTakenAwayOpensItsNamesToTheNext() throws {
    #expect(try gained(from: guarded + open, to: open) == ["** bob"])
  }

  @Test func aRuleMovedDownOpensItsNames() throws {
    #expect(try gained(from: guarded + open, to: open + guarded) == ["** bob"])
  }

  @Test func aRuleThatCoversLessOpensTheRest() throws {
    let less = "  - { match: \"prod/a/**\", readers: [alice] }\n"
    #expect(try gained(from: guarded + open, to: less + open).contains("** bob"))
  }

  @Test func aRuleThatTakesAwayGainsNothing() throws {
    #expect(try gained(from: open, to: guarded + open) == ["prod/** alice"])
    #expect(
      try gained(from: guarded + open, to: guarded.replacing("prod", with: "x") + open)
        .contains("** bob"))
  }

  @Test func aQuorumThatBecomesEasierIsNews() throws {
    func quorum(_ threshold: Int) -> String {
      let groups = "[[alice], [bob], [alice, bob]]"
      return "  - { match: \"**\", quorum: { threshold: \(threshold), groups: \(groups) } }\n"
    }
    #expect(try gained(from: quorum(2), to: quorum(2)).isEmpty)
    #expect(try gained(from: quorum(3), to: quorum(2)).isEmpty == false)
    #expect(try gained(from: quorum(2), to: open) == ["** alice", "** bob"])
    #expect(try gained(from: open, to: quorum(2)).isEmpty)
  }
}
