import Documents
import TestSupport
import Testing

@Suite(.drawn) struct JSONWriterTests {
  @Test(arguments: [
    ("<a&b>\u{2028}\u{2029}", #""\u003ca\u0026b\u003e\u2028\u2029""#),
    ("q\"\\/\u{08}\u{0C}\n\r\t\u{1}\u{7F}", "\"q\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\u{7F}\""),
    ("é漢🙂\u{2027}\u{202A}", "\"é漢🙂\u{2027}\u{202A}\""),
  ])
  func escapesAsGoDoes(text: String, expected: String) {
    #expect(written(.string(text)) == expected + "\n")
    #expect(written(.object([Member(text, .int(1))])) == "{\n\t\(expected): 1\n}\n")
  }

  @Test func laysOutAsGoDoes() {
    let node: Node = .object([
      Member("a", .array([.int(1), .object([]), .array([])])),
      Member("b", .object([Member("c", Node(.null)), Member("d", Node(.number("1.50")))])),
    ])
    #expect(
      written(node)
        == "{\n\t\"a\": [\n\t\t1,\n\t\t{},\n\t\t[]\n\t],\n\t\"b\": {\n\t\t\"c\": null,\n\t\t\"d\": 1.50\n\t}\n}\n"
    )
  }

  // The examples of RFC 8785, sections 3.2.3 and 3.2.2, without its number beyond 2^53.
  @Test func writesTheCanonicalFormOfTheStandard() throws {
    let text = #"""
      {"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001, -0.0, -0],
       "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false],
       "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7}
      """#
    let canonical = try JSON.canonical(try parse(text))
    #expect(
      String(decoding: canonical, as: UTF8.self)
        == "{\"\\r\":2,\"1\":4,\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27,0,0],\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\",\"\u{80}\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\u{FB33}\":3}"
    )
  }

  @Test func hasNoCanonicalFormForWhatCouldBeMistaken() {
    for text in [
      "9007199254740992", "-9007199254740992", "1e400", "123456789012345678901234567890e400",
    ] {
      #expect(throws: DocumentError(.number, "")) { try JSON.canonical(try parse(text)) }
    }
    #expect(throws: DocumentError(.duplicateKey, "")) {
      try JSON.canonical(try parse(#"{"a":1,"b":2,"\u0061":3}"#))
    }
    #expect(throws: DocumentError(.secret, "")) {
      try JSON.canonical(try parse(#"["a"]"#, strings: .secret))
    }
    // Equal to Swift, different bytes: two keys.
    #expect(throws: Never.self) { try JSON.canonical(try parse("{\"e\u{301}\":1,\"\u{e9}\":2}")) }
  }

  @Test(arguments: [
    (3.0, "3", "3"), (3.14, "3.14", "3.14"), (1e21, "1000000000000000000000", "1e+21"),
    (1e20, "100000000000000000000", "100000000000000000000"), (1e-7, "0.0000001", "1e-7"),
    (1e-6, "0.000001", "0.000001"), (-0.0, "-0", "-0"), (2.5, "2.5", "2.5"),
    (1.5e300, "15" + String(repeating: "0", count: 299), "1.5e+300"),
    (
      -123456789012345678901234567890.0, "-123456789012345680000000000000",
      "-1.2345678901234568e+29"
    ),
    (.leastNonzeroMagnitude, "0." + String(repeating: "0", count: 323) + "5", "5e-324"),
  ])
  func writesFloatsAsGoDoes(value: Double, plain: String, compact: String) throws {
    let decimal = try #require(ShortestDecimal(value))
    #expect(decimal.plain == plain)
    #expect(decimal.compact == compact)
  }

  @Test func randomDocumentsComeBack() throws {
    var generator = Numbers()
    for _ in 0..<300 {
      let node = randomNode(depth: 0, using: &generator)
      #expect(try parse(JSON.write(node)) == node)
    }
  }

  private func written(_ node: Node) -> String { String(decoding: JSON.write(node), as: UTF8.self) }

  private func randomNode(depth: Int, using generator: inout Numbers) -> Node {
    func text() -> String {
      String(
        String.UnicodeScalarView(
          (0..<Int.random(in: 0...6, using: &generator)).map { _ in
            Unicode.Scalar(UInt32.random(in: 0...0x2FFF, using: &generator)) ?? "x"
          }))
    }
    switch Int.random(in: depth > 3 ? 2...6 : 0...6, using: &generator) {
    case 0:
      return .array(
        (0..<Int.random(in: 0...4, using: &generator)).map { _ in
          randomNode(depth: depth + 1, using: &generator)
        })
    case 1:
      return .object(
        (0..<Int.random(in: 0...4, using: &generator)).map { _ in
          Member(text(), randomNode(depth: depth + 1, using: &generator))
        })
    case 2: return Node(.null)
    case 3: return .bool(.random(using: &generator))
    case 4: return .int(.random(in: .min ... .max, using: &generator))
    default: return .string(text())
    }
  }
}
