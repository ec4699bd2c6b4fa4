import Secrets
import Testing

@testable import Age

@Suite struct Bech32Tests {
  private func prefix(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    return Bech32.prefix(of: bytes.span)
  }

  // BIP 173's valid strings whose data is whole bytes with zero spare bits, and strings with
  // the same prefixes.
  @Test(arguments: [
    "A12UEL5L", "a12uel5l",
    "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
    "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
    "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
  ])
  func validTextsDecode(text: String) {
    #expect(prefix(text) != nil)
  }

  @Test(arguments: [
    // A character outside the prefix's range, no separator, no prefix.
    "\u{20}1nwldj5", "\u{7F}1axkwrx", "\u{80}1eym55h", "pzry9x0s0muk", "1pzry9x0s0muk", "10a06t8",
    "1qzzfhee", "",
    // A foreign character, a checksum too short, a checksum that is wrong, mixed case.
    "x1b4n0q5v", "li1dgmt3", "A1G7SGD8", "a12UEL5L", "A12uEL5L",
    "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxx",
    "split1cheo2y9e2w", "split1a2y9w", "de1lg7wt\u{FF}",
  ])
  func invalidTextsDoNot(text: String) {
    #expect(prefix(text) == nil)
  }

  @Test(arguments: 0...70) func encodingIsUndone(size: Int) throws {
    let sample = sample(size)
    for prefix in ["age", "AGE-SECRET-KEY-"] {
      let text = bytes(of: Bech32.encode(prefix, sample.span))
      let decoded = try #require(
        prefix == "age"
          ? decode(text, "age") : decode(text, "AGE-SECRET-KEY-"))
      #expect(decoded == sample)
      #expect(decode(text, "ag") == nil)
      for index in text.indices {
        var changed = text
        changed[index] ^= 1
        #expect(decode(changed, "age") != sample)
      }
    }
  }

  private func decode(_ text: [UInt8], _ prefix: StaticString) -> [UInt8]? {
    guard let decoded = Bech32.decode(text.span, prefix: prefix) else { return nil }
    return bytes(of: decoded)
  }
}
