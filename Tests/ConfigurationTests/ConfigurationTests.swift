import Configuration
import Documents
import Testing

@Suite struct ConfigurationTests {
  private func parse(_ text: String) throws -> Configuration {
    let bytes = Array(text.utf8)
    return try Configuration.parse(bytes.span)
  }

  /// What is wrong, as `LINE FIELD`, in order.
  private func problems(_ text: String) -> [String] {
    let error = #expect(throws: ConfigurationError.self) { try parse(text) }
    return (error?.problems ?? []).map { "\($0.position?.line ?? 0) \($0.field ?? "")" }
  }

  private let start = """
    version: 1
    members:
      alice: { role: admin, keys: [\(TestKeys.alice)] }
      bob: { role: manager, keys: [\(TestKeys.bob)] }
      nokey: { role: viewer }
    teams:
      ops: [alice, bob]
      empty: []

    """

  @Test func readsTheWholeFileOfTheDesign() throws {
    let configuration = try parse(TestKeys.design)
    #expect(configuration.store == "credentials")
    #expect(configuration.account?.id == "acme" && configuration.account?.name == "Acme")
    #expect(configuration.members.map(\.name) == ["alice", "bob", "escrow", "ci"])
    #expect(configuration.members[0].role == .admin)
    #expect(configuration.members[0].keys == [TestKeys.alice, TestKeys.ssh])
    #expect(configuration.members[0].signing == [TestKeys.ssh])
    #expect(configuration.teams.map(\.members) == [["alice", "bob"]])
    #expect(configuration.access.map(\.match.pattern) == ["root/**", "prod/**", "**"])
    #expect(configuration.access[1].managers == ["ops"])
    #expect(configuration.projects == ["web", "api"])
    #expect(configuration.references.exclude.map(\.pattern) == ["vendor/**"])
    #expect(configuration.outputs.count == 1)
    #expect(configuration.outputs[0].selection == .names(["docker-hub"]))
    #expect(configuration.outputs[0].options.map(\.key) == ["namespace", "name"])
    #expect(configuration.outputs[0].targets == ["us-east-1"])
    #expect(configuration.targets.map(\.kind) == [.directory(path: "/srv/secrets")])
    #expect(configuration.policy.expiryWarning?.days == 30)
    #expect(configuration.policy.rotateAfter?.description == "180d")
  }

