import SystemPackage
import TestSupport
import Testing

/// The helpers of Ansible and Terraform, held to those programs.
@Suite struct AutomationTests {
  /// A link by which a helper is called as somebody else's.
  private func link(_ repository: TestRepository, _ path: String) async throws {
    let program = BuiltProducts.directory.appending("git-credential-credtree").string
    let file = repository.sandbox.appending(path)
    try await repository.succeed("mkdir", ["-p", file.removingLastComponent().string])
    try await repository.succeed("ln", ["-s", program, file.string])
  }

  @Test(.timeLimit(.minutes(30)))
  func ansibleLocksAndOpensAVault() async throws {
    try await withRepository("ansible") { repository in
      try await repository.credtree(
        "create", "ansible-vault", "vault", "vaultId=prod",
        "password=@\(repository.canaryFile.string)")
      try await link(repository, "credtree-client")
      let file = try repository.settingsFile("values.yml", "database: main\n")
      func vault(_ verb: String, _ id: String) async throws -> Output {
        try await repository.run(
          "ansible-vault",
          [verb, "--vault-id", "\(id)@\(repository.sandbox)/credtree-client", file.string],
          environment: ["CREDTREE_DIR": repository.folder.string])
      }
      let locked = try await vault("encrypt", "prod")
      #expect(locked.exit == 0, "\(locked.message)")
      let head = try await repository.succeed("head", ["-n", "1", file.string])
      #expect(head.text == "$ANSIBLE_VAULT;1.2;AES256;prod\n")
      // The same password as Ansible reads from a file that says it in clear.
      let plain = try await repository.succeed(
        "ansible-vault",
        ["view", "--vault-id", "prod@\(repository.canaryFile.string)", file.string])
      #expect(plain.text == "database: main\n")
      #expect(try await vault("view", "prod").text == "database: main\n")
      let unknown = try await vault("view", "dev")
      #expect(unknown.exit != 0)
      #expect(unknown.message.contains("did not find a secret for vault-id=dev"))
    }
  }

  /// A registry of one module, over TLS, for whoever has the token.
  private static let registry = """
    import http.server, ssl, sys
    port, folder, secret = int(sys.argv[1]), sys.argv[2], open(sys.argv[3], 'rb').read()
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path == '/.well-known/terraform.json':
                return self.say(200, b'{"modules.v1": "/modules/"}')
            if self.headers.get('Authorization', '').encode() != b'Bearer ' + secret:
                return self.say(401, b'{}')
            if self.path.endswith('/versions'):
                return self.say(200, b'{"modules": [{"versions": [{"version": "1.0.0"}]}]}')
            self.send_response(204)
            self.send_header('X-Terraform-Get', 'file://' + folder + '/module')
            self.end_headers()
        def say(self, status, body):
            self.send_response(status)
            self.send_header('Content-Type', 'application/json')
            self.send_header('Content-Length', str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        def log_message(self, *arguments): pass
    server = http.server.ThreadingHTTPServer(('127.0.0.1', port), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder + '/tls.pem', folder + '/tls.key')
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.serve_forever()
    """

  /// Debian has no Terraform; where there is one, it is asked.
  @Test(.enabled(if: isInstalled("terraform")), .timeLimit(.minutes(30)))
  func terraformGetsAModule() async throws {
    try await withRepository("terraform") { repository in
      let port = try LoopbackPort.free()
      let host = "127.0.0.1:\(port)"
      try await repository.succeed(
        "sh",
        [
          "-euc",
          """
          openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=registry \\
            -addext subjectAltName=IP:127.0.0.1 -keyout tls.key -out tls.pem 2>/dev/null
          mkdir module root; echo 'output "x" { value = 1 }' > module/main.tf
          printf 'module "m" {\\n  source = "%s/a/b/c"\\n  version = "1.0.0"\\n}\\n' "$1" > root/main.tf
          """, "sh", host,
        ], in: repository.sandbox)
      try await repository.credtree(
        "create", "terraform-host", "registry", "hostname=\(host)",
        "token=@\(repository.canaryFile.string)")
      let settings = try await repository.render("terraformrc", ["registry"], to: "terraformrc")
      let tokens = try await repository.render(
        "terraform-credentials-json", ["registry"], to: "credentials.json")
      try await link(repository, "home/.terraform.d/plugins/terraform-credentials-credtree")
      let asking = try repository.settingsFile("asking.rc", "credentials_helper \"credtree\" {}\n")
      func initialise(_ settings: String?) async throws -> Output {
        let file = settings.map { ["TF_CLI_CONFIG_FILE": $0] } ?? [:]
        try await repository.succeed("rm", ["-rf", "\(repository.sandbox)/root/.terraform"])
        return try await repository.run(
          "terraform", ["init", "-no-color", "-input=false"],
          environment: [
            "CHECKPOINT_DISABLE": "1", "SSL_CERT_FILE": "\(repository.sandbox)/tls.pem",
            "CREDTREE_DIR": repository.folder.string,
          ].merging(file) { $1 }, in: repository.sandbox.appending("root"))
      }
      let script = try repository.settingsFile("registry.py", Self.registry)
      try await repository.withServer(
        "python3",
        [script.string, "\(port)", repository.sandbox.string, repository.canaryFile.string],
        port: port
      ) {
        #expect(try await initialise(nil).message.contains("401"))
        for settings in [asking.string, settings.string] {
          let output = try await initialise(settings)
          #expect(output.exit == 0, "\(settings): \(output.message)")
        }
        try await repository.succeed(
          "ln", ["-s", tokens.string, "\(repository.home)/.terraform.d/credentials.tfrc.json"])
        #expect(try await initialise(nil).exit == 0)
      }
    }
  }
}
