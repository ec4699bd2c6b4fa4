import OpenSSL
import Secrets
import Testing

@Suite struct AES256GCMTests {
  // McGrew and Viega, "The Galois/Counter Mode of Operation", test case 14.
  private static let zeros = [UInt8](repeating: 0, count: 16)
  private static let nonce = [UInt8](repeating: 0, count: 12)
  private static let ciphertext = Hex.decode("cea7403d4d606b6e074ec5d3baf39d18") ?? []
  private static let tag = Hex.decode("d0d1c8a799996bf0265b98b5d48ab919") ?? []

  private func open(
    _ ciphertext: [UInt8], tag: [UInt8], nonce: [UInt8] = nonce, data: [UInt8] = []
  ) throws -> [UInt8] {
    let opened = try AES256GCM.open(
      ciphertext.span, tag: tag.span, key: SecretBytes(count: 32) { _ in }, nonce: nonce.span,
      authenticating: data.span)
    return opened.bytes.indices.map { opened.bytes[$0] }
  }

  private func seal(
    _ plaintext: [UInt8], nonce: [UInt8] = nonce, data: [UInt8] = []
  ) throws -> (ciphertext: [UInt8], tag: [UInt8]) {
    try AES256GCM.seal(
      plaintext.span, key: SecretBytes(count: 32) { _ in }, nonce: nonce.span,
      authenticating: data.span)
  }

  @Test func opensAndMakesThePublishedVector() throws {
    #expect(try open(Self.ciphertext, tag: Self.tag) == Self.zeros)
    let sealed = try seal(Self.zeros)
    #expect(sealed.ciphertext == Self.ciphertext && sealed.tag == Self.tag)
  }

  @Test(arguments: 0..<16) func aFlippedTagByteIsRefused(_ index: Int) {
    var tag = Self.tag
    tag[index] ^= 1
    let error = #expect(throws: OpenSSLError.self) { try open(Self.ciphertext, tag: tag) }
    #expect(error?.code == .authenticationFailure)
  }

  @Test func aNonceOf32BytesAndAssociatedDataCount() throws {
    let nonce = try RandomBytes.public(count: 32)
    let value = Array("value".utf8)
    let data = Array("secret:password:".utf8)
    let sealed = try seal(value, nonce: nonce, data: data)
    let again = try open(sealed.ciphertext, tag: sealed.tag, nonce: nonce, data: data)
    #expect(again == value)
    #expect(throws: OpenSSLError.self) {
      try open(sealed.ciphertext, tag: sealed.tag, nonce: nonce, data: Array("secret:".utf8))
    }
  }
}

@Suite struct DigestTests {
  private func hash(_ text: String, _ algorithm: Digest.Algorithm) throws -> String {
    let bytes = Array(text.utf8)
    let digest = try Digest.of(bytes.span, algorithm)
    return Hex.encode(digest.span)
  }

  @Test func digestsMatchPublishedVectors() throws {
    #expect(
      try hash("abc", .sha256)
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(try hash("abc", .md5) == "900150983cd24fb0d6963f7d28e17f72")
    #expect(try hash("", .sha512).hasPrefix("cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc"))
  }
}
