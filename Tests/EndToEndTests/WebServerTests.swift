import SystemPackage
import TestSupport
import Testing

/// Certificate files and password files, held to a web server and a client.
@Suite struct WebServerTests {
  /// Writes what nginx needs to serve one page over TLS; `access` says to whom.
  private func settings(
    _ repository: TestRepository, port: UInt16, chain: FilePath, key: FilePath,
    access: String
  ) throws -> FilePath {
    let folder = repository.sandbox.string
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map { "\($0)_temp_path \(folder)/tmp/\($0);" }.joined(separator: " ")
    try repository.write("welcome\n", to: "index.html")
    // One process: another would run as a user who may not read what only we may read.
    let text = """
      daemon off;
      master_process off;
      pid \(folder)/nginx.pid;
      error_log stderr;
      events {}
      http {
        access_log off;
        \(temporary)
        server {
          listen 127.0.0.1:\(port) ssl;
          server_name shop.example.com;
          ssl_certificate \(chain.string);
          ssl_certificate_key \(key.string);
          root \(repository.folder.string);
          \(access)
        }
      }

      """
    return try repository.settingsFile("nginx.conf", text)
  }

  /// Asks for the page as a user, and returns the status with what came of the connection.
  private func page(
    _ repository: TestRepository, port: UInt16, user: String, password: String
  ) async throws -> (status: String, output: Output) {
    let escaped = password.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    let login = try repository.secretFile(
      "curl-\(user)", Array("user = \"\(user):\(escaped)\"\n".utf8))
    let output = try await repository.run(
      "curl",
      [
        "--silent", "--show-error", "--noproxy", "*", "--config", login.string,
        "--cacert", repository.inbox.appending("root.pem").string,
        "--resolve", "shop.example.com:\(port):127.0.0.1",
        "--output", "/dev/null", "--write-out", "%{http_code}",
        "https://shop.example.com:\(port)/",
      ])
    return (output.text, output)
  }

  @Test(.timeLimit(.minutes(30)))
  func nginxServesWithOurFilesAndLetsInWhoKnowsThePassword() async throws {
    try await withRepository("web") { repository in
      try await repository.makeCertificates()
      try await repository.createCertificate("shop")
      let users = [("one", "bcrypt"), ("two", "apr1"), ("three", "sha512-crypt")]
      for (user, hash) in users {
        try await repository.createUser("user-\(user)", username: user, hash: hash)
      }
      let chain = try await repository.render("pem:fullchain", ["shop"], to: "fullchain.pem")
      let key = try await repository.render("pem:key", ["shop"], to: "key.pem")
      let passwords = try await repository.render(
        "htpasswd", users.map { "user-\($0.0)" }, to: "htpasswd")
      let lines = try [UInt8](contentsOf: passwords).split(separator: UInt8(ascii: "\n"))
      #expect(lines.count == 3)

      let port = try LoopbackPort.free()
      let settings = try settings(
        repository, port: port, chain: chain, key: key,
        access: "auth_basic staging; auth_basic_user_file \(passwords);")
      try await repository.withServer(
        "nginx", ["-e", "stderr", "-c", settings.string], port: port
      ) {
        for (user, hash) in users {
          let right = try await page(
            repository, port: port, user: user, password: repository.canary.text)
          #expect(right.status == "200", "\(hash): \(right.output.message)")
          let wrong = try await page(repository, port: port, user: user, password: "wrong")
          #expect(wrong.status == "401", "\(hash)")
        }
        let stranger = try await page(
          repository, port: port, user: "nobody", password: repository.canary.text)
        #expect(stranger.status == "401")
      }
    }
  }

  /// What curl has to say of the page, with a certificate of its own or none.
  private func page(
    _ repository: TestRepository, port: UInt16, _ words: [String]
  ) async throws -> String {
    let output = try await repository.run(
      "curl",
      [
        "--silent", "--show-error", "--noproxy", "*",
        "--cacert", repository.inbox.appending("root.pem").string,
        "--resolve", "shop.example.com:\(port):127.0.0.1",
        "--output", "/dev/null", "--write-out", "%{http_code}",
        "https://shop.example.com:\(port)/",
      ] + words)
    return output.text
  }

  @Test(.timeLimit(.minutes(30)))
  func curlShowsOurCertificateToNginx() async throws {
    try await withRepository("web-client") { repository in
      try await repository.makeCertificates()
      try await repository.createCertificate("shop")
      let chain = try await repository.render("pem:fullchain", ["shop"], to: "fullchain.pem")
      let key = try await repository.render("pem:key", ["shop"], to: "key.pem")
      let combined = try await repository.render("pem:combined", ["shop"], to: "combined.pem")
      let store = try await repository.render("pkcs12", ["shop"], to: "shop.p12")
      let port = try LoopbackPort.free()
      let settings = try settings(
        repository, port: port, chain: chain, key: key,
        access: "ssl_verify_client on; ssl_verify_depth 3; "
          + "ssl_client_certificate \(repository.inbox.appending("root.pem"));")
      try await repository.withServer(
        "nginx", ["-e", "stderr", "-c", settings.string], port: port
      ) {
        #expect(try await page(repository, port: port, []) == "400")
        for words in [
          ["--cert", chain.string, "--key", key.string], ["--cert", combined.string],
          ["--cert-type", "P12", "--cert", "\(store):changeit"],
        ] {
          let status = try await page(repository, port: port, words)
          #expect(status == "200", "\(words)")
        }
      }
    }
  }

  @Test(.timeLimit(.minutes(30)))
  func haproxyServesWithOurFilesAndLetsInOurUsers() async throws {
    try await withRepository("haproxy") { repository in
      try await repository.makeCertificates()
      try await repository.createCertificate("shop")
      let users = [("one", "bcrypt"), ("two", "sha512-crypt")]
      for (user, hash) in users {
        try await repository.createUser("user-\(user)", username: user, hash: hash)
      }
      let combined = try await repository.render("pem:combined", ["shop"], to: "combined.pem")
      let list = try await repository.render(
        "haproxy-userlist", users.map { "user-\($0.0)" }, to: "users.cfg")
      let port = try LoopbackPort.free()
      let settings = try repository.settingsFile(
        "haproxy.cfg",
        """
        defaults
          mode http
          timeout connect 5m
          timeout client 5m
          timeout server 5m
        frontend web
          bind 127.0.0.1:\(port) ssl crt \(combined)
          http-request auth unless { http_auth(users) }
          http-request return status 200

        """)
      try await repository.withServer(
        "haproxy", ["-db", "-f", list.string, "-f", settings.string], port: port
      ) {
        for (user, hash) in users {
          let right = try await page(
            repository, port: port, user: user, password: repository.canary.text)
          #expect(right.status == "200", "\(hash): \(right.output.message)")
          let wrong = try await page(repository, port: port, user: user, password: "wrong")
          #expect(wrong.status == "401", "\(hash)")
        }
      }
    }
  }
}
