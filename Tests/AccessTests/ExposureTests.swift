import Access
import CredentialStore
import Credentials
import Documents
import TestSupport
import Testing

@Suite struct ExposureTests {
  /// The credentials that a member could read, with what is to be done about each.
  private func statuses(_ exposure: Exposure) -> [String: ExposedCredential.Status] {
    Dictionary(uniqueKeysWithValues: exposure.credentials.map { ($0.name, $0.status) })
  }

  /// Bob reads everything, sees two revisions of hub and one of db, and leaves.
  private func withLeaver(_ name: String, _ body: (Office) async throws -> Void) async throws {
    try await withOffice(name) { office in
      try office.create("before")
      try await office.setReaders(office.alice, office.bob)
      try office.create("hub", password: "one")
      try office.update("hub", password: "two")
      try office.create("db")
      try office.update("before", password: "three")
      try await office.setReaders(office.alice)
      _ = try office.store().rekey(options: MutationOptions())
      try office.create("after")
      try await body(office)
    }
  }

  @Test func everyRevisionThatHisKeysOpenedIsListedUntilItsValueChanges() async throws {
    try await withLeaver("exposure") { office in
      var exposure = try office.store().exposure(of: "bob")
      #expect(statuses(exposure) == ["before": .open, "hub": .open, "db": .open])
      #expect(exposure.keys == [office.bob.key] && !exposure.isMember)
      let hub = try #require(exposure.credentials.first { $0.name == "hub" })
      #expect(hub.revisions == [1, 2] && hub.fields == ["password"] && !hub.isReadableNow)
      #expect(hub.comparison == .value && hub.commits.count == 2)
      let before = try #require(exposure.credentials.first { $0.name == "before" })
      #expect(before.revisions == [2])
      // Another title is no other value; another password is.
      try office.update("hub", title: "Hub")
      try office.update("db", password: "new")
      exposure = try office.store().exposure(of: "bob")
      #expect(statuses(exposure) == ["before": .open, "hub": .open, "db": .closed])
      try office.update("hub", password: "new")
      try office.update("before", password: "new")
      exposure = try office.store().exposure(of: "bob")
      #expect(exposure.open.isEmpty && exposure.credentials.count == 3)
      // Back to a value that he saw, it is open again.
      try office.update("hub", password: "one")
      exposure = try office.store().exposure(of: "bob")
      #expect(exposure.open.map(\.name) == ["hub"])
    }
  }

  @Test func withoutAKeyRevisionsDecide() async throws {
    try await withLeaver("exposure-keyless") { office in
      func open() throws -> [String] {
        try office.store(as: office.carol).exposure(of: "bob").open.map(\.name)
      }
      #expect(try open() == ["before", "db", "hub"])
      _ = try office.store().rekey(RekeyMode(rotates: true), options: MutationOptions())
      #expect(try open() == ["before", "db", "hub"])
      try office.update("hub", title: "Hub")
      #expect(try open() == ["before", "db", "hub"])
      try office.update("hub", password: "new")
      let exposure = try office.store(as: office.carol).exposure(of: "bob")
      #expect(exposure.open.map(\.name) == ["before", "db"])
      #expect(exposure.credentials.allSatisfy { $0.comparison == .revision })
      let check = try office.store().formerMembersExposures()
      #expect(check.map(\.member) == ["bob"] && check[0].open.map(\.name) == ["before", "db"])
    }
  }

  @Test func otherBranchesTagsAndEarlierKeysCount() async throws {
    try await withOffice("exposure-branches") { office in
      let old = try Person("bob", keptIn: "\(office.git.path)/.git")
      try await office.git.git("checkout", "-qb", "side")
      try await office.setReaders(office.alice, old)
      try office.create("side")
      try await office.git.git("tag", "-a", "-m", "v1", "v1")
      try await office.git.git("checkout", "-q", "main")
      try await office.git.git("branch", "-qD", "side")
      try await office.setReaders(office.alice, office.bob)
      try office.create("main")
      let exposure = try office.store().exposure(of: "bob")
      #expect(Set(exposure.keys) == [old.key, office.bob.key] && exposure.isMember)
      #expect(statuses(exposure) == ["main": .open, "side": .deleted])
      #expect(exposure.credentials.map(\.isReadableNow) == [true, false])
      #expect(try office.store().formerMembersExposures().isEmpty)
    }
  }

  @Test func aRenamedCredentialIsTheSame() async throws {
    try await withLeaver("exposure-rename") { office in
      _ = try office.store().rename(
        "hub", to: "registry", options: MutationOptions(), rewriting: { _ in [:] })
      let exposure = try office.store().exposure(of: "bob")
      #expect(exposure.open.map(\.name) == ["before", "db", "registry"])
    }
  }

  @Test func partOfAQuorumOpensNothingAlone() async throws {
    try await withOffice("exposure-quorum") { office in
      let people = [office.alice, office.bob, office.carol]
      func set(_ people: [Person], _ groups: String) async throws {
        try await office.setPolicy(
          people.map { office.member($0) }.joined(separator: "\n"),
          access: "  - match: \"**\"\n    quorum: { threshold: 2, groups: [\(groups)] }")
      }
      try await set(people, "[alice], [bob], [carol]")
      try office.create("root")
      #expect(try office.store().exposure(of: "bob").credentials.map(\.status) == [.quorum])
      let dora = try Person("dora", keptIn: "\(office.git.path)/.git")
      // Two who leave could have met; nobody rekeyed the file.
      try await set([office.alice, dora], "[alice], [dora]")
      #expect(try office.store().exposure(of: "bob").open.isEmpty)
      let former = try office.store().formerMembersExposures()
      #expect(former.map(\.member) == ["bob", "carol"])
    }
  }

  @Test func nobodyKnowsAStranger() async throws {
    try await withOffice("exposure-stranger") { office in
      let failure = failure { _ = try office.store().exposure(of: "alise") }
      #expect(failure?.code == .notFound && failure?.message.contains("'alice'") == true)
    }
  }

  @Test func aShallowCloneDoesNotAnswer() async throws {
    try await withLeaver("exposure-shallow") { office in
      try await office.git.git("clone", "-q", "--depth", "1", "file://\(office.git.path)", "clone")
      let clone = try Store(
        root: "\(office.git.path)/clone", identityFile: office.alice.identityFile)
      for body in [
        { _ = try clone.exposure(of: "bob") }, { _ = try clone.formerMembersExposures() },
      ] {
        let failure = failure(body)
        #expect(failure?.code == .system)
        #expect(failure?.message.contains("git fetch --unshallow") == true)
      }
    }
  }
}
