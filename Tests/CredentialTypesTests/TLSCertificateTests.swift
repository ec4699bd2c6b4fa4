import CredentialTypes
import Documents
import OpenSSL
import SystemPackage
import TestSupport
import Testing

@Suite struct TLSCertificateTests {
  private func members(_ values: KeyValuePairs<String, String>) -> [Member] {
    values.map { Member($0.key, .string($0.value)) }
  }

  private func complaints(_ values: KeyValuePairs<String, String>) throws -> [String] {
    let type = try builtIn("tls-certificate")
    do {
      _ = try type.validate(members(values))
      return []
    } catch { return error.problems.map { $0.field ?? "" } }
  }

  @Test func factsAreDerivedAndTheChainIsOrdered() async throws {
    try await withSandbox("tls") { folder in
      let tls = try await TLSMaterial(in: folder)
      let (root, mid, leaf) = (
        try tls.text("root.pem"), try tls.text("mid.pem"), try tls.text("leaf.pem")
      )
      let type = try builtIn("TLS_CERTIFICATE")
      let noisy = "Bag Attributes: x\r\n" + leaf.replacing("\n", with: "\r\n")
      let values = try type.validate(
        members([
          "certificate": noisy, "privateKey": try tls.text("leaf.key"),
          "ca": root + mid + root + leaf,
        ]))
      #expect(
        values.public.map(\.key) == [
          "certificate", "ca", "subject", "issuer", "commonName", "altNames", "notBefore",
          "notAfter",
          "fingerprintSha256",
        ])
      #expect(values.public["certificate"]?.string == leaf)
      #expect(values.public["ca"]?.string == mid + root)
      #expect(values.public["commonName"]?.string == "www.example.com")
      #expect(values.public["subject"]?.string == "CN=www.example.com,O=Müller\\, Söhne,C=DE")
      #expect(values.public["issuer"]?.string == "CN=Example Mid,O=Example")
      #expect(
        values.public["altNames"]?.array?.compactMap(\.string)
          == ["www.example.com", "*.example.com", "10.1.2.3", "2001:db8::1"])
      #expect(values.confidentialAndSecret.map(\.key) == ["privateKey"])
      #expect(text(values.confidentialAndSecret["privateKey"]) == (try tls.text("leaf.key")))

