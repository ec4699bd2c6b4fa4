import Documents
import SystemPackage
import TestSupport
import Testing

/// The helpers of the AWS SDKs, kubectl, Terraform, and Ansible.
@Suite struct CloudHelperTests {
  /// A Kubernetes API that shows itself to one bearer token.
  private static let cluster = """
    import http.server, ssl, sys
    port, folder, secret = int(sys.argv[1]), sys.argv[2], open(sys.argv[3], 'rb').read()
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            known = self.headers.get('Authorization', '').encode() == b'Bearer ' + secret
            body = b'{"kind":"APIVersions","versions":["v1"]}' if known else b'{"kind":"Status","code":401}'
            self.send_response(200 if known else 401)
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

  private var tool: String { BuiltProducts.directory.appending("credtree").string }

  @Test func anAWSProgramGetsItsKeys() async throws {
    try await withRepository("aws-helper") { repository in
      try await repository.credtree(
        "create", "aws", "prod/deploy", "accessKey=AKIAIOSFODNN7EXAMPLE",
        "secretKey=@\(repository.canaryFile.string)", "region=eu-west-1")
      let output = try await repository.credtree(
        "aws-credential-process", "prod/deploy", "-C", repository.folder.string,
        mayShowSecrets: true)
      let document = try JSON.parse(output.stdout.span)
      #expect(document["Version"]?.int == 1)
      #expect(document["AccessKeyId"]?.string == "AKIAIOSFODNN7EXAMPLE")
      #expect(document["SecretAccessKey"]?.string == repository.canary.text)
      #expect(document["Expiration"] == nil)

      let profile = """
        [profile deploy]
        region = eu-west-1
        credential_process = "\(tool)" aws-credential-process prod/deploy -C "\(repository.folder)"

        """
      let settings = try repository.settingsFile("aws-config", profile)
      let environment = [
        "AWS_CONFIG_FILE": settings.string, "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
      ]
      let shown = try await repository.succeed(
        "aws",
        ["configure", "export-credentials", "--profile", "deploy", "--format", "env-no-export"],
        environment: environment, mayShowSecrets: true)
      #expect(shown.text.contains("AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\n"))
      #expect(shown.text.contains("AWS_SECRET_ACCESS_KEY=\(repository.canary.text)\n"))

      try await repository.succeed(
        "mv", [repository.identity.string, repository.inbox.appending("key").string])
      let locked = try await repository.run(
        "aws", ["sts", "get-caller-identity", "--profile", "deploy"], environment: environment)
      #expect(locked.exit != 0)
      #expect(locked.message.contains("cannot be opened"), "\(locked.message)")
    }
  }

  private func settings(
    _ repository: TestRepository, port: UInt16, version: String, words: [String], told: Bool
  ) throws -> FilePath {
    let list = words.map { "\"\($0)\"" }.joined(separator: ", ")
    return try repository.settingsFile(
      "kubeconfig",
      """
      apiVersion: v1
      kind: Config
      clusters:
      - name: c
        cluster: { server: "https://127.0.0.1:\(port)", insecure-skip-tls-verify: true }
      contexts: [{ name: c, context: { cluster: c, user: u } }]
      current-context: c
      users:
      - name: u
        user:
          exec:
            apiVersion: client.authentication.k8s.io/\(version)
            command: "\(tool)"
            args: [\(list)]
            interactiveMode: Never
            provideClusterInfo: \(told)

