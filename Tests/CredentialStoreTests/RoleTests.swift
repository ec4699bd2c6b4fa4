import CredentialStore
import Credentials
import SystemPackage
import TestSupport
import Testing

@Suite struct RoleTests {
  /// A store of Alice's with one more member, who is of a role.
  private func withMember(
    _ role: String, _ body: (Workshop, _ other: Workshop) async throws -> Void
  ) async throws {
    try await withWorkshop("role") { alice in
      let other = try await Workshop(alice.git, named: "other")
      try await alice.admit("other", other.key)
      try alice.edit("credtree.yaml", "role: viewer", "role: \(role)")
      try await alice.git.git("commit", "-q", "--allow-empty", "-am", "role")
      try await body(alice, other)
    }
  }

  private func refused(_ workshop: Workshop, _ undertaking: Undertaking) -> Bool {
    failure { try workshop.store().requireRole(for: undertaking) }?.code == .forbidden
  }

  @Test(arguments: [
    ("viewer", [true, true, true]), ("manager", [false, false, true]),
    ("admin", [false, false, false]),
  ])
  func aRoleAllows(_ role: String, _ refusals: [Bool]) async throws {
    try await withMember(role) { alice, other in
      let undertakings: [Undertaking] = [
        .changingCredential("hub"), .changingTypes, .changingPolicy,
      ]
      for (undertaking, isRefused) in zip(undertakings, refusals) {
        #expect(refused(other, undertaking) == isRefused, "\(undertaking)")
        #expect(!refused(alice, undertaking))
      }
      let names = try other.store().currentMembers()
      #expect(names == ["other"])
    }
  }

  @Test func aStrangerMayDoNothingThatNotEverybodyMay() async throws {
    try await withMember("viewer") { alice, _ in
      let stranger = try await Workshop(alice.git, named: "stranger")
      #expect(refused(stranger, .changingCredential("hub")))
      #expect(refused(stranger, .changingTypes) && refused(stranger, .changingPolicy))
      let names = try stranger.store().currentMembers()
      #expect(names.isEmpty)
    }
  }

  @Test func nobodyIsAskedWhoHeIsWhereEverybodyMay() async throws {
    try await withMember("admin") { alice, _ in
      // An identity that cannot be read would be a failure.
      let store = try CredentialStore.Store(root: alice.git.path, identityFile: "/nowhere")
      try store.requireRole(for: .changingPolicy, .changingTypes)
      #expect(failure { _ = try store.currentMembers() }?.code == .invalid)
    }
  }
}
