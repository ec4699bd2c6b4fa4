import Configuration
import Documents
import Testing

@Suite struct EditorTests {
  private func add(_ text: String, name: String = "dora") throws -> String {
    let result = try ConfigurationEditor.addingMember(
      name, role: .viewer, keys: [TestKeys.ci], signing: [TestKeys.ssh], to: Array(text.utf8))
    return String(decoding: result, as: UTF8.self)
  }

  private let entry =
    "dora: { role: viewer, keys: [\"\(TestKeys.ci)\"], signing: [\"\(TestKeys.ssh)\"] }"

  @Test func addsOneLineAfterTheLastMember() throws {
    let result = try add(TestKeys.design)
    let lines = result.split(separator: "\n").map(String.init)
    let before = TestKeys.design.split(separator: "\n").map(String.init)
    let place = try #require(lines.firstIndex(of: "  " + entry))
    #expect(lines[place - 1].hasPrefix("  ci:") && lines[place + 1] == "teams:")
    #expect(Array(lines[..<place] + lines[(place + 1)...]) == before)
  }

  @Test(arguments: [
    ("members:\n    a: {}\n", "", "    "),
    ("members:\n  a:\n    role: viewer\n", "\n# about teams\nteams: {}\n", "  "),
    ("members:\n", "", "  "),
    ("members: # who\r\n", "store: a\r\n", "  "),
    ("members:\n  a: {}", "", "  "),
  ]) func keepsEveryOtherByte(_ before: String, _ after: String, _ space: String) throws {
    let start = "version: 1   # of the format\n"
    let isCRLF = before.utf8.contains(13)
    let text = (isCRLF ? "version: 1\r\n" : start) + before + after
    let end = before.utf8.last == 10 ? "" : "\n"
    let result = try add(text)
    let expected =
      (isCRLF ? "version: 1\r\n" : start) + before + end + space + entry
      + (isCRLF ? "\r\n" : "\n") + after
    #expect(result == expected)
  }

  @Test(arguments: [
    ("members: {}\n", "members: { ENTRY }\n"),
    ("members: {a: {}}\n", "members: {a: {}, ENTRY}\n"),
    ("members: {a: {}, # first\n}\n", "members: {a: {}, ENTRY, # first\n}\n"),
    ("members: {\n  a: {} # first\n}\n", "members: {\n  a: {}, # first\n  ENTRY\n}\n"),
    ("members: {\n  a: {},\n}\n", "members: {\n  a: {},\n  ENTRY,\n}\n"),
    ("\u{FEFF}members: {a: {}}\n", "\u{FEFF}members: {a: {}, ENTRY}\n"),
    ("members: {ä: {}}\n", nil),
  ]) func writesIntoBraces(_ before: String, _ after: String?) throws {
    let end = "version: 1\n"
    guard let after else {
      #expect(throws: ConfigurationError.self) { try add(before + end) }
      return
    }
    #expect(try add(before + end) == after.replacing("ENTRY", with: entry) + end)
  }

  @Test func aWholeFileInBracesStaysOne() throws {
    let text = #"{"version": 1, "members": {"a": {"role": "admin"}}}"#
    #expect(
      try add(text) == #"{"version": 1, "members": {"a": {"role": "admin"}, "# + entry + "}}")
  }

  @Test(arguments: [
    "store: x\n", "members:\n  dora: {}\n", "members: *m\nteams: {}\n",
    "members: &m {a: {}}\n<<: *m\n",
  ])
  func refusesWhatItCannotDo(_ text: String) {
    #expect(throws: ConfigurationError.self) { try add("version: 1\n" + text) }
  }

  @Test(arguments: ["", "a b", "-x", "a\nb: c"]) func refusesWhatIsNoName(_ name: String) {
    #expect(throws: ConfigurationError.self) {
      try add("version: 1\nmembers:\n  a: {}\n", name: name)
    }
  }

  @Test func aRefusalSaysWhatToWriteByHand() throws {
    let text = """
      version: 1
      members:
        alice: &a { role: admin, keys: ["\(TestKeys.alice)"] }
        bob: { role: viewer, keys: &k ["\(TestKeys.bob)"] }
        carol: { role: viewer, keys: *k }

      """
    let error = #expect(throws: ConfigurationError.self) {
      try ConfigurationEditor.adding(
        keys: [TestKeys.ci], signing: [], toMember: "carol", in: Array(text.utf8))
    }
    let problem = try #require(error?.problems.first)
    #expect(problem.position?.line == 5)
    #expect(problem.message.contains("write by hand: \"\(TestKeys.ci)\" among the keys of carol"))
  }
}

