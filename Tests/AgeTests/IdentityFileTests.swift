import OpenSSL
import Secrets
import Testing

@testable import Age

@Suite struct IdentityFileTests {
  private static let key =
    "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
  private static let recipient = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"

  private func parse(_ text: String) throws(AgeError) -> [any Identity] {
    let bytes = Array(text.utf8)
    return try Identities.parse(bytes.span, source: "keys.txt", passphrase: nil)
  }

  @Test func aFileHoldsOneKeyALineAndComments() throws {
    let text = "# created: today\r\n# public key: x\n\n\(Self.key)\r\n\n#\(Self.key)\n\(Self.key)"
    #expect(try parse(text).map(\.recipientText) == [Self.recipient, Self.recipient])
  }

  @Test(arguments: [
    ("", 0), ("# only a comment\n", 0), (" \(key)", 1), ("\(key) ", 1), ("\n\(key)x\n", 2),
    ("\(key)\n\(key.dropLast())", 2), (key.lowercased(), 1), ("\(key)\n\n\(recipient)", 3),
    ("ssh-ed25519 AAAA", 1), ("-----BEGIN OPENSSH PRIVATE KEY-----\n\(key)", 0),
    ("-----BEGIN PRIVATE KEY-----\n\(key)\n-----END PRIVATE KEY-----\n", 0),
  ])
  func abadFileIsRefusedAndNotQuoted(text: String, line: Int) throws {
    let error = #expect(throws: AgeError(.invalidIdentity, "")) { try parse(text) }
    let message = try #require(error?.message)
    #expect(message.contains("keys.txt"))
    if line > 0 { #expect(message.contains("line \(line)")) }
    #expect(!message.contains("GFPYYSJZ") && !message.lowercased().contains("gfpyysjz"))
  }

  @Test func pluginIdentitiesAreRecognised() throws {
    #expect(throws: AgeError(.invalidIdentity, "")) { try parse("AGE-PLUGIN-YUBIKEY-1QQQQ") }
    let identity = try #require(try parse("AGE-PLUGIN-PROBE-1GJ2MKE").first)
    #expect((identity as? PluginIdentity)?.pluginName == "probe")
    #expect(identity.mayAsk)
  }

  @Test func aPostQuantumIdentityIsReadWhereOpenSSLCan() throws {
    let seed = [UInt8](repeating: 9, count: 32)
    let encoded = bytes(of: Bech32.encode("AGE-SECRET-KEY-PQ-", seed.span))
    let text = String(decoding: encoded, as: UTF8.self)
    if MLKEM768.isAvailable {
      let recipient = try #require(parse(text).first?.recipientText)
      #expect(recipient.hasPrefix("age1pq1"))
      #expect(try Recipients.parse(recipient).text == recipient)
    } else {
      #expect(throws: AgeError(.unsupported, "")) { try parse(text) }
      #expect(throws: AgeError(.unsupported, "")) { try Recipients.parse("age1pq1qqqq") }
    }
  }

  @Test func aFileEncryptedToAKeyIsNotAnIdentityFile() throws {
    let recipient = try Recipients.parse(Self.recipient)
    let file = try AgeFile.encrypt(Array(Self.key.utf8).span, to: [recipient], armored: true)
    #expect(throws: AgeError(.invalidIdentity, "")) {
      try Identities.parse(file.span, source: "keys.txt", passphrase: nil)
    }
  }
}

@Suite struct RecipientsTests {
  private static let point = "AAAAIB+/3Yx4a+yPMhWQYQ+jz1uEVV+wjm0h0P0Nn3zHc0Lb"

  @Test(arguments: [
    ("", AgeError.Code.invalidRecipient),
    ("alice", .invalidRecipient),
    ("age1", .invalidRecipient),
    ("age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwx", .invalidRecipient),
    ("AGE1ZVKYG2LQZRAA2LNJVQEJ32NKUU0UES2S82HZRYE869XEEXVN73EQUNUJWJ", .invalidRecipient),
    ("ssh-ed25519", .invalidRecipient),
    ("ssh-ed25519 AAAA", .invalidRecipient),
    ("ssh-rsa AAAAC3NzaC1lZDI1NTE5\(point)", .invalidRecipient),
    ("ecdsa-sha2-nistp256 AAAA", .unsupported),
    ("sk-ssh-ed25519@openssh.com AAAA", .unsupported),
    (
      "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX",
      .invalidRecipient
    ),
    ("-----BEGIN OPENSSH PRIVATE KEY-----", .invalidRecipient),
  ])
  func whatIsNoRecipientIsRefused(text: String, code: AgeError.Code) {
    let error = #expect(throws: AgeError(code, "")) { try Recipients.parse(text) }
    #expect(error?.message.contains("GFPYYSJZ") == false)
  }

