import CredentialStore
import Credentials
import Documents
import TestSupport
import Testing

/// A key that somebody added to the policy gets nothing before this clone's user said yes.
@Suite struct AcceptedPolicyTests {
  /// A workshop with one credential, in whose policy Mallory has put himself.
  private func withIntruder(_ body: (Workshop, Workshop) async throws -> Void) async throws {
    try await withWorkshop("policy") { alice in
      try alice.create("hub")
      let mallory = try await Workshop(alice.git, named: "mallory")
      try await alice.admit("mallory", mallory.key)
      try await body(alice, mallory)
    }
  }

  private var asking: MutationOptions { MutationOptions(acceptsNewReaders: true) }

  @Test func everyChangeAsks() async throws {
    try await withIntruder { alice, mallory in
      #expect(failure { try alice.create("new") }?.code == .forbidden)
      let update = failure { try alice.update("hub") { $0.title = "Hub" } }
      #expect(update?.code == .forbidden && update?.message.contains("mallory") == true)
      try alice.edit("credentials/hub.json", "\"title\": \"hub\"", "\"title\": \"Hub\"")
      let reseal = failure { _ = try alice.store().reseal("hub", options: MutationOptions()) }
      #expect(reseal?.code == .forbidden)
      #expect(failure { _ = try mallory.store().credential("hub") }?.code == .forbidden)
      #expect(try await alice.git.git("log", "--format=%s", "-1") == "admit mallory\n")
    }
  }

  @Test func yesIsRemembered() async throws {
    try await withIntruder { alice, mallory in
      let result = try alice.update("hub", options: asking) { $0.title = "Hub" }
      #expect(result.changed == ["title", "readers"])
      #expect(result.notes.contains { $0.contains("mallory") })
      #expect(try mallory.store().credential("hub").metadata.title == "Hub")
      #expect(try alice.create("new").notes == [])
    }
  }

  @Test func aPersonIsAskedAndMayRefuse() async throws {
    try await withIntruder { alice, _ in
      let refusing = MutationOptions(confirmsNewReaders: { _ in false })
      #expect(failure { try alice.create("new", options: refusing) }?.code == .forbidden)
      let accepting = MutationOptions(confirmsNewReaders: { $0.contains("mallory") })
      try alice.create("new", options: accepting)
    }
  }

  @Test func whatWasTakenAwayIsNewsAgain() async throws {
    try await withIntruder { alice, _ in
      try alice.update("hub", options: asking) { $0.title = "Hub" }
      try await alice.git.git("revert", "--no-edit", "HEAD~1")
      try alice.update("hub") { $0.title = "Hub 2" }
      try await alice.git.git("revert", "--no-edit", "HEAD~1")
      #expect(failure { try alice.create("new") }?.code == .forbidden)
    }
  }

  @Test func aFreshCloneAcceptsWhatItFindsAndSaysSo() async throws {
    try await withIntruder { alice, _ in
      try await alice.git.git("clone", "-q", ".", "clone")
      let clone = try await Workshop(clone: alice.git.below("clone"), of: alice)
      let result = try clone.create("new")
      #expect(result.notes.contains { $0.contains("mallory") && $0.contains("alice") })
      #expect(try clone.create("newer").notes == [])
    }
  }

  @Test func losingAReaderAsksNothingAndChangesTheKey() async throws {
    try await withIntruder { alice, mallory in
      try alice.update("hub", options: asking) { $0.title = "Hub" }
      try await alice.git.git("revert", "--no-edit", "HEAD~1")
      let result = try alice.update("hub") { _ in }
      #expect(result.changed == ["readers"])
      #expect(failure { _ = try mallory.store().credential("hub") }?.code == .forbidden)
    }
  }
}
