import CredentialStore
import Credentials
import Documents
import TestSupport
import Testing

@Suite struct ResealingTests {
  @Test func anEditIsAcceptedAndCommitted() async throws {
    try await withWorkshop("reseal") { workshop in
      let created = try workshop.create("hub")
      try workshop.edit("credentials/hub.json", "\"title\": \"hub\"", "\"title\": \"Hub\"")
      #expect(failure { _ = try workshop.store().credential("hub") }?.code == .integrity)
      let result = try workshop.store().reseal("hub", options: MutationOptions())
      #expect(result.outcome == .resealed && result.revision == 2 && result.id == created.id)
      let opened = try workshop.store().credential("hub")
      #expect(opened.metadata.title == "Hub")
      #expect(try await workshop.git.git("status", "--porcelain") == "")
      let again = try workshop.store().reseal("hub", options: MutationOptions())
      #expect(again.outcome == .unchanged)
    }
  }

  @Test func aCopyBecomesACredentialOfItsOwn() async throws {
    try await withWorkshop("copy") { workshop in
      let created = try workshop.create("hub")
      try await workshop.git.shell("cp credentials/hub.json credentials/copy.json")
      let result = try workshop.store().reseal("copy", options: MutationOptions())
      #expect(result.id != created.id && result.revision == 1)
      let copy = try workshop.store().credential("copy")
      #expect(copy.metadata.title == "copy" && !copy.metadata.isDefault)
      #expect(try workshop.defaults() == ["hub"])
    }
  }

  @Test func anInvalidEditIsRefused() async throws {
    try await withWorkshop("invalid") { workshop in
      try workshop.create("gate", type: "basic-auth") {
        $0.values.append(Member("cost", .string("12")))
      }
      try workshop.edit("credentials/gate.json", "\"cost\": 12", "\"cost\": 99")
      let refusal = failure { _ = try workshop.store().reseal("gate", options: MutationOptions()) }
      #expect(refusal?.code == .invalid)
    }
  }

  @Test func aChangedValueIsNotMended() async throws {
    try await withWorkshop("value") { workshop in
      try workshop.create("hub")
      try workshop.edit(
        "credentials/hub.json", "\"username\": \"ENC[AES256_GCM,data:",
        "\"username\": \"ENC[AES256_GCM,data:AA")
      let refusal = failure { _ = try workshop.store().reseal("hub", options: MutationOptions()) }
      #expect(refusal?.code == .integrity)
    }
  }
}
