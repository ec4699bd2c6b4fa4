import Age
import Secrets
import TestSupport
import Testing

/// Files made here and opened by Debian's `age`, and the reverse.
@Suite struct InteroperabilityTests {
  enum Kind: String, CaseIterable, Sendable {
    case x25519, ed25519, rsa
  }

  private static let sizes = [0, 1, 48, 65_535, 65_536, 65_537, 131_072, 200_000]

  /// Makes `key`, and returns the recipient's text.
  private func makeKey(_ kind: Kind, on bench: Workbench) async throws -> String {
    switch kind {
    case .x25519:
      let identity = try X25519Identity.generate()
      try bench.write(identity.secretText, to: "key")
      return identity.recipient.text
    case .ed25519:
      try await bench.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "key")
      return try bench.text("key.pub")
    case .rsa:
      try await bench.run("ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", "key")
      return try bench.text("key.pub")
    }
  }

  @Test(arguments: Kind.allCases) func filesPassBothWays(kind: Kind) async throws {
    try await withWorkbench { bench in
      let text = try await makeKey(kind, on: bench).trimmed
      let recipient = try Recipients.parse(text)
      let identities = try bench.identities(in: "key")
      #expect(identities.map(\.recipientText) == [recipient.text])
      for size in Self.sizes {
        let plaintext = sample(size)
        try bench.write(plaintext, to: "plain")
        for armored in [false, true] {
          let file = try AgeFile.encrypt(plaintext.span, to: [recipient], armored: armored)
          try bench.write(file, to: "ours")
          let opened = try await bench.run("age", "-d", "-i", "key", "ours")
          #expect(opened.stdout == plaintext, "age opens ours, \(size) bytes")

          try await bench.run(
            "age", armored ? "--armor" : "--encrypt", "-r", text, "-o", "theirs", "plain")
          #expect(try decrypt(bench.read("theirs"), with: identities) == plaintext)
        }
      }
    }
  }

  @Test func oneFileForEveryKindOfKey() async throws {
    try await withWorkbench { bench in
      try await bench.run("age-keygen", "-o", "native")
      try await bench.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "ed25519")
      try await bench.run("ssh-keygen", "-q", "-t", "rsa", "-b", "3072", "-N", "", "-f", "rsa")
      let native = try bench.identities(in: "native")
      let texts = [
        try #require(native.first?.recipientText), try bench.text("ed25519.pub").trimmed,
        try bench.text("rsa.pub").trimmed,
      ]
      let plaintext = sample(1000)
      let recipients = try texts.map { try Recipients.parse($0) }
      try bench.write(
        try AgeFile.encrypt(plaintext.span, to: recipients, armored: true), to: "ours")
      try bench.write(plaintext, to: "plain")
      try await bench.run(
        "age", "-r", texts[0], "-r", texts[1], "-r", texts[2], "-o", "theirs", "plain")
      for key in ["native", "ed25519", "rsa"] {
        #expect(try await bench.run("age", "-d", "-i", key, "ours").stdout == plaintext)
        let identities = try bench.identities(in: key)
        #expect(try decrypt(bench.read("theirs"), with: identities) == plaintext)
        #expect(try decrypt(bench.read("ours"), with: identities) == plaintext)
      }
    }
  }

  @Test func passphrasesPassBothWays() async throws {
    try await withWorkbench { bench in
      let plaintext = sample(70_000)
      let phrase = "correct horse – battery"
      try bench.write(plaintext, to: "plain")
      let recipient = try ScryptRecipient(passphrase: secret(phrase), workFactor: 12)
      try bench.write(
        try AgeFile.encrypt(plaintext.span, to: [recipient], armored: true), to: "ours")
      try await bench.type(phrase, into: "age", "-d", "-o", "opened", "ours")
      #expect(try bench.read("opened") == plaintext)

      try await bench.type(phrase, into: "age", "-p", "-o", "theirs", "plain")
      let theirs = try bench.read("theirs")
      let right = ScryptIdentity(passphrase: secret(phrase))
      #expect(try decrypt(theirs, with: [right]) == plaintext)
      let wrong = ScryptIdentity(passphrase: secret("correct horse"))
      #expect(throws: AgeError(.noMatch, "")) { try decrypt(theirs, with: [wrong]) }
      let slow = ScryptIdentity(passphrase: secret(phrase), maximumWorkFactor: 17)
      #expect(throws: AgeError(.header, "")) { try decrypt(theirs, with: [slow]) }
    }
  }

  @Test func anEncryptedIdentityFileIsOpenedOnce() async throws {
    try await withWorkbench { bench in
      try await bench.run("age-keygen", "-o", "plain-key")
      try await bench.type("tulip", into: "age", "-p", "--armor", "-o", "key", "plain-key")
      let recipient = try #require(bench.identities(in: "plain-key").first?.recipientText)
      let plaintext = sample(40)
      let file = try AgeFile.encrypt(
        plaintext.span, to: [Recipients.parse(recipient)], armored: false)

      let asked = Counter()
      let identities = try bench.identities(in: "key") {
        asked.increment()
        return secret("tulip")
      }
      #expect(asked.value == 0)
      #expect(try decrypt(file, with: identities) == plaintext)
      #expect(try decrypt(file, with: identities) == plaintext)
      #expect(asked.value == 1)

      let wrong = try bench.identities(in: "key") {
        asked.increment()
        return secret("rose")
      }
      #expect(throws: AgeError(.wrongPassphrase, "")) { try decrypt(file, with: wrong) }
      #expect(throws: AgeError(.wrongPassphrase, "")) { try decrypt(file, with: wrong) }
      #expect(asked.value == 2)
      #expect(throws: AgeError(.passphraseNeeded, "")) {
        try decrypt(file, with: bench.identities(in: "key"))
      }
    }
  }
}

extension String {
  var trimmed: String { String(self.prefix { $0 != "\n" }) }
}
