import Documents
import Secrets
import TestSupport
import Testing

@Suite(.drawn) struct JSONTests {
  @Test func readsEveryKindOfValueInOrder() throws {
    let node = try parse(
      #" {"z":[1,-0.5e+3,true,false,null],"a":{},"z":"é\u00e9\ud83d\ude42\/\n"} "#)
    #expect(
      node
        == .object([
          Member(
            "z",
            .array([
              .int(1), Node(.number("-0.5e+3")), .bool(true), .bool(false), Node(.null),
            ])),
          Member("a", .object([])),
          Member("z", .string("éé🙂/\n")),
        ]))
  }

  @Test func knowsWhereKeysAndValuesStand() throws {
    let node = try parse("{\n\t\"é\": [\r\n 12,\n\"x\" ] }")
    let member = try #require(node.object?.first)
    #expect(node.position == Position(line: 1, column: 1))
    #expect(member.position == Position(line: 2, column: 2))
    #expect(member.value.position == Position(line: 2, column: 8))
    #expect(
      member.value.array?.map(\.position) == [
        Position(line: 3, column: 2), Position(line: 4, column: 1),
      ])
  }

  @Test(arguments: [
    "", " ", "{", "[", "[1", "[1,", "[1,]", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,",
    "{\"a\":1,}",
    "{a:1}", "{'a':1}", "{1:1}", "{\"a\" 1}", "[1 2]", "[}", "{]", "01", "-", "1.", ".5", "1e",
    "1e+",
    "+1", "0x1", "NaN", "Infinity", "tru", "truex", "nul", "\"", "\"a", "\"\\", "\"\\x\"",
    "\"\\u12\"",
    "\"\\u12g4\"", "\"a\nb\"", "\"\u{1}\"", "1 2", "{} x", "{}{}", "\u{FEFF}{}", "/**/1", "[1]//",
    "\u{A0}1",
  ])
  func refusesWhatTheGrammarDoesNot(text: String) {
    #expect(failure(of: text) == DocumentError(.syntax, ""))
  }

  @Test(arguments: [
    #""\ud800""#, #""\udc00""#, #""\ud800A""#, #""\ud800\u0041""#, #""\ud83d\ud83d""#,
  ])
  func refusesHalfACharacter(text: String) {
    #expect(failure(of: text) == DocumentError(.encoding, ""))
  }

  @Test(arguments: [
    [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x80], [0xF4, 0x90, 0x80, 0x80],
  ])
  func refusesInvalidUTF8InKeysAndValues(bytes: [UInt8]) {
    for text in [[0x22] + bytes + [0x22], [0x7B, 0x22] + bytes + Array("\":1}".utf8)] {
      #expect(throws: DocumentError(.encoding, "")) { try parse(text) }
      #expect(throws: DocumentError(.encoding, "")) { try parse(text, strings: .secret) }
    }
  }

  @Test func refusesABombOfBracketsWithoutOverflowingTheStack() {
    for opening in ["[", "{\"a\":"] {
      #expect(
        failure(of: String(repeating: opening, count: 100_000)) == DocumentError(.tooDeep, ""))
    }
    let deepest = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
    #expect(failure(of: deepest) == nil)
    #expect(failure(of: "[" + deepest + "]") == DocumentError(.tooDeep, ""))
  }

  @Test func decodesStringsStraightIntoSecrets() throws {
    let node = try parse(#"{"k\n":["a\tb","","é🙂\u2028"],"n":1}"#, strings: .secret)
    let texts = try #require(node["k\n"]?.array).map { value in
      value.secret.map { secret in bytes(of: secret) }
    }
    #expect(texts == [Array("a\tb".utf8), [], Array("é🙂\u{2028}".utf8)])
    #expect(node["n"] == .int(1))
  }

  @Test func readsOnlyTheKeysAskedFor() throws {
    let text = #"""
      {"a": {"b": [1, "]}\"", {}]}, "\u0062": 2,
       "c": "x", "d": [[{}], "}"], "e":tru, "c": [true]}
      """#
    let members = try parse(text, only: ["c", "zz"])
    #expect(members.map(\.key) == ["b", "c", "c"])
    #expect(members.map(\.value) == [.int(2), .string("x"), .array([.bool(true)])])
    #expect(members.last?.value.position == Position(line: 2, column: 44))
    for broken in [
      "[]", "{\"a\":[", "{\"a\":\"", "{\"a\":1} x", "{\"a\":\"\\", "{\"a\":]}x", "{\"a\":1",
    ] {
      #expect(throws: DocumentError(.syntax, "")) { try parse(broken, only: ["c"]) }
    }
  }

  @Test func everyTruncationAndEveryFlippedByteEndsWithoutTrapping() throws {
    let text = Array(
      "{\"a\":[1,2.5e-3,\"x\\u00e9\\n\",{\"b\":null}],\"é🙂\":true,\"s\":\"\\ud83d\\ude42\"}".utf8)
    for end in text.indices {
      #expect(throws: DocumentError.self) { try parse(Array(text[..<end])) }
    }
    var generator = Numbers()
    for index in text.indices {
      for _ in 0..<40 {
        var changed = text
        changed[index] = UInt8.random(in: 0...255, using: &generator)
        for strings in [JSON.Strings.plain, .secret] {
          guard let node = try? parse(changed, strings: strings), strings == .plain else {
            continue
          }
          let written = JSON.write(node)
          #expect(try parse(written) == node)
        }
        _ = try? parse(String(decoding: changed, as: UTF8.self), only: ["s"])
      }
    }
  }
}

func parse(_ text: String, strings: JSON.Strings = .plain) throws -> Node {
  try parse(Array(text.utf8), strings: strings)
}

func parse(_ text: [UInt8], strings: JSON.Strings = .plain) throws -> Node {
  try JSON.parse(text.span, strings: strings)
}

func parse(_ text: String, only keys: [String]) throws -> [Member] {
  let bytes = Array(text.utf8)
  return try JSON.parse(bytes.span, only: keys)
}

func failure(of text: String) -> DocumentError? {
  do { _ = try parse(text) } catch { return error as? DocumentError }
  return nil
}

func bytes(of secret: Secret) -> [UInt8] { bytes(of: secret.bytes) }

func bytes(of secret: borrowing SecretBytes) -> [UInt8] {
  var copy: [UInt8] = []
  let span = secret.bytes
  for index in span.indices { copy.append(span[index]) }
  return copy
}
