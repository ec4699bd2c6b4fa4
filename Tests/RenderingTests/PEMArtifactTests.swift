import Credentials
import Rendering
import SystemPackage
import TestSupport
import Testing

@Suite struct PEMArtifactTests {
  private func certificate(_ tls: TLSMaterial, key: String = "leaf.key", passphrase: String = "")
    throws -> OpenedCredential
  {
    try credential(
      "tls-certificate",
      [
        "certificate": try tls.text("leaf.pem"), "privateKey": try tls.text(key),
        "ca": (try tls.text("root.pem")) + (try tls.text("mid.pem")), "passphrase": passphrase,
      ])
  }

  @Test func everyPartHasItsCertificatesInOrder() async throws {
    try await withSandbox("pem") { folder in
      let tls = try await TLSMaterial(in: folder)
      let one = try certificate(tls)
      let (root, mid, leaf) = (
        try tls.text("root.pem"), try tls.text("mid.pem"), try tls.text("leaf.pem")
      )
      let key = try tls.text("leaf.key")
      #expect(try rendered("pem:cert", one) == leaf)
      #expect(try rendered("pem:chain", one) == mid)
      #expect(try rendered("pem:fullchain", one) == leaf + mid)
      #expect(try rendered("pem:ca", one) == mid + root)
      #expect(try rendered("pem:key", one) == key)
      #expect(try rendered("pem:combined", one) == leaf + mid + key)
      #expect(
        try rendered("pem:key", one, options: ["key-format": "sec1"]) == (try tls.text("leaf.sec1"))
      )
      #expect(try failure("pem:key", one, options: ["key-format": "pkcs1"]) == .invalid)
      #expect(try failure("pem:key", one, options: ["key-format": "der"]) == .usage)
      #expect(try failure("pem:cert", one, options: ["key-format": "sec1"]) == .usage)
    }
  }

  @Test func opensslVerifiesTheChainAndReadsTheKey() async throws {
    try await withSandbox("pem") { folder in
      let tls = try await TLSMaterial(in: folder)
      let one = try certificate(tls)
      for part in ["fullchain", "chain", "ca", "combined", "key", "cert"] {
        try Array(rendered("pem:\(part)", one).utf8).write(toNew: folder.appending("out.\(part)"))
      }
      try await shell(
        """
        openssl verify -CAfile out.ca -untrusted out.fullchain out.cert
        openssl verify -CAfile root.pem -untrusted out.chain out.fullchain
        test "$(openssl x509 -in out.combined -noout -pubkey)" = "$(openssl pkey -in out.combined -pubout)"
        test "$(grep -c BEGIN out.fullchain)" = 2
        head -1 out.key | grep -qx -- '-----BEGIN PRIVATE KEY-----'
        """, in: folder)
    }
  }

  @Test func anEncryptedKeyIsRenderedInClear() async throws {
    try await withSandbox("pem") { folder in
      let tls = try await TLSMaterial(in: folder)
      for name in ["leaf.enc", "leaf.legacy", "leaf.param"] {
        let one = try certificate(tls, key: name, passphrase: name == "leaf.param" ? "" : "open")
        #expect(try rendered("pem:key", one) == (try tls.text("leaf.key")))
      }
      let rsa = try credential(
        "tls-certificate",
        ["certificate": try tls.text("rsa.pem"), "privateKey": try tls.text("rsa.pkcs1")])
      #expect(try rendered("pem:key", rsa) == (try tls.text("rsa.key")))
      #expect(
        try rendered("pem:key", rsa, options: ["key-format": "pkcs1"])
          == (try tls.text("rsa.pkcs1")))
      // A self-signed certificate is what its clients trust, and is served although it is a root.
      #expect(try rendered("pem:ca", rsa) == (try tls.text("rsa.pem")))
      #expect(try rendered("pem:fullchain", rsa) == (try tls.text("rsa.pem")))
      #expect(try failure("pem:chain", rsa) == .invalid)
    }
  }

  @Test func onlyTrustedCertificatesArePutTogether() async throws {
    try await withSandbox("pem") { folder in
      let tls = try await TLSMaterial(in: folder)
      let one = try certificate(tls)
      let rsa = try credential(
        "tls-certificate",
        ["certificate": try tls.text("rsa.pem"), "privateKey": try tls.text("rsa.key")])
      let bundle =
        (try tls.text("mid.pem")) + (try tls.text("root.pem")) + (try tls.text("rsa.pem"))
      #expect(try rendered("pem:ca", one, rsa, one) == bundle)
      for part in ["cert", "chain", "fullchain", "combined", "key"] {
        #expect(try failure("pem:\(part)", one, rsa) == .usage)
      }
    }
  }

  @Test func keysArePrivateAndCertificatesAreNot() {
    let readable = [
      "pem:ca", "pem:cert", "pem:chain", "pem:fullchain", "java-truststore", "ssh-public-key",
      "authorized-keys", "known-hosts", "aws-config", "gcp-external-account-json",
      "docker-tls-dir:ca", "docker-tls-dir:cert", "docker-tls-dir:env",
      "docker-certs-d:ca", "docker-certs-d:cert", "docker-context", "aws-trust-policy",
      "cert-manager-certificate", "jwks-json", "nginx-snippet",
    ]
    for name in ArtifactCatalogue.names {
      let isPublic = readable.contains(name)
      #expect(ArtifactCatalogue.artifact(named: name)?.isPublic == isPublic)
    }
  }
}
