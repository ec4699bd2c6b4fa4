import CredentialStore
import Credentials
import TestSupport
import Testing

@Suite struct DefaultingTests {
  @Test func bothDefaultsOfAMergeAreDemoted() async throws {
    try await withWorkshop("merge") { workshop in
      for name in ["hub", "left", "right"] { try workshop.create(name, isDefault: false) }
      func setDefault(_ name: String) throws(Failure) -> MutationResult {
        try workshop.store().setDefault(name, options: MutationOptions())
      }
      try await workshop.git.git("checkout", "-q", "-b", "side")
      _ = try setDefault("left")
      try await workshop.git.git("checkout", "-q", "-")
      _ = try setDefault("right")
      try await workshop.git.git("merge", "-q", "--no-edit", "side")
      #expect(try workshop.defaults() == ["left", "right"])

      // The one that is a default already keeps its revision.
      let result = try setDefault("right")
      #expect(result.outcome == .madeDefault)
      #expect(result.revision == 2)
      #expect(try workshop.defaults() == ["right"])
      #expect(try setDefault("right").outcome == .unchanged)
      _ = try setDefault("hub")
      #expect(try workshop.defaults() == ["hub"])
    }
  }
}
