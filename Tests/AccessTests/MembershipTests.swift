import Access
import Configuration
import CredentialStore
import Credentials
import Documents
import TestSupport
import Testing

@Suite struct MembershipTests {
  private let sshKey =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIz2SNm8fTW/bpKzJ4P8w8VkfZqnhE+LIPEhVbJZ3mpY"

  @Test func aMemberOfATeamThatReadsIsLetInByOneCommit() async throws {
    try await withOffice("people-add") { office in
      try await office.setPolicy(
        "  # the boss\n\(office.member(office.alice))\nteams: { ops: [alice] }",
        access: "  - match: \"**\"   # all\n    readers: [ops]")
      try office.create("one")
      try office.create("two")
      let head = try await office.git.git("rev-parse", "HEAD")
      let change = try office.store().add(
        MemberAddition(name: "bob", keys: try KeyInput(keys: [office.bob.key]), teams: ["ops"]),
        options: MutationOptions())
      #expect(change.outcome == .added && change.role == .viewer && change.isReader)
      #expect(change.policy.differences.map(\.name) == ["one", "two"])
      #expect(office.canRead("one", office.bob) && office.canRead("two", office.bob))
      #expect(try await office.git.git("rev-parse", "HEAD^") == head)
      #expect(try await office.git.git("status", "--porcelain") == "")
      let text = try office.text(of: "credtree.yaml")
      #expect(text.contains("  # the boss\n") && text.contains("\"**\"   # all\n"))
      #expect(text.contains("teams: { ops: [alice, bob] }"))
    }
  }

  @Test func keysBelongToOneMember() async throws {
    try await withOffice("people-duplicate") { office in
      let store = try office.store()
      _ = try store.add(
        MemberAddition(
          name: "bob", keys: try KeyInput(keys: [office.bob.key], signing: [sshKey])),
        options: accepting)
      for keys in [
        try KeyInput(keys: [office.bob.key, office.carol.key]), try KeyInput(signing: [sshKey]),
      ] {
        let failure = failure {
          _ = try office.store().add(
            MemberAddition(name: "carol", keys: keys), options: accepting)
        }
        #expect(failure?.code == .duplicate)
        #expect(failure?.details.first?.message.contains("bob") == true)
      }
      let again = try office.store().add(
        MemberAddition(name: "bob", keys: try KeyInput(keys: [office.bob.key])),
        options: accepting)
      #expect(again.outcome == .unchanged && again.policy.commit == nil)
    }
  }

