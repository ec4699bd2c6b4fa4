import OpenSSL
import Secrets
import Testing

private func hex(_ text: String) -> [UInt8] { Hex.decode(text) ?? [] }

private func text(_ secret: borrowing SecretBytes) -> String { Hex.encode(secret.bytes) }

@Suite struct KeyDerivationTests {
  // RFC 5869, appendix A.1 to A.3.
  @Test(arguments: [
    (
      String(repeating: "0b", count: 22), "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9",
      "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    ),
    (
      (0x00...0x4F).map { Hex.encode([UInt8($0)].span) }.joined(),
      (0x60...0xAF).map { Hex.encode([UInt8($0)].span) }.joined(),
      (0xB0...0xFF).map { Hex.encode([UInt8($0)].span) }.joined(),
      "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
        + "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
    ),
    (
      String(repeating: "0b", count: 22), "", "",
      "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    ),
  ])
  func hkdfMatchesTheRFC(key: String, salt: String, info: String, expected: String) throws {
    let (key, salt, info) = (hex(key), hex(salt), hex(info))
    for count in [1, 31, 32, 33, expected.utf8.count / 2] {
      let derived = text(
        try HKDF.derive(from: key.span, salt: salt.span, info: info.span, count: count))
      #expect(derived == String(expected.prefix(count * 2).prefix(derived.utf8.count)))
      #expect(derived.utf8.count == count * 2)
    }
  }

  @Test func hkdfHasALimit() throws {
    let key = hex("0b0b")
    for count in [0, -1, HKDF.largestOutput + 1] {
      #expect(throws: OpenSSLError.self) {
        _ = text(try HKDF.derive(from: key.span, salt: key.span, info: key.span, count: count))
      }
    }
    let longest = text(
      try HKDF.derive(
        from: key.span, salt: key.span, info: key.span, count: HKDF.largestOutput))
    #expect(longest.utf8.count == HKDF.largestOutput * 2)
  }

  // RFC 4231, test cases 1, 2 and 6, whose key is longer than a block.
  @Test(arguments: [
    (
      String(repeating: "0b", count: 20), "Hi There",
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
    (
      "4a656665", "what do ya want for nothing?",
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    (
      String(repeating: "aa", count: 131),
      "Test Using Larger Than Block-Size Key - Hash Key First",
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
  ])
  func hmacMatchesTheRFC(key: String, message: String, expected: String) throws {
    let (key, message) = (hex(key), Array(message.utf8))
    let tag = try HMACSHA256.tag(of: message.span, key: key.span)
    #expect(Hex.encode(tag.span) == expected)
    #expect(try HMACSHA256.verify(tag.span, of: message.span, key: key.span))
    #expect(try !HMACSHA256.verify(tag.span.extracting(first: 31), of: message.span, key: key.span))
    var changed = tag
    changed[31] ^= 1
    #expect(try !HMACSHA256.verify(changed.span, of: message.span, key: key.span))
  }

  // RFC 7914 §12, the vectors with a block size of 8 and a parallelism of 1.
  @Test func scryptMatchesTheRFC() throws {
    let (passphrase, salt) = (Array("pleaseletmein".utf8), Array("SodiumChloride".utf8))
    let key = text(
      try Scrypt.derive(from: passphrase.span, salt: salt.span, workFactor: 14, count: 64))
    #expect(
      key == "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
        + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887")
  }

  @Test func scryptTakesNoBytesAndRefusesMadWork() throws {
    let empty: [UInt8] = []
    let first = text(try Scrypt.derive(from: empty.span, salt: empty.span, workFactor: 1))
    #expect(first.utf8.count == 64)
    for workFactor in [0, 31, 64] {
      #expect(throws: OpenSSLError.self) {
        _ = text(try Scrypt.derive(from: empty.span, salt: empty.span, workFactor: workFactor))
      }
    }
  }
}
