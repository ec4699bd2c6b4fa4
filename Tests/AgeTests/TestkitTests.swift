import OpenSSL
import Secrets
import Testing

@testable import Age

@Suite(.enabled(if: TestkitVector.isPresent, "the folder of age testkit vectors is absent"))
struct TestkitTests {
  private struct Outcome: Equatable {
    var name: String
    var payload: String
  }

  private static func name(of error: AgeError) -> String {
    switch error.code {
    case .armor: "armor failure"
    case .header: "header failure"
    case .noMatch: "no match"
    case .headerMAC: "HMAC failure"
    case .payload: "payload failure"
    default: error.message
    }
  }

  private static func name(of failure: any Error) -> String {
    (failure as? AgeError).map(name) ?? "\(failure)"
  }

  /// What reading the whole file does, and the hash of all that was handed out.
  private static func judge(_ vector: TestkitVector.Contents, pieces: Int = .max) throws -> Outcome
  {
    var digest = try Digest(.sha256)
    var outcome = "success"
    do {
      let source = BufferedSource(ArraySource(vector.file, atMost: pieces))
      var reader = try AgeReader(source, armored: vector.armored, with: vector.identities)
      while let chunk = try reader.next() { try digest.update(chunk.bytes) }
    } catch {
      outcome = name(of: error)
    }
    let hash = try digest.finish()
    return Outcome(name: outcome, payload: Hex.encode(hash.span))
  }

  @Test func theTestkitIsWhole() {
    #expect(TestkitVector.all.count == 143)
    #expect(TestkitVector.postQuantum.count == 19)
  }

  @Test(arguments: TestkitVector.classic)
  func aVectorBehavesAsStated(vector: TestkitVector) async throws { try await check(vector) }

  @Test(
    .enabled(
      if: MLKEM768.isAvailable,
      "libcrypto has no ML-KEM, which mlkem768x25519 needs: it came with OpenSSL 3.5"),
    arguments: TestkitVector.postQuantum)
  func aPostQuantumVectorBehavesAsStated(vector: TestkitVector) async throws {
    try await check(vector)
  }

  private func check(_ vector: TestkitVector) async throws {
    let contents = try await vector.read()
    let outcome = try Self.judge(contents)
    #expect(outcome.name == contents.expected)
    if let payload = contents.payload { #expect(outcome.payload == payload) }

    // However the bytes arrive.
    if contents.file.count < 200_000 {
      #expect(try Self.judge(contents, pieces: 1) == outcome)
      #expect(try Self.judge(contents, pieces: 1021) == outcome)
    }

    // And all at once, where armor is recognised and not announced.
    var whole = "success"
    do { _ = try AgeFile.decrypt(contents.file.span, with: contents.identities) } catch {
      whole = Self.name(of: error)
    }
    if contents.expected == "armor failure" {
      #expect(whole == "armor failure" || whole == "header failure")
    } else {
      #expect(whole == contents.expected)
    }
  }

  @Test func headersSerialiseToTheSameBytes() async throws {
    var count = 0
    for vector in TestkitVector.all {
      let vector = try await vector.readIgnoringIdentities()
      guard !vector.armored, vector.expected != "header failure" else { continue }
      let (header, size) = try Header.parse(vector.file.span)
      #expect(header.serialized() == Array(vector.file[..<size]))
      count += 1
    }
    #expect(count == 50)
  }

  @Test func payloadsSealToTheSameBytes() async throws {
    var count = 0
    for vector in TestkitVector.all {
      let contents = try await vector.readIgnoringIdentities()
      guard !contents.armored, contents.expected == "success" else { continue }
      #expect(try resealed(contents.file, contents.fileKey) == contents.file, "\(vector.name)")
      count += 1
    }
    #expect(count == 19)
  }

  private func resealed(_ file: [UInt8], _ fileKey: [UInt8]) throws -> [UInt8] {
    let key = SecretBytes(copying: fileKey.span)
    let (header, size) = try Header.parse(file.span)
    let nonce = Array(file[size..<size + Payload.nonceSize])
    let sealed = Array(file[(size + Payload.nonceSize)...])
    var payload = try Payload(fileKey: key, nonce: nonce.span)
    var plaintext: [UInt8] = []
    var position = 0
    while position < sealed.count {
      let end = min(position + Payload.sealedChunkSize, sealed.count)
      var chunk = [UInt8](repeating: 0, count: end - position - ChaCha20Poly1305.tagSize)
      var output = chunk.mutableSpan
      _ = try payload.open(sealed.span.extracting(position..<end), into: &output)
      plaintext += chunk
      position = end
    }
    return try AgeFile.seal(
      plaintext.span, stanzas: header.stanzas, fileKey: key, nonce: nonce)
  }

  @Test func armorEncodesToTheSameText() async throws {
    var count = 0
    for vector in TestkitVector.all {
      let contents = try await vector.readIgnoringIdentities()
      guard contents.armored, contents.expected != "armor failure" else { continue }
      let binary = try Armor.decode(contents.file.span)
      #expect(normalized(contents.file) == Armor.encode(binary.span), "\(vector.name)")
      count += 1
    }
    #expect(count == 11)
  }
}

/// Armor without the white space that does not count: LF at line ends, none around.
func normalized(_ armor: [UInt8]) -> [UInt8] {
  var text = String(decoding: armor, as: UTF8.self).replacing("\r\n", with: "\n")[...]
  while text.first?.isWhitespace == true { text = text.dropFirst() }
  while text.last?.isWhitespace == true { text = text.dropLast() }
  return Array("\(text)\n".utf8)
}
