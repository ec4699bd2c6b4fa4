import Access
import Age
import Configuration
import CredentialStore
import Credentials
import Secrets
import SOPS
import TestSupport
import Testing

@Suite struct QuorumTests {
  private func quorum(_ office: Office, _ threshold: Int, _ groups: String) async throws {
    let people = [office.alice, office.bob, office.carol]
    try await office.setPolicy(
      people.map { office.member($0) }.joined(separator: "\n"),
      access: "  - match: \"**\"\n    quorum: { threshold: \(threshold), groups: [\(groups)] }")
  }

  private func document(_ office: Office, _ name: String) throws -> SOPSDocument {
    let text = Array(try office.text(of: "credentials/\(name).json").utf8)
    return try SOPSDocument(parsing: text.span)
  }

  /// The store of several people who sit together.
  private func store(_ office: Office, _ people: Person...) async throws -> Store {
    let files = people.map { "'\($0.identityFile)'" }.joined(separator: " ")
    try await office.git.shell("cat \(files) > .git/together.txt")
    return try Store(root: office.git.path, identityFile: "\(office.git.path)/.git/together.txt")
  }

  @Test func sharesAtHandAreCombinedAndMissingOnesNamed() async throws {
    try await withOffice("quorum") { office in
      try await quorum(office, 2, "[alice], [bob], [carol]")
      try office.create("root")
      let alone = failure { _ = try office.store().credential("root") }
      #expect(alone?.code == .forbidden)
      #expect(
        alone?.message.contains("2 of 3 key groups") == true
          && alone?.message.contains("1 more is missing: bob, or carol") == true, "\(alone as Any)")
      let together = try await store(office, office.alice, office.carol)
      #expect(try together.credential("root").metadata.name == "root")
      let none = failure {
        _ = try Store(root: office.git.path, identityFile: office.bob.identityFile).credential(
          "root")
      }
      #expect(none?.message.contains("alice, or carol") == true)
    }
  }

  @Test func aReaderAddedToAGroupGetsItsShare() async throws {
    try await withOffice("quorum-add") { office in
      try await quorum(office, 2, "[alice], [bob]")
      try office.create("root")
      let before = try document(office, "root")
      try await quorum(office, 2, "[alice], [bob, carol]")
      let both = try await store(office, office.alice, office.bob)
      let result = try both.rekey(options: accepting)
      #expect(result.differences.map(\.remedy) == [.addition])
      let after = try document(office, "root")
      #expect(after.metadata.keyGroups[0] == before.metadata.keyGroups[0])
      #expect(after.metadata.keyGroups[1].age[0] == before.metadata.keyGroups[1].age[0])
      #expect(try await store(office, office.alice, office.carol).credential("root").name == "root")
      #expect(!office.canRead("root", office.carol))
      // Two keys of one group are one share.
      let pair = try await store(office, office.bob, office.carol)
      #expect(failure { _ = try pair.credential("root") }?.code == .forbidden)
    }
  }

  @Test func aShareThatNobodyAtHandHoldsIsComputed() async throws {
    try await withOffice("quorum-compute") { office in
      let dora = try Person("dora", keptIn: "\(office.git.path)/.git")
      try await quorum(office, 2, "[alice], [bob], [carol]")
      try office.create("root")
      let before = try document(office, "root")
      let people = [office.alice, office.bob, office.carol, dora]
      try await office.setPolicy(
        people.map { office.member($0) }.joined(separator: "\n"),
        access: "  - match: \"**\"\n    quorum: "
          + "{ threshold: 2, groups: [[alice], [bob], [carol, dora]] }")
      _ = try await store(office, office.alice, office.bob).rekey(options: accepting)
      let after = try document(office, "root")
      #expect(after.metadata.keyGroups[2].age[0] == before.metadata.keyGroups[2].age[0])
      #expect(after.metadata.keyGroups[..<2] == before.metadata.keyGroups[..<2])
      #expect(try await store(office, office.bob, dora).credential("root").name == "root")
      let same = try await store(office, office.carol, dora)
      #expect(failure { _ = try same.credential("root") }?.code == .forbidden)
    }
  }

  @Test(arguments: [
    ("2, groups: [[alice], [bob]]", "3, groups: [[alice], [bob], [carol]]"),
    ("3, groups: [[alice], [bob], [carol]]", "2, groups: [[alice], [bob], [carol]]"),
    ("2, groups: [[alice, bob], [carol]]", "2, groups: [[alice], [bob, carol]]"),
  ])
  func anotherShapeIsANewDataKey(_ before: String, _ after: String) async throws {
    try await withOffice("quorum-shape") { office in
      func set(_ quorum: String) async throws {
        let people = [office.alice, office.bob, office.carol]
        try await office.setPolicy(
          people.map { office.member($0) }.joined(separator: "\n"),
          access: "  - match: \"**\"\n    quorum: { threshold: \(quorum) }")
      }
      try await set(before)
      try office.create("root")
      let all = try await store(office, office.alice, office.bob, office.carol)
      let old = try all.open("root")
      try await set(after)
      let store = try await store(office, office.alice, office.bob, office.carol)
      #expect(try store.rekey(options: accepting).differences.map(\.remedy) == [.newKey])
      #expect(try store.open("root").key != old.key)
      #expect(try store.recipientDifferences().isEmpty)
    }
  }

  @Test func fromReadersToAQuorumAndBack() async throws {
    try await withOffice("quorum-both-ways") { office in
      try await office.setReaders(office.alice, office.bob)
      try office.create("root")
      try await quorum(office, 2, "[alice], [bob]")
      let lost = try office.store().rekey(options: accepting).differences.first
      #expect(lost?.lost.map(\.name) == ["alice", "bob"] && lost?.gained == [])
      #expect(!office.canRead("root", office.alice))
      try await office.setReaders(office.alice, office.bob)
      let both = try await store(office, office.alice, office.bob)
      let refused = failure { _ = try both.rekey(options: MutationOptions()) }
      #expect(refused?.code == .forbidden)
      let gained = try both.rekey(options: accepting).differences.first
      #expect(gained?.gained.map(\.name) == ["alice", "bob"] && gained?.lost == [])
      #expect(office.canRead("root", office.alice))
    }
  }
}
