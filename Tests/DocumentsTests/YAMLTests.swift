import Documents
import Testing

@Suite struct YAMLTests {
  private func parse(_ text: String) throws -> [Node] {
    let bytes = Array(text.utf8)
    return try YAML.parse(bytes.span)
  }

  private func code(_ text: String) -> DocumentError.Code? {
    #expect(throws: DocumentError.self) { try parse(text) }?.code
  }

  @Test func readsValuesAsTheCoreSchemaSays() throws {
    let text = """
      a: true
      b: no
      c: 12
      d: -1.5e3
      e: ~
      f: "12"
      g: 'null'
      h: 0x1F
      i: 0o17
      j: 1.2.3
      k: .inf
      l:
      m: !!str 12
      n: !Ref thing
      o: 012
      p: "-"
      q: +.5
      r: 1e
      """
    let expected: [(String, Node)] = [
      ("a", .bool(true)), ("b", .string("no")), ("c", .int(12)), ("d", Node(.number("-1.5e3"))),
      ("e", Node(.null)), ("f", .string("12")), ("g", .string("null")), ("h", .int(31)),
      ("i", .int(15)), ("j", .string("1.2.3")), ("k", Node(.number(".inf"))), ("l", Node(.null)),
      ("m", .string("12")), ("n", .string("thing")), ("o", Node(.number("012"))),
      ("p", .string("-")), ("q", Node(.number("+.5"))), ("r", .string("1e")),
    ]
    let document = try #require(try parse(text).first)
    for (key, value) in expected { #expect(document[key] == value, "\(key)") }
  }

  @Test func positionsCountBytesFromOne() throws {
    let text = "\u{FEFF}é: [ü, \"ß\", z]\r\n\r\n# ☃\r\nkey:\r\n  - ☃: value\r\n"
    let document = try #require(try parse(text).first)
    let members = try #require(document.object)
    #expect(members[0].value.array?[2].position == Position(line: 1, column: 16))
    #expect(members[1].position == Position(line: 4, column: 1))
    #expect(members[1].value.position == Position(line: 5, column: 3))
    #expect(members[1].value.array?[0]["☃"]?.position == Position(line: 5, column: 10))
  }

  @Test func keepsDuplicateKeysAndEveryDocument() throws {
    let documents = try parse("a: 1\na: 2\n---\nb: 3\n...\n---\n")
    #expect(documents.count == 3)
    #expect(documents[0].object?.map(\.key) == ["a", "a"])
    #expect(documents[2].isNull)
    #expect(try parse("# nothing\n").isEmpty)
  }

  @Test func mergesAndExpandsAliases() throws {
    let text = """
      base: &base {a: 1, b: 2}
      more: &more {b: 3, c: 4}
      one: {<<: *base, b: 9}
      two: {z: 0, <<: [*base, *more], y: 5}
      quoted: {"<<": 1}
      &k key: *k
      """
    let document = try #require(try parse(text).first)
    #expect(document["one"]?["a"] == .int(1) && document["one"]?["b"] == .int(9))
    #expect(document["one"]?.object?.count == 2)
    #expect(document["two"]?.object?.map(\.key) == ["z", "a", "b", "c", "y"])
    #expect(document["two"]?["b"] == .int(2))
    #expect(document["quoted"]?["<<"] == .int(1))
    #expect(document["key"] == .string("key"))
    #expect(document["one"]?["a"]?.position == Position(line: 1, column: 17))
  }

  @Test func refusesWhatItCannotRead() {
    #expect(code("a: [1") == .syntax)
    #expect(code("a: b: c") == .syntax)
    #expect(code("<<: 3") == .syntax)
    #expect(code("? [a]\n: b") == .unsupported)
    #expect(code("a: *nobody") == .unsupported)
    #expect(code("a: &a [*a]") == .unsupported)
    #expect(code("a: \u{7}") == .encoding)
    #expect(code(String(repeating: "[", count: 300)) == .tooDeep)
    let laughs =
      "a0: &a0 [x]\n"
      + (1...9).map { "a\($0): &a\($0) [" + repeated("*a\($0 - 1)", 9) + "]\n" }.joined()
    #expect(code(laughs) == .tooLarge)
    for bytes: [UInt8] in [[0x61, 0x3A, 0x20, 0xFF], [0xFF, 0xFE, 0x61, 0x00]] {
      let error = #expect(throws: DocumentError.self) { try YAML.parse(bytes.span) }
      #expect(error?.code == .encoding)
    }
  }

  @Test func aliasesMayAddAHundredThousandValues() throws {
    func text(_ count: Int) -> String {
      "list: &list [" + repeated("1", 999) + "]\nall: [" + repeated("*list", count) + "]\n"
    }
    #expect(try parse(text(100)).first?["all"]?.array?.count == 100)
    #expect(code(text(101)) == .tooLarge)
  }

  @Test func errorsSayWhere() {
    let error = #expect(throws: DocumentError.self) { try parse("a: 1\nb: é [\n c: }") }
    #expect(error?.position?.line == 3)
  }

  private func repeated(_ text: String, _ count: Int) -> String {
    [String](repeating: text, count: count).joined(separator: ", ")
  }
}
