import Access
import Configuration
import CredentialStore
import Credentials
import Documents
import SOPS
import Secrets
import TestSupport
import Testing

@Suite struct RekeyTests {
  private func document(_ office: Office, _ name: String) throws -> SOPSDocument {
    let text = Array(try office.text(of: "credentials/\(name).json").utf8)
    return try SOPSDocument(parsing: text.span)
  }

  @Test func addingAReaderAddsOnlyHisEntry() async throws {
    try await withOffice("rekey-add") { office in
      try office.create("hub")
      let before = try document(office, "hub")
      try await office.setReaders(office.alice, office.bob)
      let result = try office.store().rekey(options: accepting)
      #expect(result.differences.map(\.remedy) == [.addition])
      let after = try document(office, "hub")
      var expected = before
      expected.metadata.ageEntries.append(try #require(after.metadata.ageEntries.last))
      #expect(after.serialized() == expected.serialized())
      #expect(after.metadata.ageEntries.map(\.recipient) == [office.alice.key, office.bob.key])
      #expect(office.canRead("hub", office.bob))
      #expect(try office.store(as: office.bob).credential("hub").metadata.revision == 1)
      // The second time there is nothing to do.
      let again = try office.store().rekey(options: accepting)
      #expect(again.differences.isEmpty && again.commit == nil)
    }
  }

  @Test func whoeverLosesAccessCannotUseTheOldDataKey() async throws {
    try await withOffice("rekey-remove") { office in
      try await office.setReaders(office.alice, office.bob)
      try office.create("hub")
      let old = try office.store(as: office.bob).open("hub")
      try await office.setReaders(office.alice)
      let result = try office.store().rekey(options: MutationOptions())
      #expect(result.differences.map(\.remedy) == [.newKey])
      #expect(result.differences.first?.lost == [Reader(member: "bob", key: office.bob.key)])
      let new = try document(office, "hub")
      #expect(throws: SOPSError(.value, "")) { _ = try new.open(with: old.key.bytes) }
      #expect(throws: SOPSError(.value, "")) {
        _ = try new.open(with: old.key.bytes, verifyingMAC: false)
      }
      #expect(!office.canRead("hub", office.bob) && office.canRead("hub", office.alice))
      #expect(new.metadata.recipients == [office.alice.key])
      // No line of ciphertext is the same, and the readable part is.
      #expect(old.file.document.tree[0] == new.tree[0] && old.file.document.tree[1] == new.tree[1])
      for (was, isNow) in zip(
        old.file.document.tree[2].value.object ?? [], new.tree[2].value.object ?? [])
      {
        #expect(was.key == isNow.key && was.value != isNow.value)
      }
      let message = try await office.git.git("log", "-1", "--format=%B")
      #expect(message.contains("credtree: rekey hub\n\nbob loses access to 1 credential"))
      #expect(message.contains("Credential-Change: rekey"))
    }
  }

  @Test func onlyFilesThatDifferAreTouched() async throws {
    try await withOffice("rekey-some") { office in
      try await office.setPolicy(
        office.member(office.alice) + "\n" + office.member(office.bob),
        access: """
            - match: "prod/**"
              readers: [alice]
            - match: "**"
              readers: [alice]
          """)
      try office.create("prod/db")
      try office.create("dev/db")
      let before = try office.text(of: "credentials/prod/db.json")
      try await office.setPolicy(
        office.member(office.alice) + "\n" + office.member(office.bob),
        access: """
            - match: "prod/**"
              readers: [alice]
            - match: "**"
              readers: [alice, bob]
          """)
      let result = try office.store().rekey(options: accepting)
      #expect(result.differences.map(\.name) == ["dev/db"])
      #expect(try office.text(of: "credentials/prod/db.json") == before)
      #expect(!office.canRead("prod/db", office.bob) && office.canRead("dev/db", office.bob))
    }
  }

  @Test func nobodyGainsAccessUnasked() async throws {
    try await withOffice("rekey-ask") { office in
      try office.create("hub")
      // The clone has accepted the policy already, so only the rekeying itself can ask.
      let added = try ConfigurationEditor.addingMember(
        "bob", role: .viewer, keys: [office.bob.key],
        to: Array(try office.text(of: "credtree.yaml").utf8))
      _ = try office.store().changePolicy(
        subject: "credtree: add bob", options: MutationOptions(), rekeys: false
      ) { _, _ in
        Array(
          String(decoding: added, as: UTF8.self).replacing("[alice]", with: "[alice, bob]").utf8)
      }
      let refused = failure { _ = try office.store().rekey(options: MutationOptions()) }
      #expect(refused?.code == .forbidden)
      #expect(refused?.message.contains("hub: bob (\(office.bob.key))") == true)
      #expect(!office.canRead("hub", office.bob))
      let asking = MutationOptions(confirmsNewReaders: { $0.contains("bob") })
      #expect(try office.store().rekey(options: asking).commit != nil)
      #expect(office.canRead("hub", office.bob))
    }
  }

