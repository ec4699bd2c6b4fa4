import Access
import Age
import Credentials
import Documents
import SystemPackage
import TestSupport
import Testing

private let sshKey =
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIz2SNm8fTW/bpKzJ4P8w8VkfZqnhE+LIPEhVbJZ3mpY"
private let ageKey = "age1rqgpg29gcpy8rrdhpyc4tfnxyw6lgpr4gwddxgc3u968juf66ufq3g0a2r"

@Suite(.drawn) struct KeyListTests {
  private func parse(_ text: String) throws -> [String] {
    try KeyList.parse(Array(text.utf8), file: "keys")
  }

  @Test func commentsAndBlankLinesSayNothing() throws {
    let text = """
      # the team's keys

      \(sshKey) bob@laptop, his second one
      \t\(ageKey)   # on the YubiKey\r
      \(sshKey)

      """
    #expect(try parse(text) == [sshKey, ageKey])
  }

  @Test(arguments: [
    ("from=\"10.0.0.0/8\",no-pty \(sshKey) x", "options in front of a key"),
    ("command=\"echo ssh-rsa\" \(sshKey)", "options in front of a key"),
    ("AGE-SECRET-KEY-1QQQQ", "private key"),
    ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbn\n-----END OPENSSH PRIVATE KEY-----", "private"),
    ("ssh-ed25519 AAAA", "malformed"),
    ("ecdsa-sha2-nistp256 AAAAE2VjZHNh x", "cannot be encrypted to"),
    ("hunter2", "must start with age1"),
    (ageKey + "x", ""),
  ]) func otherLinesAreNamedAndNotQuoted(_ line: String, _ reason: String) throws {
    let failure = failure { _ = try parse("# a\n\(line)\n\(sshKey)\n") }
    #expect(failure?.code == .invalid)
    let problem = try #require(failure?.details.first)
    #expect(failure?.details.count == 1 && problem.position?.line == 2 && problem.file == "keys")
    #expect(problem.message.contains(reason))
    for part in ["hunter2", "b3Blbn", "QQQQ", "AAAAC3"] {
      #expect(!problem.message.contains(part))
    }
  }

  @Test func anEmptyListIsNoList() {
    #expect(failure { _ = try parse("# nobody\n") }?.code == .invalid)
  }

  /// Whatever is in a file, what comes out are keys that read as themselves.
  @Test(arguments: 0..<300) func anythingElseIsRefused(_ row: Int) {
    var random = Noise(row)
    let text = random.damaged(
      Array("# x\n\(sshKey) a\nno-pty \(sshKey)\n\(ageKey) # b\nAGE-SECRET-KEY-1X\n".utf8))
    guard let keys = try? KeyList.parse(text, file: "keys") else { return }
    #expect(!keys.isEmpty)
    for key in keys { #expect((try? Recipients.parse(key).text) == key) }
  }
}

@Suite struct PublicKeyTests {
  @Test func fingerprintsAreThoseOfSSHKeygen() async throws {
    try await withRepository("fingerprints") { git in
      try await git.shell(
        """
        ssh-keygen -q -t ed25519 -N '' -C '' -f one
        ssh-keygen -q -t rsa -b 2048 -N '' -C '' -f two
        ssh-keygen -q -t ecdsa -N '' -C '' -f three
        """)
      for (name, kind) in [
        ("one", "ssh-ed25519"), ("two", "ssh-rsa"), ("three", "ecdsa-sha2-nistp256"),
      ] {
        let line = try await git.shell("cut -d' ' -f1,2 \(name).pub")
        let key = PublicKey(String(line.filter { !$0.isNewline }))
        let expected = try await git.shell("ssh-keygen -l -f \(name).pub | cut -d' ' -f2")
        #expect(key.fingerprint + "\n" == expected && key.kind == kind)
        #expect(key.comparable == key.fingerprint)
      }
    }
  }

  @Test func anAgeKeyIsComparedWhole() {
    let key = PublicKey(ageKey)
    #expect(key.kind == "age" && key.fingerprint == "age1rqgpg29g…fq3g0a2r")
    #expect(key.comparable == ageKey)
    #expect(PublicKey("age1yubikey1qqq").kind == "age plugin yubikey")
    #expect(PublicKey("openpgp:ABCD").fingerprint == "ABCD")
    #expect(PublicKey("age1pq1qqq").kind == "age post-quantum")
  }
}

/// Damages texts.
struct Noise {
  private var numbers: Numbers

  init(_ row: Int) { numbers = Numbers(row) }

  mutating func damaged(_ text: [UInt8]) -> [UInt8] {
    var text = text
    for _ in 0...numbers.below(6) {
      guard !text.isEmpty else { return text }
      let place = numbers.below(text.count)
      switch numbers.below(5) {
      case 0: text[place] = UInt8(numbers.below(256))
      case 1: text.remove(at: place)
      case 2: text.insert(UInt8(numbers.below(128)), at: place)
      case 3:
        text.insert(
          contentsOf: text[place..<min(place + 12, text.count)], at: numbers.below(place + 1))
      default: text = Array(text[..<place])
      }
    }
    return text
  }
}
