import Age
import Secrets
import Testing

@Suite struct AgeFileTests {
  private func decrypt(_ file: [UInt8], _ identities: [any Identity]) throws -> [UInt8] {
    let opened = try AgeFile.decrypt(file.span, with: identities)
    return opened.bytes.indices.map { opened.bytes[$0] }
  }

  @Test(arguments: [0, 1, 47, 48, 65_535, 65_536, 65_537, 131_072, 200_000], [false, true])
  func whatIsEncryptedDecrypts(size: Int, armored: Bool) throws {
    let identity = try X25519Identity.generate()
    let plaintext = (0..<size).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let file = try AgeFile.encrypt(plaintext.span, to: [identity.recipient], armored: armored)
    #expect(file.starts(with: Array("-----BEGIN AGE".utf8)) == armored)
    #expect(try decrypt(file, [X25519Identity.generate(), identity]) == plaintext)
  }

  @Test func anIdentityReadsItsOwnText() throws {
    let identity = try X25519Identity.generate()
    func parse(_ text: borrowing SecretBytes) throws -> X25519Identity? {
      try X25519Identity(parsing: text.bytes)
    }
    let again = try parse(identity.secretText.bytes)
    #expect(again?.recipient == identity.recipient)
    let recipient = try Recipients.parse(identity.recipient.text)
    #expect(recipient.text == identity.recipient.text)
  }
}
