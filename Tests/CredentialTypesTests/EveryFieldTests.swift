import CredentialTypes
import Documents
import SystemPackage
import TestSupport
import Testing

/// For every limit of every field there is a value that is refused, by the field's name, because
/// of it: without the limit it would not be.
@Suite struct EveryFieldTests {
  private static let folder: FilePath = {
    var root = FilePath("\(#filePath)")
    for _ in 0..<3 { root.removeLastComponent() }
    return root.appending("templates/types")
  }()

  /// What people give by mistake, and what programs do.
  private static let junk: [Node] = {
    let texts = [
      "x", "X", "1", "x y", "a:b", "a/b", "a.b", "-", "..", "a@b.example", "Ω", "a\u{1}b", "a\nb",
      "https://example.com", "http://example.com", "https://127.0.0.1", "ftp://example.com",
      "http://u@example.com/a?b", "10.0.0.1", "1.2.3.4", "example.com", "example.com:0", "AAAA",
      "AAAAAAAA", "A", "2026-01-01", "{}", "{", "arn:aws:s3:::bucket", "!", "a-b.c",
      "00000000-0000-0000-0000-000000000000", "-----BEGIN CERTIFICATE-----",
      "AKIAIOSFODNN7EXAMPLE", "JBSWY3DPEHPK3PXP", "jbswy", "gs://bucket", "0", "01", "ABCDEFGHIJ",
      String(repeating: "a", count: 300), "a." + String(repeating: "b", count: 30),
    ]
    return texts.map { .string($0) } + [
      .int(-1), .int(0), .int(7), .int(70_000), .int(10_000_000), .bool(true), .array([]),
      .array([.string("x y")]), .array([.int(1)]), .array([.string("")]), .object([]),
      .object([Member("a", .string("b"))]),
    ]
  }()

  /// What a field's definition limits, and the definition without it.
  private func weakened(_ field: Node) -> [(limit: String, field: Node)] {
    let limits = [
      "required", "pattern", "notPattern", "choices", "min", "max", "minBytes", "maxBytes",
      "decodedBytes", "schemes", "format",
    ]
    var all: [(String, Node)] = []
    for member in field.object ?? [] where limits.contains(member.key) {
      // A default is filled in anyway, and without a limit of its own a field has one of 1 MiB.
      if member.key == "required", field["default"] != nil { continue }
      if member.key == "maxBytes", member.value.int ?? 0 >= 1 << 20 { continue }
      var weaker = (field.object ?? []).filter { $0.key != member.key }
      if member.key == "choices" { weaker = weaker.map(Self.anyText) }
      all.append((member.key, .object(weaker)))
    }
    if !["string", "text", "any", "enum"].contains(field["kind"]?.string ?? "") {
      all.append(("kind", .object((field.object ?? []).map(Self.anyValue))))
    }
    return all
  }

  /// What is just too much, or too little, for a field.
  private func excess(of field: Node) -> [Node] {
    var values: [Node] = []
    if let most = field["maxBytes"]?.int {
      for start in ["", "https://example.com/", "*.example.com."] {
        let long = start + String(repeating: "a", count: most)
        values += [.string(long), .array([.string(long)])]
      }
      values.append(.string("*." + String(repeating: "abcdefg.", count: most / 8 + 1) + "example"))
      values.append(.string(String(repeating: "AAAA", count: most / 4 + 1)))
    }
    if let least = field["min"]?.int { values.append(.int(least - 1)) }
    if let greatest = field["max"]?.int { values.append(.int(greatest + 1)) }
    return values
  }

  private static func anyText(_ member: Member) -> Member {
    member.key == "kind" ? Member("kind", .string("string")) : member
  }

  private static func anyValue(_ member: Member) -> Member {
    member.key == "kind" ? Member("kind", .string("any")) : member
  }

  private func complaints(_ type: CredentialType, _ values: [Member], at path: String) -> [String] {
    do throws(ValidationError) {
      _ = try type.validate(values)
      return []
    } catch { return error.problems.filter { $0.field == path }.map(\.message) }
  }

  @Test func noLimitIsWithoutAValueThatItRefuses() throws {
    var (unproved, proved): ([String], Int) = ([], 0)
    for sample in TypeSample.all {
      let text = try [UInt8](contentsOf: Self.folder.appending("\(sample.type).json"))
      let definition = try JSON.parse(text.span)
      let type = try CredentialType.parse(definition)
      let fields = definition["fields"]?.array ?? []
      for (index, field) in fields.enumerated() {
        let id = field["id"]?.string ?? ""
        guard let known = type.field(id), known.isInput else { continue }
        let values = [[]] + (Self.junk + excess(of: field)).map { [Member(id, $0)] }
        let before = values.map { complaints(type, $0, at: "data.\(id)") }
        for (limit, weaker) in weakened(field) {
          var changed = fields
          changed[index] = weaker
          let node = Node.object(
            (definition.object ?? []).map { member in
              member.key == "fields" ? Member("fields", .array(changed)) : member
            })
          guard let other = try? CredentialType.parse(node) else { continue }
          let isProved = zip(values, before).contains { values, before in
            !before.isEmpty && before != complaints(other, values, at: "data.\(id)")
          }
          if isProved { proved += 1 } else { unproved.append("\(sample.type) \(id) \(limit)") }
        }
      }
    }
    #expect(unproved == [])
    #expect(proved > 300)
  }
}