  /// Whoever agrees to one reader must have seen the others whom the same answer accepts.
  @Test func theQuestionNamesWhoHasNoFileYet() async throws {
    try await withOffice("rekey-future") { office in
      try office.create("hub")
      try await office.setPolicy(
        [office.alice, office.bob, office.carol].map { office.member($0) }
          .joined(separator: "\n"),
        access: """
            - match: "future/**"
              readers: [alice, carol]
            - match: "**"
              readers: [alice, bob]
          """)
      let refused = failure { _ = try office.store().rekey(options: MutationOptions()) }
      #expect(refused?.message.contains("hub: bob (\(office.bob.key))") == true)
      #expect(refused?.message.contains("future/**: carol (\(office.carol.key))") == true)
    }
  }

  @Test func aFileThatCannotBeOpenedLeavesEverythingAsItWas() async throws {
    try await withOffice("rekey-unreadable") { office in
      try office.create("mine")
      try await office.setPolicy(
        office.member(office.alice) + "\n" + office.member(office.bob),
        access: """
            - match: "theirs"
              readers: [bob]
            - match: "**"
              readers: [alice]
          """)
      try office.create("theirs")
      try await office.setReaders(office.alice, office.bob)
      let head = try await office.git.git("rev-parse", "HEAD")
      let refused = failure { _ = try office.store().rekey(options: accepting) }
      #expect(refused?.code == .forbidden && refused?.message.contains("theirs") == true)
      #expect(try await office.git.git("rev-parse", "HEAD") == head)
      #expect(try await office.git.git("status", "--porcelain") == "")
    }
  }

  @Test func rotationRenewsEveryDataKeyAndNoRevision() async throws {
    try await withOffice("rekey-rotate") { office in
      try office.create("hub")
      try office.create("db")
      let before = try office.store().open("hub")
      let result = try office.store().rekey(
        RekeyMode(rotates: true), options: MutationOptions())
      #expect(result.differences.map(\.name) == ["db", "hub"] && result.isRotation)
      let after = try office.store().open("hub")
      #expect(before.key != after.key)
      #expect(before.contents.fields == after.contents.fields)
      #expect(after.contents.metadata == before.contents.metadata)
      #expect(before.contents.salt == after.contents.salt)
    }
  }

  @Test func aCopyIsNotMadeReadableForTheReadersOfItsPlace() async throws {
    try await withOffice("rekey-copy") { office in
      let members = office.member(office.alice) + "\n" + office.member(office.bob)
      let access = """
          - match: "prod/**"
            readers: [alice]
          - match: "**"
            readers: [alice, bob]
        """
      try await office.setPolicy(members, access: access)
      try office.create("prod/db")
      try await office.git.shell(
        "mkdir credentials/dev; cp credentials/prod/db.json credentials/dev/")
      try await office.git.shell("git add -A; git commit -qm copy")
      let refused = failure { _ = try office.store().rekey(options: accepting) }
      #expect(refused?.code == .integrity)
      #expect(!office.canRead("dev/db", office.bob))
    }
  }

  @Test func keysOfOtherKindsAreNeverLeftWithAnOldDataKey() async throws {
    try await withOffice("rekey-foreign") { office in
      try await office.setReaders(office.alice, office.bob)
      try office.create("hub")
      var file = try document(office, "hub")
      let pgp = Member(
        "pgp",
        .array([
          .object([
            Member("created_at", .string("2026-11-20T10:00:00Z")), Member("enc", .string("x")),
            Member("fp", .string("85D77543B3D624B63CEA9E6DBC17301B491B3F21")),
          ])
        ]))
      file.metadata.foreign.append(pgp)
      try office.write(
        String(decoding: file.serialized(), as: UTF8.self), to: "credentials/hub.json")
      try await office.git.git("commit", "-qam", "sops added a key")
      // Adding leaves it where it is: the data key stays.
      try await office.setReaders(office.alice, office.bob, office.carol)
      _ = try office.store().rekey(options: accepting)
      #expect(try document(office, "hub").metadata.foreign == [pgp])
      try await office.setReaders(office.alice)
      let update = failure { _ = try office.update("hub", title: "Hub") }
      #expect(update?.code == .invalid && update?.message.contains("pgp") == true)
      #expect(try document(office, "hub").metadata.foreign == [pgp])
      let refused = failure { _ = try office.store().rekey(options: accepting) }
      #expect(refused?.code == .invalid)
      #expect(refused?.details.first?.message.contains("pgp") == true)
      _ = try office.store().rekey(RekeyMode(dropsForeignKeys: true), options: accepting)
      #expect(try document(office, "hub").metadata.foreign == [])
    }
  }
}
