import Secrets
import TestSupport
import Testing

@testable import Age

/// A file that parses has exactly one form, and no bytes crash a parser.
@Suite(.drawn) struct MutationTests {
  private static func seeds() throws -> [[UInt8]] {
    let identity = try X25519Identity.generate()
    let passphrase = try ScryptRecipient(passphrase: secret("tulip"), workFactor: 2)
    var seeds: [[UInt8]] = []
    for armored in [false, true] {
      seeds.append(
        try AgeFile.encrypt(
          sample(100).span, to: [identity.recipient, identity.recipient], armored: armored))
      seeds.append(try AgeFile.encrypt(sample(3).span, to: [passphrase], armored: armored))
    }
    return seeds
  }

  private static func mutate(_ bytes: [UInt8], _ generator: inout Numbers) -> [UInt8] {
    let interesting = Array("\n\r -=>+/A1\u{0}\u{7F}".utf8) + [0x80, 0xFF]
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
      let index = Int.random(in: 0..<bytes.count, using: &generator)
      let end = min(bytes.count, index + Int.random(in: 1...70, using: &generator))
      switch Int.random(in: 0..<7, using: &generator) {
      case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 1: bytes[index] = interesting.randomElement(using: &generator) ?? 0
      case 2: bytes.insert(interesting.randomElement(using: &generator) ?? 0, at: index)
      case 3: bytes.remove(at: index)
      case 4: bytes.removeSubrange(index..<end)
      case 5: bytes.insert(contentsOf: bytes[index..<end], at: index)
      default: bytes.removeLast(bytes.count - index)
      }
    }
    return bytes
  }

  @Test func whatParsesSerialisesToTheSameBytes() throws {
    var generator = Numbers(7)
    var parsed = 0
    for seed in try Self.seeds() {
      for _ in 0..<4000 {
        let bytes = Self.mutate(seed, &generator)
        if let (header, size) = try? Header.parse(bytes.span) {
          #expect(header.serialized() == Array(bytes[..<size]))
          parsed += 1
        }
        if let binary = try? Armor.decode(bytes.span) {
          #expect(Armor.encode(binary.span) == normalized(bytes))
          parsed += 1
        }
      }
    }
    // Or the test would be empty.
    #expect(parsed > 500)
  }

  @Test func whatReadsTheSameWholeAndInPiecesFailsTheSame() throws {
    var generator = Numbers(11)
    let identity = try X25519Identity.generate()
    for armored in [false, true] {
      let seed = try AgeFile.encrypt(sample(200).span, to: [identity.recipient], armored: armored)
      for _ in 0..<1500 {
        let bytes = Self.mutate(seed, &generator)
        let whole = try? decrypt(bytes, with: [identity])
        var pieces: [UInt8]? = []
        do {
          var reader = try AgeReader(ArraySource(bytes, atMost: 7), with: [identity])
          while let chunk = try reader.next() { pieces? += AgeTests.bytes(of: chunk) }
        } catch {
          pieces = nil
        }
        #expect(whole == pieces)
        // Armor can be respaced; nothing else can change and still open.
        if whole != nil { #expect(whole == sample(200)) }
        if whole != nil, !armored { #expect(bytes == seed) }
      }
    }
  }

  @Test func randomBytesNeverCrash() throws {
    var generator = Numbers(13)
    let starts = [
      "", "age-encryption.org/v1\n", "age-encryption.org/v1\n-> X25519 ",
      "-----BEGIN AGE ENCRYPTED FILE-----\n",
      "-----BEGIN OPENSSH PRIVATE KEY-----\n", "-----BEGIN RSA PRIVATE KEY-----\n",
      "AGE-SECRET-KEY-1",
      "age1", "ssh-rsa ", "ssh-ed25519 AAAA",
    ]
    let identity = try X25519Identity.generate()
    for start in starts {
      for _ in 0..<300 {
        let count = Int.random(in: 0..<300, using: &generator)
        let noise = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let bytes = Array(start.utf8) + noise
        _ = try? Header.parse(bytes.span)
        _ = try? Armor.decode(bytes.span)
        _ = try? decrypt(bytes, with: [identity])
        _ = try? Recipients.parse(bytes.span)
        _ = try? Identities.parse(bytes.span, source: "noise", passphrase: nil)
        _ = SSHPublicKey(wire: bytes.span)
      }
    }
  }
}