/// The members, teams, and keys of the design's example, changed one after the other.
@Suite struct MembershipEditTests {
  private typealias Edit = (_ text: [UInt8]) throws -> [UInt8]

  private func changed(_ text: String = TestKeys.design, _ edit: Edit) throws -> [String] {
    let result = String(decoding: try edit(Array(text.utf8)), as: UTF8.self)
    let before = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let after = result.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let difference = after.difference(from: before)
    return difference.map { change in
      switch change {
      case .remove(_, let line, _): "-\(line)"
      case .insert(_, let line, _): "+\(line)"
      }
    }.sorted()
  }

  @Test func aKeyIsAddedToItsLineAlone() throws {
    let lines = try changed {
      try ConfigurationEditor.adding(
        keys: [TestKeys.escrow], signing: [], toMember: "bob", in: $0)
    }
    #expect(
      lines == [
        "+  bob:    { role: manager, keys: [\"\(TestKeys.bob)\", \"\(TestKeys.escrow)\"] }",
        "-  bob:    { role: manager, keys: [\"\(TestKeys.bob)\"] }",
      ])
  }

  @Test func signingKeysGetAFieldWhereThereIsNone() throws {
    let lines = try changed {
      try ConfigurationEditor.adding(keys: [], signing: [TestKeys.ssh], toMember: "bob", in: $0)
    }
    #expect(
      lines[0]
        == "+  bob:    { role: manager, keys: [\"\(TestKeys.bob)\"], signing: [\"\(TestKeys.ssh)\"] }"
    )
  }

  @Test func aKeyIsRemovedWhateverItsComment() throws {
    let lines = try changed {
      try ConfigurationEditor.removing(keys: [TestKeys.ssh], ofMember: "alice", in: $0)
    }
    #expect(
      lines
        == [
          "+    keys: [\"\(TestKeys.alice)\"]", "+    signing: []",
          "-    keys: [\"\(TestKeys.alice)\", \"\(TestKeys.ssh) alice@laptop\"]",
          "-    signing: [\"\(TestKeys.ssh) alice@laptop\"]",
        ].sorted())
  }

  @Test func aRoleIsChangedBeforeItsComment() throws {
    let lines = try changed {
      try ConfigurationEditor.setting(role: .manager, ofMember: "alice", in: $0)
    }
    #expect(lines[0] == "+    role: manager                       # admin | manager | viewer")
  }

  @Test func aMemberIsRemovedEverywhere() throws {
    let lines = try changed {
      try ConfigurationEditor.removingMember("ci", in: $0)
    }
    #expect(
      lines == [
        "+    readers: [ops]", "+    readers: [ops]", "-    readers: [ops, ci]",
        "-    readers: [ops, ci]", "-  ci:     { role: viewer, keys: [\"\(TestKeys.ci)\"] }",
      ])
  }

  @Test func aGroupOfAQuorumIsNotLeftEmpty() throws {
    #expect(throws: ConfigurationError.self) {
      try changed { try ConfigurationEditor.removingMember("escrow", in: $0) }
    }
  }

  @Test func teamsComeAndGo() throws {
    let made = try changed {
      try ConfigurationEditor.adding(members: ["bob", "ci"], toTeam: "robots", in: $0)
    }
    #expect(made == ["+  robots: [bob, ci]"])
    let grown = try changed {
      try ConfigurationEditor.adding(members: ["ci"], toTeam: "ops", in: $0)
    }
    #expect(grown == ["+  ops: [alice, bob, ci]", "-  ops: [alice, bob]"])
    let shrunk = try changed {
      try ConfigurationEditor.removing(members: ["alice"], ofTeam: "ops", in: $0)
    }
    #expect(shrunk == ["+  ops: [bob]", "-  ops: [alice, bob]"])
    let gone = try changed { try ConfigurationEditor.removingTeam("ops", in: $0) }
    #expect(gone.contains("-  ops: [alice, bob]") && gone.contains("+    managers: []"))
  }

  @Test func theFirstTeamGetsAPlaceAfterTheMembers() throws {
    let text = """
      version: 1
      members:
        a: { role: admin, keys: ["\(TestKeys.alice)"] }   # the boss

      # who reads
      access: []

      """
    let lines = try changed(text) {
      try ConfigurationEditor.adding(members: ["a"], toTeam: "ops", in: $0)
    }
    #expect(lines == ["+teams: { ops: [a] }"])
  }
}
