import CredentialTypes
import Documents
import Secrets
import SystemPackage
import TestSupport
import Testing

private func text(_ secret: borrowing SecretBytes) -> String {
  String(decoding: secret.bytes.indices.map { secret.bytes[$0] }, as: UTF8.self)
}

/// Keys that the program makes, read by the programs that they are for.
@Suite struct GeneratedKeyTests {
  private func secret(_ text: String) -> Node {
    let bytes = Array(text.utf8)
    return Node(.secret(Secret(SecretBytes(copying: bytes.span))))
  }

  @Test(arguments: ["ed25519", "rsa-3072", "ecdsa-p256"], ["", "open sesame"])
  func sshKeygenReadsThem(_ keyType: String, _ passphrase: String) async throws {
    let type = try builtIn("ssh")
    var values = [Member("keyType", .string(keyType))]
    if !passphrase.isEmpty { values.append(Member("passphrase", secret(passphrase))) }
    let key = try FieldGenerator.sshKey.make(for: type, among: values, comment: "deploy")
    let line = try #require(key.publicKey)
    try await withSandbox("made") { folder in
      try Array(text(key.privateKey.bytes).utf8).write(to: folder.appending("key"))
      let printed = try await shell(
        "chmod 600 key; ssh-keygen -y -P '\(passphrase)' -f key; ssh-keygen -l -f key", in: folder)
      #expect(printed.hasPrefix("\(line) deploy\n"))
      let bits = ["ed25519": "256", "rsa-3072": "3072", "ecdsa-p256": "256"][keyType] ?? "?"
      #expect(printed.contains("\n\(bits) SHA256:"))
      if !passphrase.isEmpty {
        let isRefused = try await shell(
          "ssh-keygen -y -P wrong -f key >/dev/null 2>&1 || echo refused", in: folder)
        #expect(isRefused == "refused\n")
      }
    }
    // What is made is what validation takes, and fits the public key beside it.
    let whole =
      values + [
        Member("privateKey", Node(.secret(key.privateKey))), Member("publicKey", .string(line)),
      ]
    let stored = try type.validate(whole)
    #expect(stored.public["publicKey"]?.string == line)
    #expect(text(stored.confidentialAndSecret["privateKey"]) == text(key.privateKey.bytes))
  }

  @Test(arguments: [
    ("RS256", "RSA"), ("PS512", "RSA"), ("ES256", "P-256"), ("ES384", "P-384"), ("ES512", "P-521"),
  ])
  func openSSLReadsSigningKeys(_ algorithm: String, _ kind: String) async throws {
    let type = try builtIn("jwt-signing-key")
    let values = [Member("algorithm", .string(algorithm))]
    let key = try FieldGenerator.jwtKey.make(for: type, among: values, comment: "")
    try await withSandbox("made") { folder in
      try Array(text(key.privateKey.bytes).utf8).write(to: folder.appending("key"))
      let printed = try await shell("openssl pkey -in key -noout -text", in: folder)
      #expect(printed.contains(kind == "RSA" ? "3072 bit" : "NIST CURVE: \(kind)"))
    }
    let stored = try type.validate(values + [Member("privateKey", Node(.secret(key.privateKey)))])
    #expect(stored.public["publicKey"]?.string?.hasPrefix("-----BEGIN PUBLIC KEY-----") == true)
  }

  @Test func wireguardKeysAreClampedAndHaveTheirPublicKey() async throws {
    let type = try builtIn("wireguard")
    let key = try FieldGenerator.wireguardKey.make(for: type, among: [], comment: "")
    let bytes = try #require(Base64.decode(text(key.privateKey.bytes)))
    #expect(bytes.count == 32 && bytes[0] & 7 == 0 && bytes[31] & 0xC0 == 0x40)
    let peer = Base64.encode([UInt8](repeating: 1, count: 32).span)
    let stored = try type.validate([
      Member("privateKey", Node(.secret(key.privateKey))),
      Member("address", .string("10.0.0.2/32")),
      Member("peerPublicKey", .string(peer)),
    ])
    try await withSandbox("made") { folder in
      // The DER of an X25519 private key (RFC 8410) is a fixed prefix and the key.
      try (Hex.decode("302e020100300506032b656e04220420") ?? [] + []).write(
        to: folder.appending("prefix"))
      try bytes.write(to: folder.appending("raw"))
      let wanted = try await shell(
        "cat prefix raw | openssl pkey -inform DER -pubout -outform DER | tail -c 32 | base64 -w0",
        in: folder)
      #expect(stored.public["publicKey"]?.string == wanted)
    }
  }

  @Test func accountKeysAreTakenByTheirType() throws {
    let type = try builtIn("acme-account")
    let key = try FieldGenerator.acmeKey.make(for: type, among: [], comment: "")
    _ = try type.validate([Member("accountKey", Node(.secret(key.privateKey)))])
  }
}

