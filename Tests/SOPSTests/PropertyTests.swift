import Documents
import Secrets
import TestSupport
import Testing

@testable import SOPS

@Suite(.drawn) struct PropertyTests {
  @Test func randomTreesComeBackUnderEveryRule() throws {
    let holder = try Holder()
    var previous: (SOPSDocument, OpenedDocument)?
    var numbers = Numbers()
    for round in 0..<150 {
      let tree = randomMembers(depth: 0, using: &numbers)
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
    var numbers = Numbers()
    for _ in 0..<2_000 {
      var damaged = text
      switch numbers.below(4) {
      case 0: damaged.removeSubrange(randomRange(in: damaged, using: &numbers))
      case 1:
        damaged.insert(
          contentsOf: damaged[randomRange(in: damaged, using: &numbers)],
          at: numbers.below(damaged.count + 1))
      case 2: damaged = Array(damaged[..<numbers.below(damaged.count)])
      default:
        for _ in 0..<8 {
          damaged[numbers.below(damaged.count)] = .random(in: 0...255, using: &numbers)
        }
      }
      guard let document = try? SOPSDocument(parsing: damaged.span) else { continue }
      _ = try? document.open(with: holder.key.bytes)
      _ = document.serialized()
    }
  }

  private func randomRange(in bytes: [UInt8], using numbers: inout Numbers) -> Range<Int> {
    let start = numbers.below(bytes.count)
    return start..<min(bytes.count, start + 1 + numbers.below(200))
  }

  private func randomMembers(depth: Int, using numbers: inout Numbers) -> [Member] {
    (0..<numbers.below(6)).map { index in
      let suffix =
        ["", "_unencrypted", "d", " \u{E9}🙂<", "map"].randomElement(using: &numbers) ?? ""
      return Member("\(index)\(suffix)", randomNode(depth: depth + 1, using: &numbers))
    }
  }

  private func randomNode(depth: Int, using numbers: inout Numbers) -> Node {
    switch Int.random(in: depth > 4 ? 2...8 : 0...8, using: &numbers) {
    case 0: return .object(randomMembers(depth: depth, using: &numbers))
    case 1:
      return .array(
        (0..<numbers.below(5)).map { _ in randomNode(depth: depth + 1, using: &numbers) })
    case 2: return Node(.null)
    case 3: return .bool(.random(using: &numbers))
    case 4:
      let small = Int.random(in: -1000...1000, using: &numbers)
      return .int([0, -1, .max, .min, small].randomElement(using: &numbers) ?? 0)
    case 5:
      let scales: [Double] = [1e-300, 1e-7, 1, 1e20, 1e300]
      let scale = scales.randomElement(using: &numbers) ?? 1
      return Node(.number("\(Double.random(in: -1...1, using: &numbers) * scale)"))
    case 6: return .string("")
    default:
      return .string(
        String(
          String.UnicodeScalarView(
            (0..<numbers.below(41)).map { _ in
              Unicode.Scalar(UInt32(numbers.below(0x3000))) ?? "x"
            })))
    }
  }
}
