import CredentialStore
import Credentials
import Documents
import TestSupport
import Testing

@Suite struct ReadingTests {
  @Test func aCredentialIsFoundByNameIDAndStartOfID() async throws {
    try await withWorkshop("resolve") { workshop in
      let hub = try workshop.create("hub")
      try workshop.create("other")
      let store = try workshop.store()
      for reference in ["hub", hub.id, String(hub.id.prefix(6)), String(hub.id.prefix(21))] {
        #expect(try store.resolve(reference) == "hub")
      }
      for reference in ["", "HUB", "nope", String(hub.id.prefix(5)), "../hub", "\(hub.id)x"] {
        #expect(failure { _ = try store.resolve(reference) }?.code == .notFound)
      }
    }
  }

  @Test func aNameWinsOverTheStartOfAnID() async throws {
    try await withWorkshop("prefix") { workshop in
      let prefix = String(try workshop.create("hub").id.prefix(8))
      try workshop.create(prefix)
      #expect(try workshop.store().resolve(prefix) == prefix)
    }
  }

  @Test func aFileNamedByAnothersIDIsAmbiguous() async throws {
    try await withWorkshop("id") { workshop in
      let id = try workshop.create("hub").id
      try workshop.create("other")
      try await workshop.git.shell("cp credentials/other.json credentials/\(id).json")
      #expect(failure { _ = try workshop.store().resolve(id) }?.code == .ambiguous)
      try await workshop.git.shell("cp credentials/hub.json credentials/copy.json")
      let twice = failure { _ = try workshop.store().resolve(String(id.prefix(8))) }
      #expect(twice?.code == .ambiguous)
    }
  }

  @Test func aDamagedFileHidesNoOther() async throws {
    try await withWorkshop("damaged") { workshop in
      let hub = try workshop.create("hub")
      try workshop.write("{", to: "credentials/bad.json")
      let store = try workshop.store()
      #expect(try store.resolve(String(hub.id.prefix(8))) == "hub")
      #expect(
        failure { _ = try store.resolve("0000000") }?.code == .integrity, "it may be that one")
      #expect(failure { _ = try store.resolve("nope") }?.code == .notFound)
      try await workshop.git.shell("git add -A; git commit -qm bad")
      try workshop.create("other")
      try workshop.create("third", isDefault: true)
      #expect(failure { _ = try workshop.store().credential("bad") }?.code == .integrity)
    }
  }

  @Test func aCommitAndTheIndexCanBeRead() async throws {
    try await withWorkshop("source") { workshop in
      try workshop.create("hub")
      try workshop.create("later")
      try workshop.update("hub", options: unrecorded) { $0.title = "Hub" }
      try await workshop.git.git("checkout-index", "-f", "-a")
      try await workshop.git.shell("rm credentials/hub.json")
      let before = try workshop.store(.commit("HEAD~1"))
      #expect(try before.reader.names() == ["hub"])
      #expect(try before.credential("hub").metadata.title == "hub")
      #expect(try workshop.store(.index).credential("hub").metadata.title == "Hub")
      #expect(try workshop.store(.index).reader.names() == ["hub", "later"])
      #expect(try workshop.store().reader.names() == ["later"])
      #expect(failure { _ = try workshop.store(.commit("nope")) }?.code == .notFound)
      try await workshop.git.git("checkout", "-q", "--orphan", "empty")
      #expect(failure { _ = try workshop.store(.commit("HEAD")) }?.code == .notFound)
    }
  }

  @Test func historyIsNewestFirstAndRevisionsOpen() async throws {
    try await withWorkshop("history") { workshop in
      try workshop.create("hub", password: "one")
      try workshop.update("hub") { $0.values = [Member("password", .string("two"))] }
      try workshop.delete("hub")
      try workshop.create("other")
      let store = try workshop.store()
      let history = try store.history(of: "hub")
      #expect(history.map(\.number) == [nil, 2, 1])
      #expect(history.map(\.isDeletion) == [true, false, false])
      #expect(history[1].author == "Ann <ann@example.org>")
      let first = try store.credential("hub", revision: 1)
      #expect(first.secret("password").flatMap { Node(.secret($0)).plainText } == "one")
      #expect(failure { _ = try store.credential("hub", revision: 3) }?.code == .notFound)
      #expect(try store.history(of: "nope") == [])
    }
  }

  @Test func aShallowCloneHasNoWholeHistory() async throws {
    try await withWorkshop("shallow") { workshop in
      try workshop.create("hub")
      try workshop.update("hub") { $0.title = "Hub" }
      try await workshop.git.shell("git clone -q --depth 1 \"file://$PWD\" shallow")
      let clone = try await Workshop(workshop.git.below("shallow"))
      #expect(failure { _ = try clone.store().history(of: "hub") }?.code == .system)
      try await workshop.git.shell("git -C shallow fetch -q --unshallow")
      #expect(try clone.store().history(of: "hub").map(\.number) == [2, 1])
    }
  }
}