/// The secret half of API keys, and the rules about what the program makes.
@Suite struct MadeSecretTests {
  private func made(_ json: String) throws -> (ValidatedValues, Secret) {
    let values = try accepted("api-key", json)
    return (values, try #require(values.secretKey))
  }

  private func fits(_ presented: String, _ values: ValidatedValues) throws -> Bool {
    let digest = try #require(values.confidentialAndSecret["digest"]?.secret)
    let bytes = Array(presented.utf8)
    return fits(SecretBytes(copying: bytes.span), digest.bytes)
  }

  private func fits(_ one: borrowing SecretBytes, _ digest: borrowing SecretBytes) -> Bool {
    APIKeySecret.fits(one, digest: digest)
  }

  @Test func theSecretIsFiveGroupsAndOnlyItsDigestIsKept() throws {
    let (values, secret) = try made("{}")
    let key = text(secret.bytes)
    #expect(
      key.wholeMatch(of: #/([2-9a-km-np-zA-HJ-NP-Z]{6}\.){4}[2-9a-km-np-zA-HJ-NP-Z]{6}/#) != nil)
    #expect(values.confidentialAndSecret.map(\.key) == ["digest"])
    #expect(text(values.confidentialAndSecret["digest"])?.contains(key) == false)
    #expect(try fits(key, values))
    // What is in no secret does not count; what is, does.
    #expect(try fits(" \(key.replacing(".", with: "-"))\n", values))
    let last: Character = key.last == "2" ? "3" : "2"
    #expect(try !fits("\(key.dropLast())\(last)", values))
    #expect(try !fits("", values))
    #expect(try !fits("\(key)2", values))
    let (_, other) = try made("{}")
    #expect(other != secret)
  }

  @Test func itIsMadeOnceAndAnewOnDemand() throws {
    let type = try builtIn("api-key")
    let first = try type.validate(
      members(#"{"ttl": 60}"#), creator: "alice", at: Timestamp(secondsSince1970: 1000))
    let stored = first.public + first.confidentialAndSecret
    #expect(first.public["identity"]?.string == "alice")
    let kept = try type.validate(
      type.merging(members(#"{"roles": ["a"]}"#), over: stored), keeping: stored, creator: "bob",
      at: Timestamp(secondsSince1970: 2000))
    #expect(kept.secretKey == nil && kept.confidentialAndSecret == first.confidentialAndSecret)
    #expect(kept.public["identity"]?.string == "alice")
    #expect(kept.public["expiry"] == first.public["expiry"])
    #expect(throws: ValidationError.self) {
      try type.validate(
        type.merging(members(#"{"ttl": 90}"#), over: stored), keeping: stored)
    }
    let anew = try type.validate(
      type.merging(members(#"{"ttl": 90}"#), over: stored), keeping: stored, remaking: ["digest"],
      at: Timestamp(secondsSince1970: 2000))
    #expect(anew.secretKey != nil && anew.confidentialAndSecret != first.confidentialAndSecret)
    #expect(anew.public["expiry"]?.string == Timestamp(secondsSince1970: 2090).description)
    #expect(anew.public["identity"]?.string == "alice")
  }

  @Test func anExternalIDIsMadeAnewOnDemandAlone() throws {
    let type = try builtIn("aws")
    let arn = "arn:aws:iam::123456789012:role/deploy"
    let first = try type.validate(
      members(#"{"assumeRoleArn": "\#(arn)", "useExternalId": true}"#))
    let id = try #require(first.public["externalId"]?.string)
    let values = type.merging([], over: first.public)
    #expect(try type.validate(values, keeping: first.public).public["externalId"]?.string == id)
    let anew = try type.validate(values, keeping: first.public, remaking: ["externalId"])
    #expect(anew.public["externalId"]?.string.map { $0 != id } == true)
    #expect(type.canBeRemade("externalId") && !type.canBeRemade("mode"))
    #expect(try !builtIn("api-key").canBeRemade("expiry"))
  }

  @Test func aPasswordFitsItsHashAlone() throws {
    let values = try accepted("hashed-password", #"{"password": "Passw0rd!"}"#)
    let hash = try #require(values.confidentialAndSecret["hash"]?.secret)
    func fits(_ text: String) -> Bool {
      let bytes = Array(text.utf8)
      return passwordFits(SecretBytes(copying: bytes.span), hash.bytes)
    }
    #expect(fits("Passw0rd!"))
    for wrong in ["", "passw0rd!", "Passw0rd!\n", "Passw0rd!\0"] { #expect(!fits(wrong)) }
  }

  private func passwordFits(_ one: borrowing SecretBytes, _ hash: borrowing SecretBytes) -> Bool {
    StoredHash.fits(one, hash)
  }

  @Test func whatIsNoHashFitsNothing() {
    for text in ["", "$2y$", "*0", "plain", "$2y$10$short"] {
      let bytes = Array(text.utf8)
      let isFit = passwordFits(SecretBytes(copying: bytes.span), SecretBytes(copying: bytes.span))
      #expect(!isFit)
    }
  }
}

@Suite struct PlatformTests {
  @Test func everyPlatformStandsForTypesThatThereAre() throws {
    #expect(Platforms.names.count == 17)
    for name in Platforms.names {
      let types = try #require(Platforms.types(for: name))
      #expect(!types.isEmpty && types.allSatisfy { Catalogue.builtIn.type(named: $0)?.id == $0 })
    }
    #expect(Platforms.types(for: "SLURM") == ["ssh", "tower-agent"])
    #expect(Platforms.types(for: "moon") == nil)
  }
}
