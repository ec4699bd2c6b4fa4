import CredentialTypes
import Documents
import SystemPackage
import TestSupport
import Testing

/// What the program finds out or makes by itself.
@Suite struct DerivedValueTests {
  @Test func publicKeysAreThoseOfSSH() async throws {
    try await withSandbox("derived") { folder in
      let material = try await SampleMaterial(in: folder)
      func words(_ text: String?) -> [Substring]? {
        text?.split(separator: " ").prefix(2).map { $0 }
      }
      for (key, passphrase) in [("ssh", ""), ("sshlocked", "open"), ("ecdsa", ""), ("pemrsa", "")] {
        let values = try accepted(
          "ssh", material.filled(#"{"privateKey": "@\#(key)", "passphrase": "\#(passphrase)"}"#))
        let wanted = material["\(key)pub"].split(separator: "\n").first.map(String.init)
        #expect(words(values.public["publicKey"]?.string) == words(wanted), "\(key)")
        #expect(text(values.confidentialAndSecret["privateKey"]) == material[key])
      }
    }
  }

  @Test func theOpenPGPKeyIsNamedAsByGnuPG() async throws {
    try await withSandbox("derived") { folder in
      let material = try await SampleMaterial(in: folder)
      let values = try accepted("gpg-key", material.filled(#"{"publicKey": "@pgp"}"#))
      #expect(values.public["keyId"]?.string.map { $0 + "\n" } == material["pgpid"])
    }
  }

  @Test func aSigningKeyHasItsPublicKeyAndAGoogleKeyItsProject() async throws {
    try await withSandbox("derived") { folder in
      let material = try await SampleMaterial(in: folder)
      let key = try accepted(
        "jwt-signing-key", material.filled(#"{"privateKey": "@key", "algorithm": "ES256"}"#))
      let wanted = try await shell("openssl pkey -in leaf.key -pubout", in: folder)
      #expect(key.public["publicKey"]?.string == wanted)
      let google = try accepted("google", material.filled(#"{"data": "@google"}"#))
      #expect(google.public["projectId"]?.string == "my-project")
    }
  }

  @Test func javaKeyStoresAreOpenedToo() async throws {
    try await withSandbox("derived") { folder in
      try await shell(
        """
        keytool -genkeypair -keyalg RSA -dname CN=x -alias a -storetype JKS -keystore store.jks \
          -storepass secret -keypass secret 2>/dev/null
        base64 -w0 store.jks > store.b64
        """, in: folder)
      let bytes = try [UInt8](contentsOf: folder.appending("store.b64"))
      let store = String(decoding: bytes, as: UTF8.self)
      func found(_ password: String) throws -> [String] {
        try complaints("keystore", #"{"keystore": "\#(store)", "password": "\#(password)"}"#)
      }
      #expect(try found("secret") == [])
      #expect(try found("Secret") == ["data.password"])
    }
  }

  @Test func theExternalIDIsMadeOnceAndKept() throws {
    let type = try builtIn("aws")
    let arn = "arn:aws:iam::123456789012:role/deploy"
    let first = try type.validate(members(#"{"mode": "role", "assumeRoleArn": "\#(arn)"}"#))
    let id = try #require(first.public["externalId"]?.string)
    #expect(id.utf8.count == 36 && first.public["useExternalId"] == nil)
    let merged = type.merging(try members(#"{"region": "eu-west-1"}"#), over: first.public)
    let second = try type.validate(merged, keeping: first.public)
    #expect(second.public["externalId"]?.string == id)
    let other = try type.validate(members(#"{"mode": "role", "assumeRoleArn": "\#(arn)"}"#))
    #expect(other.public["externalId"]?.string != id)
  }

  @Test func aPasswordIsKeptAsItsHashAlone() throws {
    let type = try builtIn("hashed-password")
    let first = try accepted("hashed-password", #"{"password": "Passw0rd!"}"#)
    #expect(first.confidentialAndSecret.map(\.key) == ["hash"])
    let hash = try #require(text(first.confidentialAndSecret["hash"]))
    #expect(hash.hasPrefix("$2y$10$") && hash.utf8.count == 60)
    let second = try type.validate([], keeping: first.confidentialAndSecret)
    #expect(text(second.confidentialAndSecret["hash"]) == hash)
    let changed = try type.validate(
      members(#"{"password": "Other1$word"}"#), keeping: first.confidentialAndSecret)
    #expect(text(changed.confidentialAndSecret["hash"]) != hash)
  }

  @Test func aGeneratedKeyEndsAfterItsTimeToLive() throws {
    let now = Timestamp(secondsSince1970: 1_800_000_000)
    let type = try builtIn("api-key")
    let values = try type.validate(members(#"{"ttl": 60, "roles": ["a", "session/b"]}"#), at: now)
    #expect(
      values.public["expiry"]?.string
        == Timestamp(secondsSince1970: 1_800_000_060).description)
    #expect(values.public["roles"]?.array?.compactMap(\.string) == ["a"])
    let later = try type.validate(
      members(#"{"ttl": 60}"#), keeping: values.public,
      at: Timestamp(secondsSince1970: 1_900_000_000))
    #expect(later.public["expiry"] == values.public["expiry"])
  }

  @Test(arguments: [300_000_000_000, Int.max]) func aKeyDoesNotOutliveTheCalendar(_ ttl: Int) throws
  {
    let type = try builtIn("api-key")
    let error = #expect(throws: ValidationError.self) {
      try type.validate(members(#"{"ttl": \#(ttl)}"#))
    }
    #expect(error?.problems.map(\.field) == ["data.ttl"])
  }

  @Test func defaultsFollowOtherFields() throws {
    func value(_ type: String, _ field: String, _ json: String) throws -> Node? {
      try builtIn(type).effectiveValue(of: field, in: members(json, strings: .plain))
    }
    #expect(try value("smtp", "port", "{}")?.int == 465)
    #expect(try value("smtp", "port", #"{"secure": "starttls"}"#)?.int == 587)
    #expect(try value("rabbitmq", "port", #"{"tls": true}"#)?.int == 5671)
    #expect(try value("gitlab", "password", #"{"token": "t"}"#)?.string == "t")
    #expect(
      try value("jwt-signing-key", "algorithm", #"{"keyType": "passphrase"}"#)?.string == "HS256")
    #expect(
      try value("google", "tokenAudience", #"{"workloadIdentityProvider": "w"}"#)?.string == "w")
  }

  @Test func whatLooksWrongIsAWarning() throws {
    func warned(_ type: String, _ json: String) throws -> [String] {
      try accepted(type, json).warnings.compactMap(\.field)
    }
    #expect(
      try warned("aws", #"{"accessKey": "AAAAAAAAAAAAAAAAAAAA", "secretKey": "short"}"#)
        == ["data.accessKey", "data.secretKey"])
    #expect(
      try warned(
        "swarm-token",
        #"{"scope": "WORKER", "token": "abcs1234token", "managerAddress": "10.0.0.1"}"#)
        == ["data.token"])
    #expect(try warned("github", #"{"username": "u", "password": "hunter2"}"#) == ["data.password"])
    #expect(try warned("kubernetes", #"{"token": "t"}"#) == ["data.server"])
  }
}
