import Access
import Configuration
import CredentialStore
import Credentials
import TestSupport
import Testing

@Suite struct PolicyChangeTests {
  /// The text of credtree.yaml with one more member who reads everything.
  private func admitting(_ person: Person, in text: [UInt8]) throws(Failure) -> [UInt8] {
    do {
      let added = try ConfigurationEditor.addingMember(
        person.name, role: .viewer, keys: [person.key], to: text)
      let text = String(decoding: added, as: UTF8.self)
      return Array(text.replacing("readers: [", with: "readers: [\(person.name), ").utf8)
    } catch { throw Failure(.invalid, "\(error)") }
  }

  @Test func whoIsAddedReadsEverythingAfterOneCommit() async throws {
    try await withOffice("policy-change") { office in
      try office.create("hub")
      try office.create("db")
      let before = try office.text(of: "credentials/hub.json")
      let result = try office.store().changePolicy(
        subject: "credtree: add member bob", options: MutationOptions(),
        writing: ["note.txt": Array("x\n".utf8)]
      ) { text, _ throws(Failure) in try admitting(office.bob, in: text) }
      #expect(result.differences.map(\.name) == ["db", "hub"])
      #expect(result.differences.allSatisfy { $0.gained.map(\.name) == ["bob"] })
      #expect(result.isRekeyed && result.commit != nil)
      #expect(office.canRead("hub", office.bob) && office.canRead("db", office.bob))
      #expect(office.canRead("hub", office.alice))
      let files = try await office.git.git("show", "--format=%s", "--name-only", "HEAD")
      #expect(
        files == """
          credtree: add member bob

          .sops.yaml
          credentials/db.json
          credentials/hub.json
          credtree.yaml
          note.txt

          """)
      // What Alice had in the file is still there, line by line.
      let after = try office.text(of: "credentials/hub.json")
      let lost = Set(before.split(separator: "\n")).subtracting(after.split(separator: "\n"))
      #expect(lost.count <= 1, "\(lost)")
      // It is the consent: nothing asks afterwards.
      try office.create("new", options: MutationOptions())
      #expect(try await office.git.git("status", "--porcelain") == "")
    }
  }

  @Test func withoutRekeyingTheFilesStay() async throws {
    try await withOffice("policy-no-rekey") { office in
      try office.create("hub")
      let result = try office.store().changePolicy(
        subject: "credtree: add member bob", options: MutationOptions(), rekeys: false
      ) { text, _ throws(Failure) in try admitting(office.bob, in: text) }
      #expect(result.differences.map(\.name) == ["hub"] && !result.isRekeyed)
      #expect(result.notes.contains { $0.contains("credtree rekey") })
      #expect(!office.canRead("hub", office.bob))
      let differences = try office.store().recipientDifferences()
      #expect(differences.map(\.remedy) == [.addition])
    }
  }

  @Test func anEditThatChangesNothingCommitsNothing() async throws {
    try await withOffice("policy-unchanged") { office in
      let result = try office.store().changePolicy(subject: "credtree: x", options: accepting) {
        text, _ throws(Failure) in text
      }
      #expect(result.isUnchanged && result.commit == nil)
    }
  }

  @Test func whatSomebodyElseAddedIsAskedForFirst() async throws {
    try await withOffice("policy-intruder") { office in
      try office.create("hub")
      try await office.setReaders(office.alice, office.carol)
      let refused = failure {
        _ = try office.store().changePolicy(subject: "credtree: x", options: MutationOptions()) {
          text, _ throws(Failure) in try admitting(office.bob, in: text)
        }
      }
      #expect(refused?.code == .forbidden && refused?.message.contains("carol") == true)
    }
  }
}
