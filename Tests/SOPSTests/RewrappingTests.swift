import Age
import Documents
import SOPS
import Secrets
import TestSupport
import Testing

@testable import SOPS

/// Recipients that are added under the same data key.
@Suite(.drawn) struct RewrappingTests {
  @Test(arguments: [(2, 2), (2, 3), (3, 4), (5, 9)])
  func aShareOfAnyPlaceCanBeComputed(threshold: Int, count: Int) throws {
    let secret = SecretBytes(count: 32) { span in
      for index in span.indices { span[index] = UInt8(index * 11 % 256) }
    }
    let shares = try Shamir.split(secret, into: count, threshold: threshold)
    var numbers = Numbers()
    for place in 1...count {
      let others = shares.filter { Int(Shamir.place(of: $0.bytes)) != place }
      guard others.count >= threshold else { continue }
      let chosen = Array(others.shuffled(using: &numbers).prefix(threshold))
      #expect(share(place, from: chosen) == bytes(of: shares[place - 1]))
    }
    #expect(share(1, from: shares) == nil, "a place that is taken")
  }

  private func share(_ place: Int, from shares: [Secret]) -> [UInt8]? {
    guard let share = Shamir.share(at: UInt8(place), from: shares) else { return nil }
    return bytes(of: share)
  }

  @Test func onlyWhatIsMissingIsWrapped() throws {
    let holder = try Holder()
    let other = try X25519Identity.generate()
    let sealed = try SOPSDocument.seal(
      everyLeaf, metadata: try holder.metadata(nil), key: holder.key.bytes, previous: nil, at: noon)
    let recipients: [any Recipient] = [other.recipient, holder.identity.recipient]
    let added = try #require(
      try sealed.adding([recipients], sharing: holder.key.bytes, with: [holder.identity]))
    #expect(added.metadata.ageEntries.first == sealed.metadata.ageEntries.first)
    #expect(added.metadata.ageEntries.count == 2)
    #expect(bytes(of: try added.dataKey(with: [other])) == bytes(of: holder.key))
    #expect(added.tree == sealed.tree && added.metadata.mac == sealed.metadata.mac)
    let again = try added.adding([recipients], sharing: holder.key.bytes, with: [holder.identity])
    #expect(again?.serialized() == added.serialized())
    #expect(
      try added.adding([[other.recipient], []], sharing: holder.key.bytes, with: [other]) == nil)
  }

  @Test func placesThatAreNotNumbersAreNotGuessed() throws {
    let holder = try Holder()
    let members = try (0..<3).map { _ in try X25519Identity.generate() }
    var groups = try KeyWrapping.wrap(
      holder.key.bytes, groups: members.map { [$0.recipient] }, threshold: 2)
    // As older versions of sops wrote them: places in no order.
    groups.swapAt(0, 1)
    let document = SOPSDocument(
      tree: [], metadata: SOPSMetadata(keyGroups: groups, shamirThreshold: 2, rule: nil))
    let new = try X25519Identity.generate()
    let wanted: [[any Recipient]] = [
      [members[1].recipient], [members[0].recipient], [members[2].recipient, new.recipient],
    ]
    let two = Array(members.prefix(2))
    #expect(try document.adding(wanted, sharing: holder.key.bytes, with: two) == nil)
    // The share itself is at hand, so its place need not be known.
    let added = try document.adding(wanted, sharing: holder.key.bytes, with: members)
    let key = try #require(added).dataKey(with: [new, members[0]])
    #expect(bytes(of: key) == bytes(of: holder.key))
  }
}