  @Test func theFirstRuleThatMatchesCounts() throws {
    let configuration = try parse(TestKeys.design)
    #expect(
      try configuration.access(for: "root/ca")
        == .quorum(
          threshold: 2,
          groups: [
            [
              MemberKey(member: "alice", key: TestKeys.alice),
              MemberKey(member: "alice", key: TestKeys.ssh),
            ],
            [MemberKey(member: "bob", key: TestKeys.bob)],
            [MemberKey(member: "escrow", key: TestKeys.escrow)],
          ]))
    let readers = try configuration.access(for: "docker-hub")
    #expect(readers.keys.map(\.member) == ["alice", "alice", "bob", "ci"])
    #expect(configuration.managers(of: "prod/x") == ["alice", "bob"])
    #expect(configuration.members(holding: TestKeys.bob) == ["bob"])
  }

  @Test func aKeyOfTwoMembersIsOneReader() throws {
    let configuration = try parse(
      """
      version: 1
      members:
        alice: { keys: [\(TestKeys.alice)] }
        laptop: { keys: [\(TestKeys.alice), \(TestKeys.bob)] }
      teams: { both: [alice, laptop] }
      access: [{match: '**', readers: [alice, both]}]
      """)
    #expect(
      try configuration.access(for: "x").keys == [
        MemberKey(member: "alice", key: TestKeys.alice),
        MemberKey(member: "laptop", key: TestKeys.bob),
      ])
    #expect(configuration.members(holding: TestKeys.alice) == ["alice", "laptop"])
  }

  @Test func aNameWithoutARuleIsAnError() throws {
    let configuration = try parse(start + "access:\n  - match: a/*\n    readers: [alice]\n")
    let error = #expect(throws: ConfigurationError.self) { try configuration.access(for: "b") }
    #expect(error?.problems.first?.position?.line == 10)
  }

  @Test func saysEverythingThatIsWrongAtOnce() {
    let text = """
      version: 2
      stor: x
      store: ../up
      members:
        alice: { role: boss, keys: [age1x], key: 1 }
        Alice: { role: admin }
        -b: {}
      teams:
        ops: [alice, bib]
        alice: []
      access:
        - match: "["
          readers: [alice]
        - match: "**"
        - readers: [nobody]
          quorum: { threshold: 2, groups: [] }
      projects: [web, web, 1]
      references: { exclude: vendor }
      outputs:
        - artifact: x
          credentials: [a]
          select: { type: t }
          targets: [nowhere]
      targets:
        one: { kind: command, command: rm }
        two: { kind: directory }
      policy: { expiryWarning: 30, requireSignedCommits: maybe }
      """
    let expected = [
      "1 version", "2 stor", "3 store", "5 members.alice.role", "5 members.alice.keys",
      "5 members.alice.key", "6 members.Alice", "7 members.-b", "9 teams.ops", "10 teams.alice",
      "12 access[0].match", "14 access[1]", "15 access[2]", "15 access[2]",
      "15 access[2].readers", "16 access[2].quorum", "17 projects", "17 projects",
      "18 references.exclude", "20 outputs[0]", "20 outputs[0]", "23 outputs[0].targets",
      "25 targets.one", "26 targets.two", "27 policy.expiryWarning",
      "27 policy.requireSignedCommits",
    ]
    let found = problems(text)
    #expect(Set(found) == Set(expected))
    #expect(found.count == expected.count)
  }

  @Test(arguments: [
    "readers: []", "readers: [nokey]", "readers: [empty]",
    "quorum: {threshold: 2, groups: [[alice], [nokey]]}",
    "quorum: {threshold: 3, groups: [[alice], [bob]]}",
    "quorum: {threshold: 1, groups: [[alice], [bob]]}",
  ]) func aRuleThatLeavesNobodyIsRefused(_ grant: String) {
    let found = problems(start + "access:\n  - match: '**'\n    \(grant)\n")
    #expect(found.count == 1)
    #expect(
      found.first?.hasSuffix("access[0].readers") == true || found.first?.hasPrefix("11") == true)
  }

  @Test func suggestsTheNearestName() {
    let error = #expect(throws: ConfigurationError.self) {
      try parse(start + "access: [{match: '**', reader: [alice], readers: [ailce]}]")
    }
    let messages = error?.description ?? ""
    #expect(messages.contains("did you mean 'readers'?"))
    #expect(messages.contains("did you mean 'alice'?"))
    #expect(messages.hasPrefix("credtree.yaml:9:"))
  }

  @Test func aKeyGivenTwiceIsNamedWithBothLines() {
    let error = #expect(throws: ConfigurationError.self) { try parse("version: 1\nversion: 1\n") }
    #expect(error?.problems.count == 1)
    #expect(error?.problems.first?.position == Position(line: 2, column: 1))
  }

  @Test(arguments: ["", "- a", "version: [", "version: 1\n---\nversion: 1\n", "null"])
  func whatIsNotAMappingIsRefused(_ text: String) {
    #expect(problems(text).count == 1)
  }

  @Test func timeSpansAreWholeNumbersWithAUnit() {
    #expect(TimeSpan("30d")?.seconds == 2_592_000)
    #expect(TimeSpan("36h")?.description == "36h")
    #expect(TimeSpan("2w")?.description == "14d")
    for text in ["", "d", "30", "-1d", "1.5d", "30 d", "9999999999999999999d", "99999y"] {
      #expect(TimeSpan(text) == nil)
    }
  }
}