  @Test func membersAndTeamsShareTheirNames() async throws {
    try await withOffice("people-names") { office in
      _ = try office.store().add(members: ["alice"], toTeam: "ops", options: accepting)
      for name in ["ops", "OPS", "Alice"] {
        let failure = failure {
          _ = try office.store().add(
            MemberAddition(name: name, keys: try KeyInput(keys: [office.bob.key])),
            options: accepting)
        }
        #expect(failure?.code == .duplicate)
      }
      for name in ["a b", "x: y", "-x", "b\nob"] {
        let failure = failure {
          _ = try office.store().add(
            MemberAddition(name: name, keys: try KeyInput(keys: [office.bob.key])),
            options: accepting)
        }
        #expect(failure?.code == .invalid)
      }
      #expect(
        failure {
          _ = try office.store().add(members: ["alice"], toTeam: "alice", options: accepting)
        }?.code == .duplicate)
    }
  }

  @Test func somebodyIsAlwaysLeft() async throws {
    try await withOffice("people-last") { office in
      try await office.setPolicy(
        [
          office.member(office.alice), office.member(office.bob, role: "manager"),
          office.member(office.carol, role: "viewer"),
        ].joined(separator: "\n") + "\nteams: { ops: [bob], rest: [alice, carol] }",
        access: """
            - match: "a"
              readers: [ops]
            - match: "b"
              quorum: { threshold: 2, groups: [[alice], [carol, bob]] }
            - match: "**"
              readers: [rest, ops]
              managers: [ops]
          """)
      func refused(_ body: (Store) throws -> Void) -> [Problem]? {
        let failure = failure { try body(try office.store()) }
        guard failure?.code == .invalid else { return nil }
        return failure?.details
      }
      // Alice is the last admin, and a whole group of the quorum.
      #expect(refused { _ = try $0.removeMember("alice", options: accepting) } == [])
      #expect(
        refused {
          _ = try $0.removeMember("alice", keys: [office.alice.key], options: accepting)
        } == [])
      #expect(
        refused {
          _ = try $0.add(
            MemberAddition(name: "alice", role: .viewer, keys: try KeyInput()),
            options: accepting)
        } == [])
      // Bob is the last who reads 'a', and the last who manages the rest.
      let bob = refused { _ = try $0.removeMember("bob", options: accepting) }
      #expect(bob?.map { $0.position?.line } == [9, 13])
      #expect(bob?.first?.message.contains("the rule for a would have nobody left") == true)
      #expect(bob?.last?.message.contains("no managers left") == true)
      #expect(
        refused { _ = try $0.remove(members: ["bob"], ofTeam: "ops", options: accepting) }?.count
          == 2)
      #expect(refused { _ = try $0.remove(members: [], ofTeam: "ops", options: accepting) } != nil)
      // Carol can go: the others of her group stay.
      let change = try office.store().removeMember("carol", options: accepting)
      #expect(change.outcome == .removed && change.teams == ["rest"])
      #expect(try office.text(of: "credtree.yaml").contains("carol") == false)
    }
  }

  @Test func whoLeavesCannotOpenAnything() async throws {
    try await withOffice("people-leave") { office in
      try await office.setReaders(office.alice, office.bob)
      try office.create("one")
      #expect(office.canRead("one", office.bob))
      let change = try office.store().removeMember("bob", options: MutationOptions())
      #expect(change.policy.differences.first?.remedy == .newKey)
      #expect(!office.canRead("one", office.bob) && office.canRead("one", office.alice))
      #expect(
        failure { _ = try office.store().removeMember("bob", options: accepting) }?.code
          == .notFound)
    }
  }

  @Test func withoutRekeyingTheFilesStay() async throws {
    try await withOffice("people-norekey") { office in
      try await office.setReaders(office.alice, office.bob)
      try office.create("one")
      let before = try office.text(of: "credentials/one.json")
      let change = try office.store().removeMember("bob", options: accepting, rekeys: false)
      #expect(change.policy.commit != nil && !change.policy.isRekeyed)
      #expect(try office.text(of: "credentials/one.json") == before)
    }
  }

  @Test func aKeyIsNamedByItsFingerprintToo() async throws {
    try await withOffice("people-key") { office in
      _ = try office.store().add(
        MemberAddition(name: "alice", keys: try KeyInput(keys: [sshKey], signing: [sshKey])),
        options: accepting)
      let change = try office.store().removeMember(
        "alice", keys: [PublicKey(sshKey).fingerprint], options: accepting)
      #expect(change.removed == [sshKey] && change.outcome == .changed)
      #expect(try office.store().configuration.member(named: "alice")?.signing == [])
      #expect(
        failure {
          _ = try office.store().removeMember("alice", keys: [sshKey], options: accepting)
        }?.code == .notFound)
    }
  }

  @Test func aMovedOrRestoredCredentialGetsTheRecipientsOfItsPlace() async throws {
    try await withOffice("people-places") { office in
      try await office.setPolicy(
        "\(office.member(office.alice))\n\(office.member(office.bob))\n\(office.member(office.carol))",
        access: """
            - match: "prod/**"
              readers: [alice, carol]
            - match: "**"
              readers: [alice, bob]
          """)
      func readers(_ name: String) throws -> [String] {
        try office.store().readers(of: name).rows.filter(\.isInFile).compactMap { $0.member?.name }
      }
      try office.create("one")
      #expect(try readers("one") == ["alice", "bob"])
      _ = try office.store().rename("one", to: "prod/one", options: accepting) { _ in [:] }
      #expect(try readers("prod/one") == ["alice", "carol"])
      _ = try office.store().delete("prod/one", options: accepting) { _ in }
      _ = try office.store().restore("prod/one", revision: nil, as: "two", options: accepting)
      #expect(try readers("two") == ["alice", "bob"])
      #expect(try office.store().recipientDifferences().isEmpty)
    }
  }

  /// Whoever can push can let himself in; he is put out again without being let in first.
  @Test func whoLetHimselfInIsPutOutUnasked() async throws {
    try await withOffice("people-intruder") { office in
      try await office.setReaders(office.alice, office.carol)
      try office.create("one")
      try await office.setReaders(office.alice, office.bob, office.carol)
      let change = try office.store().removeMember("bob", options: MutationOptions())
      #expect(change.outcome == .removed && change.policy.differences.isEmpty)
      #expect(try office.text(of: "credtree.yaml").contains("bob") == false)
      // Another who came with him is asked for still.
      try await office.setReaders(office.alice, office.bob)
      _ = try office.store().removeMember("bob", options: MutationOptions(), rekeys: false)
      try await office.setPolicy(
        "\(office.member(office.alice))\n\(office.member(office.bob))\n\(office.member(office.carol))",
        access: "  - match: \"**\"\n    readers: [alice, bob, carol]")
      let failure = failure {
        _ = try office.store().removeMember("bob", options: MutationOptions())
      }
      #expect(failure?.code == .forbidden)
      #expect(failure?.message.contains(office.carol.key) == true)
      #expect(failure?.message.contains(office.bob.key) == false)
      // Neither has been accepted on the way.
      let create = AccessTests.failure { _ = try office.create("two", options: MutationOptions()) }
      #expect(create?.message.contains(office.bob.key) == true)
    }
  }
}