      """)
  }

  /// Asks the cluster what it is, as kubectl does with an exec plugin.
  private func ask(
    _ repository: TestRepository, port: UInt16, version: String, words: [String], told: Bool
  ) async throws -> Output {
    let config = try settings(
      repository, port: port, version: version, words: words, told: told)
    return try await repository.run(
      "kubectl", ["--kubeconfig", config.string, "get", "--raw", "/api"])
  }

  @Test(.timeLimit(.minutes(30)))
  func kubectlIsLetIntoTheCluster() async throws {
    try await withRepository("kubectl-helper") { repository in
      let port = try LoopbackPort.free()
      try await repository.credtree(
        "create", "kubernetes", "cluster", "server=https://127.0.0.1:\(port)",
        "insecureSkipTlsVerify=true", "token=@\(repository.canaryFile.string)")
      try await repository.succeed(
        "openssl",
        [
          "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "tls.key", "-out", "tls.pem",
          "-subj", "/CN=127.0.0.1", "-days", "2",
        ], in: repository.sandbox)
      let script = try repository.settingsFile("cluster.py", Self.cluster)
      let named = ["kubectl-credential", "cluster", "-C", repository.folder.string]
      let unnamed = ["kubectl-credential", "-C", repository.folder.string]
      try await repository.withServer(
        "python3",
        [script.string, "\(port)", repository.sandbox.string, repository.canaryFile.string],
        port: port
      ) {
        let first = try await ask(
          repository, port: port, version: "v1", words: named, told: false)
        #expect(first.text.contains("APIVersions"), "\(first.message)")
        let older = try await ask(
          repository, port: port, version: "v1beta1", words: named, told: true)
        #expect(older.text.contains("APIVersions"), "\(older.message)")
        let found = try await ask(
          repository, port: port, version: "v1", words: unnamed, told: true)
        #expect(found.text.contains("APIVersions"), "\(found.message)")
        try await repository.succeed(
          "mv", [repository.identity.string, repository.inbox.appending("key").string])
        let locked = try await ask(
          repository, port: port, version: "v1", words: named, told: false)
        #expect(locked.exit != 0)
        #expect(locked.message.contains("cannot be opened"), "\(locked.message)")
      }
    }
  }

  private func call(_ repository: TestRepository, _ request: String) async throws -> Output {
    try await repository.run(
      "credtree", ["kubectl-credential", "cluster", "-C", repository.folder.string],
      environment: ["KUBERNETES_EXEC_INFO": request], mayShowSecrets: true)
  }

  private func request(_ version: String, server: String? = nil) -> String {
    let cluster = server.map { ",\"cluster\":{\"server\":\"\($0)\"}" } ?? ""
    return
      "{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/\(version)\","
      + "\"spec\":{\"interactive\":false\(cluster)}}"
  }

  @Test func kubectlsOwnVersionIsAnswered() async throws {
    try await withRepository("kubectl-helper") { repository in
      try await repository.credtree(
        "create", "kubernetes", "cluster", "server=https://a.example",
        "token=@\(repository.canaryFile.string)")
      for version in ["v1", "v1beta1"] {
        let output = try await call(repository, request(version))
        let text = output.stdout
        let document = try JSON.parse(text.span)
        #expect(document["apiVersion"]?.string == "client.authentication.k8s.io/\(version)")
        #expect(document["kind"]?.string == "ExecCredential")
        #expect(document["status"]?["token"]?.string == repository.canary.text)
      }
      #expect(try await call(repository, request("v1", server: "https://a.example")).exit == 0)
      for bad in [
        request("v2"), request("v1", server: "https://evil.example"), "{", "[]", "null",
        request("v1", server: "::"),
      ] {
        let output = try await call(repository, bad)
        #expect(output.exit == 5, "\(bad)")
        #expect(output.stdout.isEmpty)
      }
    }
  }

  private func call(
    _ repository: TestRepository, _ name: String, _ words: [String]
  ) async throws -> Output {
    try await repository.run(
      "\(repository.sandbox)/\(name)", words,
      environment: ["CREDTREE_DIR": repository.folder.string], mayShowSecrets: true)
  }

  @Test func terraformAndAnsibleAskUnderTheirOwnNames() async throws {
    try await withRepository("other-helpers") { repository in
      let secret = "@\(repository.canaryFile.string)"
      try await repository.credtree("create", "terraform-host", "tfc", "token=\(secret)")
      try await repository.credtree(
        "create", "ansible-vault", "vault", "vaultId=prod", "password=\(secret)")
      let program = BuiltProducts.directory.appending("git-credential-credtree").string
      for name in ["terraform-credentials-credtree", "credtree-client"] {
        try await repository.succeed("ln", ["-s", program, "\(repository.sandbox)/\(name)"])
      }
      let terraform = "terraform-credentials-credtree"
      let output = try await call(repository, terraform, ["get", "app.terraform.io"])
      let text = output.stdout
      let answer = try JSON.parse(text.span)
      #expect(answer.object?.map(\.key) == ["token"])
      #expect(answer["token"]?.string == repository.canary.text)
      #expect(try await call(repository, terraform, ["get", "evil.example"]).text == "{}\n")
      #expect(try await call(repository, terraform, ["get", "x@app.terraform.io"]).exit == 2)
      #expect(try await call(repository, terraform, ["forget", "app.terraform.io"]).exit == 4)

      let ansible = "credtree-client"
      let password = repository.canary.text + "\n"
      #expect(try await call(repository, ansible, ["--vault-id", "prod"]).text == password)
      #expect(try await call(repository, ansible, ["--vault-id=prod"]).text == password)
      // ansible's own status for an id that is not known
      #expect(try await call(repository, ansible, ["--vault-id", "dev"]).exit == 2)
      #expect(try await call(repository, ansible, []).exit == 2)

      try await repository.succeed(
        "mv", [repository.identity.string, repository.inbox.appending("key").string])
      let lockedHost = try await call(repository, terraform, ["get", "app.terraform.io"])
      #expect(lockedHost.exit == 6)
      #expect(lockedHost.stdout.isEmpty)
      let lockedVault = try await call(repository, ansible, ["--vault-id", "prod"])
      #expect(lockedVault.exit == 6)
      #expect(lockedVault.stdout.isEmpty)
    }
  }
}
