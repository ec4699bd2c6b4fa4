import SystemPackage
import TestSupport
import Testing

/// A key for a DNS server, with which lego gets a certificate from a real ACME server.
@Suite struct ACMETests {
  private static let zone = """
    $TTL 5
    @ IN SOA ns.example.test. root.example.test. 1 5 5 5 5
    @ IN NS ns.example.test.
    @ IN A 127.0.0.1
    ns IN A 127.0.0.1

    """

  /// Settings of BIND, which lets whoever has the key change text records.
  private func nameServer(_ repository: TestRepository, port: UInt16) async throws -> FilePath {
    let folder = repository.sandbox.appending("dns")
    try await repository.succeed("mkdir", [folder.string])
    try Array(Self.zone.utf8).write(toNew: folder.appending("zone"))
    // The key goes into the file from a pipe of the shell, and never into a test's own text.
    try await repository.succeed(
      "sh",
      [
        "-euc",
        """
        tsig-keygen -a hmac-sha256 acme. > named.conf
        sed -n 's/.*secret "\\(.*\\)".*/\\1/p' named.conf | tr -d '\\n' > tsig
        cat >> named.conf <<EOF
        options {
          directory "$1"; listen-on port $2 { 127.0.0.1; }; listen-on-v6 { none; };
          pid-file none; session-keyfile "$1/session.key"; recursion no; dnssec-validation no;
          empty-zones-enable no;
        };
        controls { };
        zone "example.test" {
          type master; file "zone"; update-policy { grant acme. subdomain example.test. TXT; };
        };
        EOF
        """, "sh", folder.string, "\(port)",
      ], in: repository.inbox)
    let key = try [UInt8](contentsOf: repository.inbox.appending("tsig"))
    repository.watch(String(decoding: key, as: UTF8.self))
    return repository.inbox.appending("named.conf")
  }

  private func authority(_ repository: TestRepository, port: UInt16) async throws -> FilePath {
    try await repository.succeed(
      "openssl",
      [
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
        "-addext", "subjectAltName=DNS:localhost", "-keyout", "pebble.key", "-out", "pebble.pem",
      ], in: repository.sandbox)
    let management = try LoopbackPort.free()
    return try repository.settingsFile(
      "pebble.json",
      """
      {"pebble": {"listenAddress": "127.0.0.1:\(port)",
        "managementListenAddress": "127.0.0.1:\(management)",
        "certificate": "\(repository.sandbox)/pebble.pem",
        "privateKey": "\(repository.sandbox)/pebble.key", "httpPort": 1, "tlsPort": 1,
        "ocspResponderURL": "", "externalAccountBindingRequired": false}}
      """)
  }

  private func lego(
    _ repository: TestRepository, _ variables: FilePath, for name: String, names: UInt16,
    port: UInt16
  ) async throws -> Output {
    let command = """
      set -a; . "$1"; set +a
      exec lego --path "$2" --server "https://localhost:$3/dir" --accept-tos --email a@example.test \
        --dns rfc2136 --dns.resolvers "127.0.0.1:$4" --dns.disable-cp \
        --dns-timeout 60 --cert.timeout 300 --domains "$5" run
      """
    return try await repository.run(
      "sh",
      [
        "-euc", command, "sh", variables.string, repository.inbox.appending("lego").string,
        "\(port)", "\(names)", name,
      ],
      environment: [
        "LEGO_CA_CERTIFICATES": repository.sandbox.appending("pebble.pem").string,
        "RFC2136_POLLING_INTERVAL": "1", "RFC2136_PROPAGATION_TIMEOUT": "300",
        "RFC2136_DNS_TIMEOUT": "60",
      ])
  }

  @Test(.timeLimit(.minutes(30)))
  func legoProvesAWildcardWithOurKey() async throws {
    try await withRepository("acme") { repository in
      let (names, port) = (try LoopbackPort.free(), try LoopbackPort.free())
      let server = try await nameServer(repository, port: names)
      let settings = try await authority(repository, port: port)
      try await repository.credtree(
        "create", "tsig-key", "dns", "nameserver=127.0.0.1:\(names)", "keyName=acme.",
        "algorithm=HMAC-SHA256", "secret=@\(repository.inbox.appending("tsig"))")
      let variables = try await repository.render("lego-env", ["dns"], to: "lego.env")
      try await repository.withServer(
        "named", ["-g", "-4", "-n", "1", "-c", server.string], port: names
      ) {
        try await repository.withServer(
          "env",
          [
            "PEBBLE_VA_NOSLEEP=1", "PEBBLE_WFE_NONCEREJECT=0", "pebble", "-config",
            settings.string, "-dnsserver", "127.0.0.1:\(names)",
          ], port: port
        ) {
          let proven = try await lego(
            repository, variables, for: "*.example.test", names: names, port: port)
          #expect(proven.exit == 0, "\(proven.message)")
          let subject = try await repository.succeed(
            "openssl",
            [
              "x509", "-noout", "-ext", "subjectAltName", "-in",
              repository.inbox.appending("lego/certificates/_.example.test.crt").string,
            ])
          #expect(subject.text.contains("DNS:*.example.test"))
          let wrong = repository.inbox.appending("wrong.env")
          try await repository.succeed(
            "sh",
            [
              "-euc", "sed 's/SECRET=.*/SECRET=d3Jvbmc=/' \"$1\" > \"$2\"", "sh", variables.string,
              wrong.string,
            ])
          let refused = try await lego(
            repository, wrong, for: "*.shop.example.test", names: names, port: port)
          #expect(refused.exit != 0)
          #expect(refused.message.contains("NOTAUTH") || refused.message.contains("bad"))
        }
      }
    }
  }
}
