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
}
