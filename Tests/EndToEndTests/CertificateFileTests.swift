import SystemPackage
import TestSupport
import Testing

/// The PEM files that we render, held to openssl and haproxy.
@Suite struct CertificateFileTests {
  @Test func opensslAcceptsTheChain() async throws {
    try await withRepository("certificate") { repository in
      try await repository.makeCertificates()
      try await repository.createCertificate("shop")
      let chain = try await repository.render("pem:fullchain", ["shop"], to: "fullchain.pem")
      // The root is all that a client has: the intermediate must come from our file.
      try await repository.succeed(
        "openssl",
        [
          "verify", "-CAfile", repository.inbox.appending("root.pem").string, "-untrusted",
          chain.string, chain.string,
        ])
      let blocks = try await repository.succeed("grep", ["-c", "BEGIN CERTIFICATE", chain.string])
      #expect(blocks.text == "2\n")
      let authority = try await repository.render("pem:ca", ["shop"], to: "ca.pem")
      try await repository.succeed(
        "openssl",
        ["verify", "-CAfile", authority.string, "-untrusted", chain.string, chain.string])
      let intermediates = try await repository.render("pem:chain", ["shop"], to: "chain.pem")
      #expect(
        try [UInt8](contentsOf: chain).holds([UInt8](contentsOf: intermediates)))
    }
  }

  @Test func theKeyIsTheOneOfTheCertificate() async throws {
    try await withRepository("certificate") { repository in
      try await repository.makeCertificates()
      try await repository.createCertificate("shop")
      let chain = try await repository.render("pem:fullchain", ["shop"], to: "fullchain.pem")
      let key = try await repository.render("pem:key", ["shop"], to: "key.pem")
      let fromKey = try await repository.succeed("openssl", ["pkey", "-pubout", "-in", key.string])
      let fromChain = try await repository.succeed(
        "openssl", ["x509", "-noout", "-pubkey", "-in", chain.string])
      #expect(fromKey.stdout == fromChain.stdout)
      let mode = try await repository.succeed("stat", ["-c", "%a", key.string])
      #expect(mode.text == "600\n")
    }
  }

  @Test func aKeyOfAnotherCertificateIsRefused() async throws {
    try await withRepository("certificate") { repository in
      try await repository.makeCertificates()
      let before = try await repository.head()
      let answer = try await repository.run(
        "credtree",
        [
          "create", "tls-certificate", "shop",
          "certificate=@\(repository.inbox.appending("leaf.pem").string)",
          "privateKey=@\(repository.inbox.appending("root.key").string)",
        ])
      #expect(answer.exit == 5)
      #expect(try await repository.head() == before)
    }
  }

  @Test func haproxyAcceptsTheCombinedFile() async throws {
    try await withRepository("certificate") { repository in
      try await repository.makeCertificates()
      try await repository.createCertificate("shop")
      let combined = try await repository.render("pem:combined", ["shop"], to: "combined.pem")
      let text = """
        defaults
          mode http
          timeout connect 1s
          timeout client 1s
          timeout server 1s
        frontend web
          bind 127.0.0.1:\(try LoopbackPort.free()) ssl crt \(combined.string)
          http-request return status 200

        """
      let settings = try repository.settingsFile("haproxy.cfg", text)
      try await repository.succeed("haproxy", ["-c", "-f", settings.string])
    }
  }

  @Test func aKeyStoreComesApart() async throws {
    try await withRepository("keystore") { repository in
      try await repository.makeCertificates()
      let folder = repository.inbox.string
      let made = try await repository.succeed("ls", [folder])
      #expect(made.text.contains("root.pem"))
      try await repository.succeed(
        "sh",
        [
          "-euc",
          """
          cd "$1"
          openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out store.key
          openssl req -x509 -new -key store.key -subj /CN=store.example.com -days 30 -out store.pem
          openssl pkcs12 -export -inkey store.key -in store.pem -passout pass:open -out store.p12
          base64 -w0 store.p12 > store.b64; printf open > store.pass
          """, "sh", folder,
        ])
      try await repository.credtree(
        "create", "keystore", "shop", "keystore=@\(folder)/store.b64",
        "password=@\(folder)/store.pass")
      for (artifact, file) in [
        ("pem:cert", "store.pem"), ("pem:key", "store.key"), ("pkcs12", "store.p12"),
      ] {
        let name = artifact.replacing(":", with: ".")
        let output = try await repository.render(artifact, ["shop"], to: name)
        try await repository.succeed("cmp", [output.string, "\(folder)/\(file)"])
      }
      let combined = try await repository.render("pem:combined", ["shop"], to: "combined.pem")
      let secret = try await repository.render("k8s-secret:tls", ["shop"], to: "secret.yaml")
      for file in [combined, secret] {
        let mode = try await repository.succeed("stat", ["-c", "%a", file.string])
        #expect(mode.text == "600\n")
      }
      // There is nothing above a certificate that signs itself.
      let refused = try await repository.run(
        "credtree", ["render", "pem:chain", "shop", "--output", "\(folder)/chain.pem"])
      #expect(refused.exit == 5)
    }
  }
}
