import CredentialStore
import Credentials
import Documents
import SOPS
import TestSupport
import Testing

@Suite struct RenamingTests {
  private func rename(_ workshop: Workshop, _ name: String, to newName: String) throws(Failure)
    -> MutationResult
  {
    try workshop.store().rename(name, to: newName, options: MutationOptions()) { _ in [:] }
  }

  @Test func theIdTheCiphertextAndTheHistoryStay() async throws {
    try await withWorkshop("rename") { workshop in
      let id = try workshop.create("hub", password: "one").id
      try workshop.update("hub") { $0.values = [Member("password", .string("two"))] }
      let before = try workshop.store().file("hub")
      let result = try rename(workshop, "hub", to: "registry/docker")
      #expect(result.outcome == .renamed(from: "hub"))
      #expect(result.id == id)
      #expect(result.revision == 3)
      #expect(result.changed == ["name", "title"])
      let after = try workshop.store().file("registry/docker")
      #expect(after.metadata.title == "registry/docker")
      let cipher = { (file: CredentialFile) in file.document.tree[2].value["password"] }
      #expect(cipher(after) == cipher(before))
      #expect(try workshop.store().reader.names() == ["registry/docker"])

      try workshop.update("registry/docker") { $0.title = "Docker" }
      let store = try workshop.store()
      let history = try store.history(of: "registry/docker")
      #expect(history.map(\.number) == [4, 3, 2, 1])
      #expect(history.map(\.name) == ["registry/docker", "registry/docker", "hub", "hub"])
      let first = try store.credential("registry/docker", revision: 1)
      #expect(first.secret("password").flatMap { Node(.secret($0)).plainText } == "one")
      let subjects = try await workshop.git.git("log", "-2", "--format=%s")
      #expect(subjects.contains("credtree: rename hub to registry/docker (r3): name, title\n"))
      let back = try store.restore(
        "registry/docker", revision: 2, as: nil, options: MutationOptions())
      #expect(back.changed == ["title"])
      #expect(try workshop.store().file("registry/docker").metadata.title == "registry/docker")
    }
  }

  @Test func aNameThatIsReusedHasItsOwnHistory() async throws {
    try await withWorkshop("reuse") { workshop in
      try workshop.create("hub", password: "old")
      try workshop.update("hub") { $0.description = "old" }
      _ = try rename(workshop, "hub", to: "former")
      try workshop.create("hub", password: "new")
      let store = try workshop.store()
      #expect(try store.history(of: "former").map(\.number) == [3, 2, 1])
      // The path was somebody else's before; revisions are the credential's own.
      let first = try store.credential("hub", revision: 1)
      #expect(first.secret("password").flatMap { Node(.secret($0)).plainText } == "new")
      #expect(failure { _ = try store.credential("hub", revision: 2) }?.code == .notFound)
    }
  }

  @Test func whatIsRefused() async throws {
    try await withWorkshop("refuse") { workshop in
      try workshop.create("hub")
      try workshop.create("other")
      let head = try await workshop.git.git("rev-parse", "HEAD")
      #expect(failure { _ = try rename(workshop, "hub", to: "Docker Hub") }?.code == .invalid)
      #expect(failure { _ = try rename(workshop, "hub", to: "OTHER") }?.code == .duplicate)
      #expect(failure { _ = try rename(workshop, "hub", to: "HUB") }?.code == .duplicate)
      #expect(failure { _ = try rename(workshop, "none", to: "new") }?.code == .notFound)
      #expect(try rename(workshop, "hub", to: "hub").outcome == .unchanged)
      #expect(try await workshop.git.git("rev-parse", "HEAD") == head)
    }
  }

  @Test func theNewNamesReadersCount() async throws {
    try await withWorkshop("readers") { workshop in
      let other = try await Workshop(workshop.git, named: "bob")
      try workshop.create("hub")
      try workshop.edit(
        "credtree.yaml", "\nteams:", "\n  bob: { role: viewer, keys: [\(other.key)] }\nteams:")
      try workshop.edit(
        "credtree.yaml", "\n  - match: \"**\"",
        "\n  - { match: \"prod/**\", readers: [alice, bob] }\n  - match: \"**\"")
      try await workshop.git.git("commit", "-qam", "bob reads prod")
      #expect(failure { _ = try rename(workshop, "hub", to: "prod/hub") }?.code == .forbidden)
      let before = try workshop.store().file("hub")
      let result = try workshop.store().rename(
        "hub", to: "prod/hub", options: MutationOptions(acceptsNewReaders: true)
      ) { _ in [:] }
      #expect(result.changed == ["name", "title", "readers"])
      #expect(try other.store().credential("prod/hub").name == "prod/hub")
      let after = try workshop.store().file("prod/hub")
      let cipher = { (file: CredentialFile) in file.document.tree[2].value["password"] }
      #expect(cipher(after) != cipher(before))
    }
  }
}
