import Glibc
import Secrets
import TestSupport
import Testing

@Suite(.serialized) struct SecretBytesTests {
  @Test func releasedSecretsAreWiped() async {
    // OpenSSL's secure heap stays mapped after a block is freed, so it can be read. The
    // allocator reuses the first 16 bytes of a free block for its own links. It has a process
    // of its own, since a test beside it could be given the block before it is read.
    await #expect(processExitsWith: .success) {
      var address: UnsafePointer<UInt8>?
      do {
        let secret = SecretBytes(count: 48) { span in
          for index in span.indices { span[index] = 0xA5 }
        }
        address = secret.bytes.withUnsafeBufferPointer { $0.baseAddress }
      }
      let memory = UnsafeBufferPointer(start: try #require(address), count: 48)
      exit(memory[16...].allSatisfy { $0 == 0 } ? EXIT_SUCCESS : EXIT_FAILURE)
    }
  }

  @Test func secretsLargerThanTheLockedHeapAreHeld() {
    let secret = SecretBytes(count: 1 << 20) { span in span[span.count - 1] = 1 }
    let last = secret.bytes[secret.count - 1]
    #expect(last == 1)
  }

  @Test func secretsAreLocked() {
    _ = SecretBytes(count: 8) { _ in }
    #expect(SecureHeap.isLocked)
  }

  @Test func aSecretInACollectionShowsNothing() {
    func make(_ text: String) -> Secret {
      let bytes = Array(text.utf8)
      return Secret(SecretBytes(copying: bytes.span))
    }
    let secret = make("hunter2")
    var dumped = ""
    dump([secret], to: &dumped)
    #expect(!dumped.contains("hunter2") && !"\(secret)".contains("hunter2"))
    #expect(secret == make("hunter2"))
    #expect(secret != make("hunter3"))
  }

  @Test func aBuilderKeepsItsBytesAsItGrows() {
    var builder = SecretBuilder(capacity: 16)
    var expected: [UInt8] = []
    for number in 0..<200 {
      let piece = Array("piece \(number);".utf8)
      builder.append(piece.span)
      expected += piece
    }
    let matches = builder.finish().constantTimeEquals(SecretBytes(copying: expected.span))
    #expect(matches)
  }
}

@Suite(.drawn) struct Base64Tests {
  private func encode(_ bytes: [UInt8], _ padding: Base64.Padding) -> String {
    Base64.encode(bytes.span, padding: padding)
  }

  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func vectorsOfRFC4648(_ plain: String, _ encoded: String) {
    let bytes = Array(plain.utf8)
    #expect(encode(bytes, .required) == encoded)
    #expect(Base64.decode(encoded) == bytes)
    let unpadded = String(encoded.prefix { $0 != "=" })
    #expect(encode(bytes, .none) == unpadded)
    #expect(Base64.decode(unpadded, padding: .none) == bytes)
  }

  @Test(arguments: [
    "Zg", "Zg=", "Zh==", "Zm9=", "Zm8", "Z", "=", "==", "====", "Zm9v\n", " Zm9v", "Zm-v",
    "Zg==Zg==", "Z===", "A===",
  ])
  func textWithAnotherSpellingIsRefused(_ text: String) {
    #expect(Base64.decode(text) == nil)
  }

  @Test(arguments: ["Zg==", "Zh", "Zm9", "Z", "Zm9vY"])
  func unpaddedTextWithAnotherSpellingIsRefused(_ text: String) {
    #expect(Base64.decode(text, padding: .none) == nil)
  }

  @Test func everyLengthSurvivesARoundTrip() {
    var generator = Numbers()
    for count in 0..<100 {
      let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
      for padding in [Base64.Padding.none, .required] {
        #expect(Base64.decode(encode(bytes, padding), padding: padding) == bytes)
      }
    }
  }
}
