import Documents
import Secrets
import Testing

@testable import SOPS

@Suite struct PropertyTests {
  @Test func randomTreesComeBackUnderEveryRule() throws {
    let holder = try Holder()
    var previous: (SOPSDocument, OpenedDocument)?
    for round in 0..<150 {
      let tree = randomMembers(depth: 0)
      let rule = everyRule[round % everyRule.count]
      let sealed = try reparsed(try holder.seal(tree, rule, previous: previous))
      let opened = try sealed.open(with: holder.key.bytes)
      #expect(shown(opened.tree) == shown(tree))
      // Opened and sealed again, nothing but the MAC differs, for nothing changed.
      let again = try holder.seal(opened.tree, rule, previous: (sealed, opened))
      #expect(again.tree == sealed.tree)
      previous = (sealed, opened)
    }
  }

  /// What a reader of the file can be made to see by changing one byte.
  private struct View: Equatable {
    let tree: Node
    let metadata: SOPSMetadata
  }

  @Test func aChangedByteIsNoticedOrChangesNothingThatIsProtected() throws {
    let holder = try Holder()
    let tree: [Member] = [
      Member(
        "public",
        .object([Member("server", .string("https://example.com")), Member("port", .int(443))])),
      Member(
        "secret",
        .object([
          Member("user", .string("alice")), Member("list", .array([.string("x"), .bool(true)])),
        ])),
    ]
    let text = try holder.seal(tree, .encryptedRegex("^secret$")).serialized()
    let original = try SOPSDocument(parsing: text.span)
    let expected = shown(try original.open(with: holder.key.bytes).tree)
    var unprotected: Set<String> = []
    for index in text.indices {
      for mask in [1, 2, 4, 8, 16, 32, 64, 128] as [UInt8] {
        var changed = text
        changed[index] ^= mask
        guard let document = try? SOPSDocument(parsing: changed.span),
          let opened = try? holder.open(document)
        else { continue }
        if opened.warnings.isEmpty && shown(opened.tree) != expected {
          unprotected.insert(region(of: index, in: text))
        }
      }
    }
    // Sops authenticates the values in clear, not the names above them. Everything else that
    // can be changed unnoticed leaves the plaintext as it was.
    #expect(unprotected.isSubset(of: ["public", "server", "port"]))
  }

  /// The first key of the line that a byte is on.
  private func region(of index: Int, in text: [UInt8]) -> String {
    let start = (text[..<index].lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
    let line = String(decoding: text[start...].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
    return parts.count > 1 ? String(parts[1]) : line
  }

  @Test func damagedFilesNeverTrap() throws {
    let holder = try Holder()
    let text = try holder.seal(everyLeaf).serialized()
    for _ in 0..<2_000 {
      var damaged = text
      switch Int.random(in: 0...3) {
      case 0: damaged.removeSubrange(randomRange(in: damaged))
      case 1:
        damaged.insert(
          contentsOf: damaged[randomRange(in: damaged)], at: .random(in: 0...damaged.count))
      case 2: damaged = Array(damaged[..<Int.random(in: 0..<damaged.count)])
      default:
        for _ in 0..<8 { damaged[.random(in: damaged.indices)] = .random(in: 0...255) }
      }
      guard let document = try? SOPSDocument(parsing: damaged.span) else { continue }
      _ = try? document.open(with: holder.key.bytes)
      _ = document.serialized()
    }
  }

  private func randomRange(in bytes: [UInt8]) -> Range<Int> {
    let start = Int.random(in: 0..<bytes.count)
    return start..<min(bytes.count, start + .random(in: 1...200))
  }

  private func randomMembers(depth: Int) -> [Member] {
    (0..<Int.random(in: 0...5)).map { index in
      let suffix = ["", "_unencrypted", "d", " \u{E9}🙂<", "map"].randomElement() ?? ""
      return Member("\(index)\(suffix)", randomNode(depth: depth + 1))
    }
  }

  private func randomNode(depth: Int) -> Node {
    switch Int.random(in: depth > 4 ? 2...8 : 0...8) {
    case 0: .object(randomMembers(depth: depth))
    case 1: .array((0..<Int.random(in: 0...4)).map { _ in randomNode(depth: depth + 1) })
    case 2: Node(.null)
    case 3: .bool(.random())
    case 4: .int([0, -1, .max, .min, .random(in: -1000...1000)].randomElement() ?? 0)
    case 5:
      Node(
        .number("\(Double.random(in: -1...1) * [1e-300, 1e-7, 1, 1e20, 1e300][.random(in: 0...4)])")
      )
    case 6: .string("")
    default:
      .string(
        String(
          String.UnicodeScalarView(
            (0..<Int.random(in: 0...40)).map { _ in
              Unicode.Scalar(UInt32.random(in: 0...0x2FFF)) ?? "x"
            })))
    }
  }
}
