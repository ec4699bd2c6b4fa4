import CredentialStore
import Credentials
import Documents
import SOPS
import TestSupport
import Testing

@Suite struct RestoringTests {
  private func restore(
    _ workshop: Workshop, _ reference: String, revision: Int? = nil, as newName: String? = nil
  ) throws(Failure) -> MutationResult {
    try workshop.store().restore(
      reference, revision: revision, as: newName, options: MutationOptions())
  }

  private func password(_ credential: OpenedCredential) -> String? {
    credential.secret("password").flatMap { Node(.secret($0)).plainText }
  }

  @Test func aDeletedCredentialComesBack() async throws {
    try await withWorkshop("restore") { workshop in
      let id = try workshop.create("hub", password: "one").id
      try workshop.update("hub") { $0.values = [Member("password", .string("two"))] }
      let before = try workshop.store().file("hub")
      try workshop.delete("hub")
      let deleted = try workshop.store().deletedCredentials()
      #expect(deleted.map(\.header.name) == ["hub"])
      #expect(deleted.first?.deletedBy == "Ann <ann@example.org>")

      let result = try restore(workshop, "hub")
      #expect(result.outcome == .restored)
      #expect(result.id == id)
      #expect(result.revision == 3)
      let store = try workshop.store()
      #expect(try password(store.credential("hub")) == "two")
      #expect(try password(store.credential("hub", revision: 1)) == "one")
      let after = try store.file("hub")
      #expect(after.metadata.isDefault)
      // A new data key: nothing of the old ciphertext is there.
      for key in ["password", "username", "salt", "seal"] {
        let (old, new) = (before.document.tree[2].value[key], after.document.tree[2].value[key])
        #expect(old != nil && new != nil && old != new)
      }
      #expect(try store.deletedCredentials().isEmpty)
      #expect(failure { _ = try restore(workshop, "hub") }?.code == .duplicate)
    }
  }

  @Test func anEarlierRevisionByItsId() async throws {
    try await withWorkshop("revision") { workshop in
      let id = try workshop.create("hub", password: "one").id
      try workshop.update("hub") { $0.values = [Member("password", .string("two"))] }
      try workshop.delete("hub")
      try workshop.create("hub", password: "namesake")
      #expect(failure { _ = try restore(workshop, id) }?.code == .duplicate)
      let result = try restore(workshop, String(id.prefix(8)), revision: 1, as: "old-hub")
      #expect(result.name == "old-hub" && result.id == id && result.revision == 3)
      #expect(try password(workshop.store().credential("old-hub")) == "one")
      // There can be one default only, and the namesake became it.
      #expect(try workshop.defaults() == ["hub"])
    }
  }

  @Test func whoHasLeftDoesNotGetBackIn() async throws {
    try await withWorkshop("left") { workshop in
      let bob = try await Workshop(workshop.git, named: "bob")
      try await workshop.admit("bob", bob.key)
      try workshop.create("hub", options: MutationOptions(acceptsNewReaders: true))
      #expect(try bob.store().credential("hub").name == "hub")
      try workshop.delete("hub")
      try workshop.edit("credtree.yaml", "readers: [bob, ", "readers: [")
      try await workshop.git.git("commit", "-qam", "bob leaves")
      _ = try restore(workshop, "hub")
      #expect(failure { _ = try bob.store().credential("hub") }?.code == .forbidden)
      #expect(try workshop.store().file("hub").document.metadata.recipients == [workshop.key])
    }
  }

  @Test func newReadersAreAskedForFirst() async throws {
    try await withWorkshop("consent") { workshop in
      let eve = try await Workshop(workshop.git, named: "eve")
      try workshop.create("hub")
      try workshop.delete("hub")
      try await workshop.admit("eve", eve.key)
      #expect(failure { _ = try restore(workshop, "hub") }?.code == .forbidden)
    }
  }

  @Test func aPresentCredentialGoesBackToAnEarlierRevision() async throws {
    try await withWorkshop("back") { workshop in
      try workshop.create("hub", password: "one")
      try workshop.update("hub") { $0.values = [Member("password", .string("two"))] }
      let result = try restore(workshop, "hub", revision: 1)
      #expect(result.changed == ["password"])
      #expect(result.revision == 3)
      #expect(try password(workshop.store().credential("hub")) == "one")
      #expect(try restore(workshop, "hub", revision: 1).outcome == .unchanged)
      #expect(failure { _ = try restore(workshop, "hub", revision: 9) }?.code == .notFound)
    }
  }

  @Test func whatIsRenamedIsNotDeleted() async throws {
    try await withWorkshop("renamed") { workshop in
      try workshop.create("hub")
      _ = try workshop.store().rename("hub", to: "new", options: MutationOptions()) { _ in [:] }
      #expect(try workshop.store().deletedCredentials().isEmpty)
      try workshop.delete("new")
      #expect(try workshop.store().deletedCredentials().map(\.header.name) == ["new"])
      #expect(failure { _ = try restore(workshop, "hub") }?.code == .notFound)
      // The first revision had the old name, which it does not get back.
      #expect(try restore(workshop, "new", revision: 1).name == "new")
    }
  }

  @Test func aShallowCloneDoesNotKnowWhatWasDeleted() async throws {
    try await withWorkshop("shallow") { workshop in
      try workshop.create("hub")
      try workshop.delete("hub")
      try await workshop.git.shell("git clone -q --depth 1 \"file://$PWD\" shallow")
      let clone = try await Workshop(workshop.git.below("shallow"))
      #expect(failure { _ = try clone.store().deletedCredentials() }?.code == .system)
    }
  }
}
