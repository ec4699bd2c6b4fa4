import Age
import Documents
import SOPS
import Secrets
import TestSupport
import Testing

@Suite(.drawn) struct KeyGroupTests {
  @Test(arguments: [(2, 2), (2, 3), (3, 4)])
  func enoughGroupsOpenTheFile(threshold: Int, count: Int) throws {
    let holder = try Holder()
    let members = try (0..<count).map { _ in
      [try X25519Identity.generate(), try X25519Identity.generate()]
    }
    let groups = try KeyWrapping.wrap(
      holder.key.bytes, groups: members.map { $0.map(\.recipient) }, threshold: threshold)
    let metadata = SOPSMetadata(keyGroups: groups, shamirThreshold: threshold, rule: nil)
    let sealed = try reparsed(
      try SOPSDocument.seal(
        everyLeaf, metadata: metadata, key: holder.key.bytes, previous: nil, at: noon))
    var numbers = Numbers()
    for _ in 0..<4 {
      let chosen = members.shuffled(using: &numbers).prefix(threshold).compactMap {
        $0.randomElement(using: &numbers)
      }
      #expect(bytes(of: try sealed.dataKey(with: chosen)) == bytes(of: holder.key))
      let tooFew = Array(chosen.dropLast())
      do {
        _ = bytes(of: try sealed.dataKey(with: tooFew))
        Issue.record("too few groups opened the file")
      } catch {
        #expect(error.code == .noIdentity)
        #expect(error.missingGroups == 1)
        let open = Set(tooFew.map(\.recipient.text))
        let closed = members.filter { group in !group.contains { open.contains($0.recipient.text) }
        }
        #expect(error.recipients == closed.flatMap { $0.map(\.recipient.text) })
      }
    }
  }

  @Test func aThresholdThatIsLeftOutMeansAllGroups() throws {
    let holder = try Holder()
    let members = try (0..<3).map { _ in try X25519Identity.generate() }
    let groups = try KeyWrapping.wrap(
      holder.key.bytes, groups: members.map { [$0.recipient] }, threshold: 3)
    let document = SOPSDocument(tree: [], metadata: SOPSMetadata(keyGroups: groups, rule: nil))
    #expect(bytes(of: try document.dataKey(with: members)) == bytes(of: holder.key))
    #expect(throws: SOPSError(.noIdentity, "")) {
      _ = bytes(of: try document.dataKey(with: Array(members.prefix(2))))
    }
  }

  @Test func aSingleGroupHoldsTheWholeKey() throws {
    let holder = try Holder()
    let entries = try KeyWrapping.wrap(holder.key.bytes, for: [holder.identity.recipient])
    let group = SOPSMetadata.KeyGroup(age: entries)
    let document = SOPSDocument(tree: [], metadata: SOPSMetadata(keyGroups: [group], rule: nil))
    #expect(bytes(of: try document.dataKey(with: [holder.identity])) == bytes(of: holder.key))
  }

  @Test func entriesOutsideGroupsComeBeforeGroups() throws {
    let holder = try Holder()
    var metadata = try holder.metadata(nil)
    metadata.keyGroups = [SOPSMetadata.KeyGroup(age: []), SOPSMetadata.KeyGroup(age: [])]
    let document = SOPSDocument(tree: [], metadata: metadata)
    #expect(bytes(of: try document.dataKey(with: [holder.identity])) == bytes(of: holder.key))
  }

  @Test func refusesGroupsThatSOPSCannotHave() throws {
    let holder = try Holder()
    let recipient = holder.identity.recipient
    for (groups, threshold) in [
      ([], 2), ([[recipient]], 1), ([[recipient], [recipient]], 1),
      ([[recipient], [recipient]], 3),
      ([[recipient], []], 2),
    ] {
      #expect(throws: SOPSError(.recipients, "")) {
        try KeyWrapping.wrap(holder.key.bytes, groups: groups, threshold: threshold)
      }
    }
    #expect(throws: SOPSError(.recipients, "")) { try KeyWrapping.wrap(holder.key.bytes, for: []) }
  }

  @Test func anEntryWithTheWrongNameStillOpens() throws {
    let holder = try Holder()
    var metadata = try holder.metadata(nil)
    metadata.ageEntries[0].recipient = try X25519Identity.generate().recipient.text
    metadata.ageEntries.insert(
      SOPSMetadata.AgeEntry(recipient: holder.identity.recipient.text, enc: "not an age file"),
      at: 0)
    let document = SOPSDocument(tree: [], metadata: metadata)
    #expect(bytes(of: try document.dataKey(with: [holder.identity])) == bytes(of: holder.key))
    #expect(throws: SOPSError(.noIdentity, "")) { _ = bytes(of: try document.dataKey(with: [])) }
  }
}
