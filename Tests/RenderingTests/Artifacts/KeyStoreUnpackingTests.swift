import Credentials
import Rendering
import Secrets
import SystemPackage
import TestSupport
import Testing

/// Key stores come apart into the files that servers want.
@Suite struct KeyStoreUnpackingTests {
  private func store(_ folder: FilePath, _ file: String, alias: String? = nil) async throws
    -> OpenedCredential
  {
    let text = try await shell("base64 -w0 \(file)", in: folder)
    if let alias {
      return try credential(
        "keystore", ["keystore": text, "password": "öpen", "alias": alias], name: "store")
    }
    return try credential("keystore", ["keystore": text, "password": "öpen"], name: "store")
  }

  @Test func aStoreOfOpenSSLComesApart() async throws {
    try await withSandbox("p12") { folder in
      let tls = try await TLSMaterial(in: folder)
      try await shell(
        """
        cat root.pem mid.pem > above.pem
        openssl pkcs12 -export -inkey leaf.key -in leaf.pem -certfile above.pem -name web \\
          -passout pass:öpen -out modern.p12
        openssl pkcs12 -export -inkey leaf.key -in leaf.pem -certfile above.pem -passout pass:öpen \\
          -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1 -out compatible.p12
        openssl pkcs12 -export -inkey leaf.key -in leaf.pem -certfile above.pem -passout pass:öpen \\
          -keypbe NONE -certpbe NONE -out clear.p12
        """, in: folder)
      let (leaf, mid, root) = (
        try tls.text("leaf.pem"), try tls.text("mid.pem"), try tls.text("root.pem")
      )
      let key = try tls.text("leaf.key")
      for file in ["modern.p12", "compatible.p12", "clear.p12"] {
        let one = try await store(folder, file)
        #expect(try rendered("pem:cert", one) == leaf)
        #expect(try rendered("pem:chain", one) == mid)
        #expect(try rendered("pem:fullchain", one) == leaf + mid)
        #expect(try rendered("pem:ca", one) == mid + root)
        #expect(try rendered("pem:key", one) == key)
        #expect(try rendered("pem:combined", one) == leaf + mid + key)
        #expect(
          try rendered("pem:key", one, options: ["key-format": "sec1"])
            == (try tls.text("leaf.sec1")))
        // The bytes of the store itself.
        try write("pkcs12", one, to: folder.appending("back.p12"))
        try await shell("cmp back.p12 \(file); rm back.p12", in: folder)
        let secret = try rendered("k8s-secret:tls", one)
        #expect(secret.contains("ca.crt:") && secret.contains("type: kubernetes.io/tls"))
        #expect(try failure("pkcs12", one, options: ["compat": ""]) == .usage)
      }
    }
  }

  @Test func theAliasSaysWhichKey() async throws {
    try await withSandbox("p12") { folder in
      let tls = try await TLSMaterial(in: folder)
      // keytool puts several keys into one store, and writes aliases in lower case.
      try await shell(
        """
        openssl pkcs12 -export -inkey leaf.key -in leaf.pem -name Web -passout pass:secret0 -out a.p12
        openssl pkcs12 -export -inkey rsa.key -in rsa.pem -name Api -passout pass:secret0 -out b.p12
        for file in a b; do
          keytool -importkeystore -srckeystore $file.p12 -srcstoretype PKCS12 \\
            -srcstorepass secret0 -destkeystore both.p12 -deststoretype PKCS12 -deststorepass secret1 \\
            -noprompt 2>&1
        done
        """, in: folder)
      let text = try await shell("base64 -w0 both.p12", in: folder)
      func one(_ alias: String) throws -> OpenedCredential {
        try credential("keystore", ["keystore": text, "password": "secret1", "alias": alias])
      }
      #expect(try rendered("pem:cert", one("WEB")) == (try tls.text("leaf.pem")))
      #expect(try rendered("pem:key", one("api")) == (try tls.text("rsa.key")))
      #expect(try failure("pem:key", one("other")) == .invalid)
    }
  }

  @Test func whatCannotBeUnpackedIsRefused() async throws {
    try await withSandbox("jks") { folder in
      _ = try await TLSMaterial(in: folder)
      try await shell(
        """
        openssl pkcs12 -export -inkey leaf.key -in leaf.pem -name web -passout pass:secret1 -out a.p12
        openssl pkcs12 -export -nokeys -in root.pem -passout pass:secret1 -out trust.p12
        openssl pkcs12 -export -legacy -inkey leaf.key -in leaf.pem -certpbe PBE-SHA1-RC2-40 \\
          -passout pass:secret1 -out old.p12
        keytool -importkeystore -srckeystore a.p12 -srcstoretype PKCS12 -srcstorepass secret1 \\
          -destkeystore a.jks -deststoretype JKS -deststorepass secret1 -noprompt 2>&1
        """, in: folder)
      for file in ["a.jks", "trust.p12", "old.p12"] {
        let text = try await shell("base64 -w0 \(file)", in: folder)
        let one = try credential("keystore", ["keystore": text, "password": "secret1"])
        #expect(try failure("pem:key", one) == .invalid, "\(file)")
        #expect(try failure("k8s-secret:tls", one) == .invalid, "\(file)")
      }
    }
  }

  @Test func otherTypesHaveCertificatesToo() async throws {
    try await withSandbox("pem") { folder in
      let tls = try await TLSMaterial(in: folder)
      let (leaf, mid, root) = (
        try tls.text("leaf.pem"), try tls.text("mid.pem"), try tls.text("root.pem")
      )
      let key = try tls.text("leaf.key")
      let cluster = try credential(
        "kubernetes",
        [
          "certificate": leaf, "privateKey": key, "caCertificate": mid + root,
          "server": "https://k8s.example.com",
        ])
      #expect(try rendered("pem:cert", cluster) == leaf)
      #expect(try rendered("pem:key", cluster) == key)
      #expect(try rendered("pem:ca", cluster) == mid + root)
      let bundle = try credential("ca-certificate", ["certificates": root + mid + root])
      #expect(try rendered("pem:ca", bundle) == root + mid)
      #expect(try rendered("docker-certs-d:ca", bundle) == root + mid)
      let site = try credential(
        "tls-certificate", ["certificate": leaf, "privateKey": key, "ca": mid + root])
      #expect(try rendered("haproxy-crt", site) == leaf + mid + key)
      #expect(try rendered("docker-certs-d:ca", site) == mid + root)
      #expect(try rendered("docker-certs-d:cert", site) == leaf + mid)
      #expect(try rendered("docker-certs-d:key", site) == key)
      let app = try credential(
        "github-app",
        [
          "appId": "1", "clientId": "Iv1.a", "privateKey": try tls.text("rsa.pkcs1"),
          "organization": "acme",
        ])
      #expect(try rendered("pem:key", app) == (try tls.text("rsa.key")))
      let account = try credential("acme-account", ["accountKey": key])
      #expect(try rendered("pem:key", account) == key)
    }
  }
}

/// Writes an artifact as a file.
func write(
  _ artifact: String, _ credentials: OpenedCredential..., to path: FilePath,
  options: [String: String] = [:]
) throws {
  let artifact = try ArtifactCatalogue.requiredArtifact(named: artifact)
  let bytes = try ArtifactCatalogue.render(
    artifact, from: credentials, options: RenderOptions(options))
  try bytes.bytes.indices.map { bytes.bytes[$0] }.write(toNew: path)
}
