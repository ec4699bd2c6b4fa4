import Documents
import Secrets
import Testing

@testable import SOPS

@Suite(.enabled(if: Vectors.arePresent, "the vectors are not here"))
struct UnitVectorTests {
  private func cases(_ name: String) throws -> [Node] {
    try #require(try Vectors.json("unit-vectors.json")[name]?.array)
  }

  private func text(_ node: Node, _ key: String) throws -> String {
    try #require(node[key]?.string)
  }

  @Test func decryptsAValue() throws {
    for item in try cases("enc") {
      let key = Array(try text(item, "key_ascii").utf8)
      let data = Array(try text(item, "aad").utf8)
      let value = try EncryptedValue(parsing: try text(item, "value"))
      #expect(value.kind.rawValue == item["type"]?.string)
      let plaintext = bytes(
        of: try value.open(key: SecretBytes(copying: key.span), authenticating: data.span))
      #expect(plaintext == Array(try text(item, "plaintext").utf8))
    }
  }

  @Test func authenticatesThePathWithoutListPlaces() throws {
    for item in try cases("aad") {
      var path = ValuePath()
      for step in item["path"]?.array ?? [] {
        if let key = step.string { path.enter(key) } else { path.enter(step.int ?? 0) }
      }
      #expect(path.authenticated == Array(try text(item, "aad").utf8))
    }
  }

  @Test func writesFloatsAndTruthValuesAsGoDoes() throws {
    for item in try cases("float_bytes") {
      let json = try text(item, "json")
      let number = SOPSNumber(json: json)
      // The vector is about a float; the token 3.0 is one, and so is -0.0.
      #expect(number?.plain == item["bytes"]?.string)
    }
    let truth = try Vectors.json("unit-vectors.json")["bool_bytes"]
    #expect(truth?["true"]?.string == true.plain)
    #expect(truth?["false"]?.string == false.plain)
  }

  @Test func makesTheMAC() throws {
    for item in try cases("mac") {
      let tree = try #require(item["tree"]?.object)
      var metadata = SOPSMetadata(rule: nil)
      metadata.macOnlyEncrypted = item["mac_only_encrypted"]?.bool ?? false
      let key = SecretBytes(count: 32) { _ in }
      let document = try SOPSDocument.seal(
        tree, metadata: metadata, key: key, previous: nil, at: Timestamp(secondsSince1970: 0))
      let mac = bytes(of: try document.metadata.openMAC(with: key))
      #expect(String(decoding: mac, as: UTF8.self) == item["mac"]?.string)
    }
  }

  @Test func escapesAsGoDoes() throws {
    for item in try cases("json_escape") where item["go"]?.string != "U+FFFD" {
      let written = JSON.write(.string(try text(item, "raw")))
      #expect(String(decoding: written.dropLast(), as: UTF8.self) == item["go"]?.string)
    }
  }

  @Test func combinesShares() throws {
    for item in try cases("shamir") {
      let shares = try #require(item["shares_hex"]?.array).map { share in
        let bytes = Hex.decode(share.string ?? "") ?? []
        return Secret(SecretBytes(copying: bytes.span))
      }
      let secret = Hex.decode(try text(item, "secret_hex"))
      #expect(combined(shares) == secret)
      #expect(combined(shares.suffix(2).reversed()) == secret)
    }
  }
}
