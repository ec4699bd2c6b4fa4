import Secrets
import TestSupport
import Testing

@Suite(.drawn) struct Base32Tests {
  private func encoded(_ bytes: [UInt8]) -> String {
    let text = Base32.encodeSecret(bytes.span)
    return String(decoding: text.bytes.indices.map { text.bytes[$0] }, as: UTF8.self)
  }

  private func decoded(_ text: String) -> [UInt8]? {
    let utf8 = Array(text.utf8)
    guard let bytes = Base32.decodeSecret(utf8.span) else { return nil }
    return bytes.bytes.indices.map { bytes.bytes[$0] }
  }

  /// RFC 4648, section 10, without the padding.
  @Test(arguments: [
    ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"),
    ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI"),
  ])
  func vectors(_ plain: String, _ text: String) {
    #expect(encoded(Array(plain.utf8)) == text)
    #expect(decoded(text) == Array(plain.utf8))
  }

  @Test(arguments: ["M", "MZX", "MZXW6Y", "my", "MY======", "M1", "MZ-Q", "M Y "])
  func textsThatAreNone(_ text: String) { #expect(decoded(text) == nil) }

  /// Other programs leave something in the bits that no byte needs.
  @Test func spareBitsAreDropped() { #expect(decoded("MZ") == Array("f".utf8)) }

  @Test func whatIsEncodedIsDecoded() {
    var random = Numbers()
    for count in 0..<200 {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      #expect(decoded(encoded(bytes)) == bytes)
      // Any text at all ends in an answer.
      _ = decoded(String(decoding: bytes, as: UTF8.self))
    }
  }

  @Test func theURLAlphabetHasNoPadding() {
    let bytes: [UInt8] = [0xFB, 0xFF, 0xFE, 0x3E]
    let text = Base64.encodeSecretForURL(bytes.span)
    #expect(
      String(decoding: text.bytes.indices.map { text.bytes[$0] }, as: UTF8.self) == "-__-Pg")
  }
}
