import Access
import Configuration
import CredentialStore
import Credentials
import Documents
import SystemPackage
import TestSupport
import Testing

/// Who may do what, by the policy and by the files; none of it opens anything.
@Suite struct PolicyReadingTests {
  private func setUp(_ office: Office) async throws {
    try await office.setPolicy(
      [
        office.member(office.alice), office.member(office.bob, role: "manager"),
        office.member(office.carol, role: "viewer"), "  dave: { role: manager }",
      ].joined(separator: "\n") + "\nteams: { ops: [bob, dave], all: [bob, carol] }",
      access: """
          - match: "root/*"
            quorum: { threshold: 2, groups: [[alice], [ops], [all]] }
          - match: "prod/*"
            readers: [alice, ops]
            managers: [alice]
          - match: "p*/**"
            readers: [carol, alice]
          - match: "app"
            readers: [alice, ops, all]
        """)
    try office.create("app")
    try office.create("prod/db")
    try office.create("root/ca")
  }

  /// A store of somebody who has no key at all.
  private func keyless(_ office: Office) throws -> Store { try Store(root: office.git.path) }

  @Test func theMatrixHasEveryoneAndEverything() async throws {
    try await withOffice("matrix") { office in
      try await setUp(office)
      let matrix = try keyless(office).accessMatrix()
      #expect(matrix.members == ["alice", "bob", "carol", "dave"])
      #expect(matrix.rows.map(\.name) == ["app", "prod/db", "root/ca"])
      #expect(matrix.rows.map(\.rule) == [3, 1, 0])
      #expect(matrix.rows.allSatisfy { $0.state == .matches })
      let app = matrix.rules[3]
      // Dave has no key, so he reads nothing.
      #expect(app.readers == ["alice", "bob", "carol"] && app.managers == ["alice", "bob"])
      #expect(matrix.rules[1].managers == ["alice"])
      let root = matrix.rules[0]
      #expect(root.quorum?.groups == [["alice"], ["bob"], ["bob", "carol"]])
      #expect(root.rights["bob"]?.reading == .share(groups: [1, 2]))
      #expect(try keyless(office).accessMatrix(matching: Glob("prod/*")).rows.count == 1)
    }
  }

  @Test func whatDoesNotMatchIsARowOfItsOwn() async throws {
    try await withOffice("matrix-odd") { office in
      try await setUp(office)
      let text = try office.text(of: "credtree.yaml")
      try office.write(
        text.replacing("readers: [alice, ops]", with: "readers: [alice, carol]")
          .replacing("match: \"app\"", with: "match: \"apps\""), to: "credtree.yaml")
      try office.write("{}", to: "credentials/root/ca.json")
      let rows = try keyless(office).accessMatrix().rows
      #expect(rows.map(\.rule) == [nil, 1, 0])
      guard case .differs(let difference) = rows[1].state, case .damaged = rows[2].state else {
        Issue.record("\(rows)")
        return
      }
      #expect(difference.gained.map(\.member) == ["carol"])
      #expect(difference.lost.map(\.member) == ["bob"])
    }
  }

  @Test func aRuleIsExplainedWithItsLine() async throws {
    try await withOffice("explain") { office in
      try await setUp(office)
      let store = try keyless(office)
      let explanation = try store.explainAccess(to: "./credentials/prod/db.json")
      #expect(explanation.name == "prod/db" && explanation.exists)
      #expect(explanation.rule.rule.position?.line == 12)
      #expect(explanation.earlier.map(\.match.pattern) == ["root/*"])
      #expect(explanation.shadowed.map(\.match.pattern) == ["p*/**"])
      #expect(explanation.people.map(\.member.name) == ["alice", "bob"])
      #expect(explanation.people.map(\.teams) == [[], ["ops"]])
      #expect(try store.explainAccess(to: "prod/new").exists == false)
      #expect(failure { _ = try store.explainAccess(to: "other") }?.code == .invalid)
      #expect(failure { _ = try store.explainAccess(to: "a b") }?.code == .invalid)
    }
  }

  @Test func whoSaysWhoCanNowAndWhoShould() async throws {
    try await withOffice("who") { office in
      try await setUp(office)
      #expect(try keyless(office).readers(of: "root/ca").difference.actualThreshold == 2)
      // A file that somebody has encrypted to a key of nobody's, without us.
      let text = try office.text(of: "credentials/prod/db.json")
      let stranger = "age1398e6pym7nkg2u4z66zn3hu7rncpcrkg5hzur0r2r9ahharq8sxqe6t4a7"
      try office.write(
        text.replacing(office.bob.key, with: stranger), to: "credentials/prod/db.json")
      let readers = try keyless(office).readers(of: "prod/db")
      #expect(readers.rows.map { $0.member?.name } == ["alice", "bob", nil])
      #expect(readers.rows.map(\.isInFile) == [true, false, true])
      #expect(readers.rows.map(\.isInPolicy) == [true, true, false])
      #expect(readers.rows[2].key.text == stranger)
      #expect(failure { _ = try keyless(office).readers(of: "nothing") }?.code == .notFound)
    }
  }

  @Test func canSaysWhatAMemberMay() async throws {
    try await withOffice("can") { office in
      try await setUp(office)
      let bob = try keyless(office).access(of: "bob")
      #expect(bob.teams == ["ops", "all"] && bob.total == 3)
      #expect(bob.rows.map(\.name) == ["app", "prod/db", "root/ca"])
      #expect(bob.rows.map(\.right.manages) == [true, false, true])
      #expect(bob.rows.allSatisfy { $0.isInFile && $0.isInPolicy })
      #expect(try keyless(office).access(of: "carol").rows.map(\.name) == ["app", "root/ca"])
      #expect(try keyless(office).access(of: "dave").rows.isEmpty)
      // Without the rule's name he still has the file as it is.
      let text = try office.text(of: "credtree.yaml")
      try office.write(
        text.replacing("readers: [alice, ops, all]", with: "readers: [alice]"), to: "credtree.yaml")
      let app = try #require(try keyless(office).access(of: "bob").rows.first)
      #expect(app.name == "app" && app.isInFile && !app.isInPolicy)
      let failure = failure { _ = try keyless(office).access(of: "bop") }
      #expect(failure?.code == .notFound && failure?.message.contains("bob") == true)
    }
  }
}