  @Test func aPassphraseIsAloneOrRefused() throws {
    let passphrase = try ScryptRecipient(passphrase: secret("tulip"), workFactor: 2)
    let native = try X25519Identity.generate().recipient
    let recipients: [any Recipient] = [passphrase, native]
    for recipients in [recipients, [passphrase, passphrase], []] {
      #expect(throws: AgeError(.invalidRecipient, "")) {
        try AgeFile.encrypt(sample(1).span, to: recipients, armored: false)
      }
    }
    #expect(throws: AgeError(.invalidRecipient, "")) { try ScryptRecipient(passphrase: secret("")) }
  }

  @Test func aPointOfLowOrderIsRefused() throws {
    // u = 0, which everybody shares the secret zero with.
    let zeros = [UInt8](repeating: 0, count: 32)
    let text = bytes(of: Bech32.encode("age", zeros.span))
    let recipient = try Recipients.parse(String(decoding: text, as: UTF8.self))
    #expect(throws: AgeError(.invalidRecipient, "")) {
      try AgeFile.encrypt(sample(1).span, to: [recipient], armored: false)
    }
  }

  @Test(
    .enabled(
      if: MLKEM768.isAvailable,
      "libcrypto has no ML-KEM, which mlkem768x25519 needs: it came with OpenSSL 3.5"))
  func postQuantumFilesOpenAndAreNotMixed() throws {
    let identity = try HybridIdentity.generate()
    let other = try HybridIdentity.generate()
    let recipient = try Recipients.parse(identity.recipient.text)
    let file = try AgeFile.encrypt(sample(70_000).span, to: [recipient], armored: true)
    #expect(try decrypt(file, with: [other, identity]) == sample(70_000))
    #expect(throws: AgeError(.noMatch, "")) { try decrypt(file, with: [other]) }
    let classic = try X25519Identity.generate().recipient
    #expect(throws: AgeError(.invalidRecipient, "")) {
      try AgeFile.encrypt(sample(1).span, to: [recipient, classic], armored: false)
    }
    // A coefficient that is not below the modulus.
    var key = identity.recipient.publicKey
    (key[0], key[1]) = (0xFF, 0xFF)
    let text = bytes(of: Bech32.encode("age1pq", key.span))
    #expect(throws: AgeError(.invalidRecipient, "")) { try Recipients.parse(text.span) }
  }

  @Test func aStanzaWithALongBodyIsMalformedForEverybody() throws {
    // Not only for those whom it opens for: that would tell who they are.
    let other = try X25519Identity.generate()
    var stanza = try #require(
      other.recipient.wrap(SecretBytes(count: 16) { _ in }).first)
    stanza.body.append(0)
    let identity = try X25519Identity.generate()
    #expect(throws: AgeError(.header, "")) { try identity.unwrap([stanza]) }
  }

  @Test func aFullSecureHeapStopsNothing() throws {
    let held = (0..<9000).map { _ in Secret(SecretBytes(count: 32) { _ in }) }
    let identity = try X25519Identity.generate()
    let file = try AgeFile.encrypt(sample(9).span, to: [identity.recipient], armored: true)
    #expect(try decrypt(file, with: [identity]) == sample(9))
    withExtendedLifetime(held) {}
  }

  @Test func identitiesWorkFromManyThreadsAtOnce() async throws {
    let identity = try X25519Identity.generate()
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for size in 0..<64 {
        group.addTask {
          let plaintext = sample(size)
          let file = try AgeFile.encrypt(
            plaintext.span, to: [identity.recipient], armored: size % 2 == 0)
          return try decrypt(file, with: [identity]) == plaintext
        }
      }
      for try await isRight in group { #expect(isRight) }
    }
  }
}
