import Age
import Secrets
import Testing

/// SSH keys as `ssh-keygen` and `openssl` write them.
@Suite struct SSHKeyTests {
  private static let ciphers = [
    "aes256-ctr", "aes256-cbc", "aes192-ctr", "aes128-ctr", "aes256-gcm@openssh.com",
  ]

  /// Encrypts with real `age` to a public key, and opens that with `key`.
  private func check(
    _ bench: Workbench, key: String, publicKey: String, passphrase: String?
  ) async throws {
    let plaintext = sample(100)
    try bench.write(plaintext, to: "plain")
    try await bench.run("age", "-R", publicKey, "-o", "file", "plain")
    let asked = Counter()
    let identities = try bench.identities(in: key) {
      asked.increment()
      return passphrase.map(secret)
    }
    #expect(asked.value == 0)
    #expect(try decrypt(bench.read("file"), with: identities) == plaintext)
    #expect(try decrypt(bench.read("file"), with: identities) == plaintext)
    #expect(asked.value == (passphrase == nil ? 0 : 1))
    guard passphrase != nil else { return }
    for other in ["", "wrong"] {
      let wrong = try bench.identities(in: key) { secret(other) }
      #expect(throws: AgeError(.wrongPassphrase, "")) {
        try decrypt(bench.read("file"), with: wrong)
      }
    }
    let silent = try bench.identities(in: key)
    #expect(throws: AgeError(.passphraseNeeded, "")) {
      try decrypt(bench.read("file"), with: silent)
    }
  }

  @Test(arguments: ciphers, ["ed25519", "rsa"])
  func encryptedOpenSSHKeysOpen(cipher: String, type: String) async throws {
    try await withWorkbench { bench in
      try await bench.run(
        "ssh-keygen", "-q", "-t", type, "-N", "a pass phrase", "-Z", cipher, "-a", "2", "-f", "key",
        "-C", "somebody@example.org")
      try await check(bench, key: "key", publicKey: "key.pub", passphrase: "a pass phrase")
    }
  }

  @Test func aKeyWithTheDefaultRoundsOpens() async throws {
    try await withWorkbench { bench in
      try await bench.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "tulip", "-f", "key")
      try await check(bench, key: "key", publicKey: "key.pub", passphrase: "tulip")
    }
  }

  @Test(arguments: ["PEM", "PKCS8"], [nil, "tulip"])
  func rsaKeysInPEMFormsOpen(form: String, passphrase: String?) async throws {
    try await withWorkbench { bench in
      try await bench.run(
        "ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-m", form, "-N", passphrase ?? "", "-f",
        "key")
      try await check(bench, key: "key", publicKey: "key.pub", passphrase: passphrase)
    }
  }

  @Test func anEd25519KeyInPKCS8Opens() async throws {
    try await withWorkbench { bench in
      try await bench.run("openssl", "genpkey", "-algorithm", "ed25519", "-out", "key")
      let recipient = try #require(bench.identities(in: "key").first?.recipientText)
      try bench.write(Array((recipient + " comment\n").utf8), to: "key.pub")
      try await check(bench, key: "key", publicKey: "key.pub", passphrase: nil)
    }
  }

  @Test func aKeyThatIsNotMeantIsNotUnlocked() async throws {
    try await withWorkbench { bench in
      try await bench.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "tulip", "-f", "key")
      try await bench.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "other")
      let other = try Recipients.parse(try bench.text("other.pub").trimmed)
      let file = try AgeFile.encrypt(sample(10).span, to: [other], armored: false)
      let asked = Counter()
      let identities = try bench.identities(in: "key") {
        asked.increment()
        return nil
      }
      #expect(throws: AgeError(.noMatch, "")) { try decrypt(file, with: identities) }
      #expect(asked.value == 0)
    }
  }

  @Test func aLockedKeyDoesNotStandInTheWayOfAnother() async throws {
    try await withWorkbench { bench in
      try await bench.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "tulip", "-f", "key")
      let native = try X25519Identity.generate()
      let locked = try bench.identities(in: "key")
      let ssh = try Recipients.parse(try bench.text("key.pub").trimmed)
      let plaintext = sample(10)
      let file = try AgeFile.encrypt(plaintext.span, to: [ssh, native.recipient], armored: false)
      #expect(try decrypt(file, with: locked + [native]) == plaintext)
      #expect(throws: AgeError(.passphraseNeeded, "")) { try decrypt(file, with: locked) }
    }
  }

  @Test(arguments: ["ecdsa", "weak-rsa", "chacha20"])
  func keysThatCannotBeUsedAreRefused(kind: String) async throws {
    try await withWorkbench { bench in
      let expected: AgeError.Code
      switch kind {
      case "ecdsa":
        try await bench.run("ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", "key")
        expected = .unsupported
      case "weak-rsa":
        try await bench.run("ssh-keygen", "-q", "-t", "rsa", "-b", "1024", "-N", "", "-f", "key")
        expected = .invalidIdentity
      default:
        try await bench.run(
          "ssh-keygen", "-q", "-t", "ed25519", "-N", "tulip", "-Z",
          "chacha20-poly1305@openssh.com", "-f", "key")
        expected = .unsupported
      }
      #expect(throws: AgeError(expected, "")) { try bench.identities(in: "key") }
      guard kind != "chacha20" else { return }
      #expect(throws: AgeError.self) { try Recipients.parse(bench.text("key.pub").trimmed) }
    }
  }

  @Test func anyChangedByteOfAPrivateKeyIsNoticed() async throws {
    try await withWorkbench { bench in
      try await bench.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", "key")
      let key = try bench.read("key")
      let file = try AgeFile.encrypt(
        sample(1).span, to: [Recipients.parse(bench.text("key.pub").trimmed)], armored: false)
      for index in key.indices where key[index] != UInt8(ascii: "\n") {
        var changed = key
        changed[index] = key[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        // The two equal check numbers and the padding mean nothing, so a change may go unseen
        // there, but never change what the key opens.
        do throws(AgeError) {
          let identities = try Identities.parse(changed.span, source: "key", passphrase: nil)
          #expect(try decrypt(file, with: identities) == sample(1))
        } catch {
          #expect([.invalidIdentity, .unsupported, .noMatch].contains(error.code))
        }
      }
    }
  }
}
