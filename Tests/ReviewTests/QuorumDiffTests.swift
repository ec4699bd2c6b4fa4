import Age
import Configuration
import Documents
import Review
import SystemPackage
import TestSupport
import Testing

/// Who must meet to read a file, before and after.
@Suite struct QuorumDiffTests {
  private static let flat = "readers: [alice, bob, mal]"
  private static let quorum = "quorum: { threshold: 2, groups: [[alice], [bob], [mal]] }"

  /// A file with the same entries in one group each.
  private func grouped(_ file: [UInt8]) throws -> [UInt8] {
    let node = try JSON.parse(file.span)
    let members = try (node.object ?? []).map { member -> Member in
      guard member.key == "sops" else { return member }
      var parts = member.value.object ?? []
      let index = try #require(parts.firstIndex { $0.key == "age" })
      let entries = try #require(parts.remove(at: index).value.array)
      let groups = entries.map { Node.object([Member("age", .array([$0]))]) }
      parts.append(Member("key_groups", .array(groups)))
      parts.append(Member("shamir_threshold", .int(2)))
      return Member("sops", .object(parts))
    }
    return JSON.write(.object(members))
  }

  @Test func aQuorumThatIsDroppedIsAWorry() async throws {
    try await withBench("quorum") { bench in
      for name in ["bob", "mal"] {
        try await bench.admit(name, try X25519Identity.generate().recipient.text)
      }
      try await bench.git.shell("sed -i 's/readers: .*/\(Self.flat)/' credtree.yaml")
      try await bench.git.shell("git commit -qam flat")
      try bench.create("gate")
      let path = "\(bench.git.path)/credentials/gate.json"
      let file = try [UInt8](contentsOf: FilePath(path))

      try await bench.git.shell("sed -i 's/readers: .*/\(Self.quorum)/' credtree.yaml")
      try bench.write(try grouped(file), to: "credentials/gate.json")
      try await bench.git.shell("git commit -qam quorum")
      let bound = try bench.only("HEAD~1..HEAD")
      #expect(bound.formerQuorum == "each reader alone")
      #expect(bound.quorum == "2 of [alice] [bob] [mal]")
      #expect(bound.aspects.contains(.readers) && bound.note == nil)
      #expect(!bound.worries.contains { [.gainsAccess, .unknownReader].contains($0.kind) })

      // The policy still asks for a quorum, and the file does not.
      try bench.write(file, to: "credentials/gate.json")
      try await bench.git.shell("git commit -qam flattened")
      let flattened = try bench.only("HEAD~1..HEAD")
      #expect(flattened.quorum == "each reader alone" && flattened.note == nil)
      let stranger = try #require(flattened.worries.first { $0.kind == .unknownReader })
      #expect(stranger.message.hasPrefix("alice, bob, mal can open it with fewer others"))
      #expect(stranger.severity == .error)

      try await bench.git.shell("sed -i 's/quorum: .*/readers: [alice, bob]/' credtree.yaml")
      try await bench.git.shell("git commit -qam dropped")
      let dropped = try bench.only("HEAD~2..HEAD")
      #expect(dropped.formerQuorum == "2 of [alice] [bob] [mal]")
      let gained = dropped.worries.filter { $0.kind == .gainsAccess }.map(\.message)
      #expect(gained == ["alice, bob, mal can read it alone now"])
    }
  }
}