      // What openssl says of the same certificate.
      let fingerprint = try await shell(
        "openssl x509 -in leaf.pem -noout -fingerprint -sha256 | cut -d= -f2 | tr -d : | tr A-F a-f",
        in: folder)
      #expect(values.public["fingerprintSha256"]?.string.map { $0 + "\n" } == fingerprint)
      let dates = try await shell(
        "openssl x509 -in leaf.pem -noout -startdate -enddate -dateopt iso_8601 | cut -d= -f2 | tr ' ' T",
        in: folder)
      let derived = ["notBefore", "notAfter"].compactMap { values.public[$0]?.string }
      #expect(derived.map { $0 + "\n" }.joined() == dates)
    }
  }

  @Test func aFullChainInTheWrongOrderIsPutRight() async throws {
    try await withSandbox("tls") { folder in
      let tls = try await TLSMaterial(in: folder)
      let (root, mid, leaf) = (
        try tls.text("root.pem"), try tls.text("mid.pem"), try tls.text("leaf.pem")
      )
      let values = try builtIn("tls-certificate").validate(
        members(["cert": root + leaf + mid, "key": try tls.text("leaf.param")]))
      #expect(values.public["certificate"]?.string == leaf + mid + root)
      #expect(values.public["ca"] == nil)
      #expect(text(values.confidentialAndSecret["privateKey"]) == (try tls.text("leaf.sec1")))
      let certificates = try X509Certificate.certificates(
        inPEM: Array((leaf + root + mid).utf8).span)
      let chain = CertificateChain(leaf: certificates[0], candidates: certificates)
      #expect(chain.served.map(\.pem).joined() == leaf + mid)
      #expect(chain.trusted.map(\.pem).joined() == mid + root)
    }
  }

  @Test func everyFormOfKeyIsTakenAndOthersAreRefused() async throws {
    try await withSandbox("tls") { folder in
      let tls = try await TLSMaterial(in: folder)
      let leaf = try tls.text("leaf.pem")
      for name in ["leaf.key", "leaf.sec1", "leaf.param"] {
        #expect(try complaints(["certificate": leaf, "privateKey": try tls.text(name)]) == [])
      }
      for name in ["rsa.key", "rsa.pkcs1"] {
        #expect(
          try complaints(["certificate": try tls.text("rsa.pem"), "privateKey": try tls.text(name)])
            == [])
      }
      for name in ["leaf.enc", "leaf.legacy"] {
        let key = try tls.text(name)
        #expect(
          try complaints(["certificate": leaf, "privateKey": key]) == ["data.passphrase"], "\(name)"
        )
        #expect(
          try complaints(["certificate": leaf, "privateKey": key, "passphrase": "shut"])
            == ["data.passphrase"], "\(name)")
        #expect(
          try complaints(["certificate": leaf, "privateKey": key, "passphrase": "open"]) == [],
          "\(name)")
      }
      #expect(
        try complaints(["certificate": leaf, "privateKey": try tls.text("other.key")])
          == ["data.privateKey"])
      #expect(
        try complaints(["certificate": leaf, "privateKey": leaf]) == ["data.privateKey"])
      #expect(
        try complaints([
          "certificate": try tls.text("leaf.key"), "privateKey": try tls.text("leaf.key"),
        ])
          == ["data.certificate"])
      #expect(
        try complaints([
          "certificate": leaf + (try tls.text("rsa.pem")), "privateKey": try tls.text("leaf.key"),
        ]) == ["data.certificate"])
    }
  }

  @Test func derivedFieldsAreNotAcceptedButMayBeStored() async throws {
    try await withSandbox("tls") { folder in
      let tls = try await TLSMaterial(in: folder)
      let (leaf, key) = (try tls.text("leaf.pem"), try tls.text("leaf.key"))
      #expect(
        try complaints(["certificate": leaf, "privateKey": key, "commonName": "x"])
          == ["data.commonName"])
      let type = try builtIn("tls-certificate")
      let stored = try type.validate(members(["certificate": leaf, "privateKey": key]))
      let merged = type.merging(
        members(["certificate": try tls.text("rsa.pem"), "privateKey": try tls.text("rsa.key")]),
        over: stored.public + stored.confidentialAndSecret)
      #expect(try type.validate(merged).public["commonName"]?.string == "rsa.example.com")
    }
  }

  @Test func theDotsOfTheQuaveSampleAreRefusedWithTheReason() throws {
    let json = #"""
      {"certificate": "-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----",
       "privateKey": "-----BEGIN PRIVATE KEY-----\n…\n-----END PRIVATE KEY-----",
       "ca": "-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----"}
      """#
    let type = try builtIn("tls-certificate")
    let values = try CredentialTypesTests.members(json)
    let error = #expect(throws: ValidationError.self) { try type.validate(values) }
    #expect(
      error?.problems.map(\.field) == ["data.certificate", "data.privateKey", "data.ca"])
    #expect(error?.problems.allSatisfy { $0.message.contains("not base64") } == true)
  }

  @Test(arguments: [
    "", "x", "-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END X-----",
    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
    "-----BEGIN CERTIFICATE-----\nA*AA\n-----END CERTIFICATE-----",
    "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
    "-----BEGIN CERTIFICATE-----\nAAAA\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
  ]) func brokenPEMIsRefused(_ pem: String) throws {
    #expect(
      try complaints(["certificate": pem, "privateKey": "x"])
        == ["data.certificate", "data.privateKey"])
  }

  @Test func anExpiredCertificateIsAWarning() async throws {
    try await withSandbox("tls") { folder in
      let tls = try await TLSMaterial(in: folder)
      let type = try builtIn("tls-certificate")
      let values = members([
        "certificate": try tls.text("leaf.pem"), "privateKey": try tls.text("leaf.key"),
      ])
      let later = Timestamp(secondsSince1970: Timestamp.now.secondsSince1970 + 100 * 86400)
      #expect(try type.validate(values).warnings.isEmpty)
      #expect(try type.validate(values, at: later).warnings.map(\.field) == ["data.certificate"])
    }
  }
}
