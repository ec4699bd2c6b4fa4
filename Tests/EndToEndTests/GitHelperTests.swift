import Documents
import SystemPackage
import TestSupport
import Testing

/// git's credential helper: what it answers, and git itself against a server that asks who it is.
@Suite struct GitHelperTests {
  /// Serves the repositories of a folder over HTTP with `git http-backend`, to one user.
  private static let server = """
    import base64, http.server, os, subprocess, sys
    port, root, secret = int(sys.argv[1]), sys.argv[2], open(sys.argv[3], 'rb').read()
    login = b'Basic ' + base64.b64encode(b'robot:' + secret)
    class Handler(http.server.BaseHTTPRequestHandler):
        def serve(self):
            if self.headers.get('Authorization', '').encode() != login:
                self.send_response(401)
                self.send_header('WWW-Authenticate', 'Basic realm="git"')
                self.end_headers()
                return
            path, _, query = self.path.partition('?')
            length = int(self.headers.get('Content-Length', 0))
            environment = dict(os.environ, GIT_PROJECT_ROOT=root, GIT_HTTP_EXPORT_ALL='1',
                PATH_INFO=path, QUERY_STRING=query, REQUEST_METHOD=self.command,
                CONTENT_TYPE=self.headers.get('Content-Type', ''), REMOTE_USER='robot',
                CONTENT_LENGTH=str(length))
            answer = subprocess.run(['git', 'http-backend'], env=environment,
                input=self.rfile.read(length), stdout=subprocess.PIPE).stdout
            head, _, body = answer.partition(b'\\r\\n\\r\\n')
            lines = [line.split(b': ', 1) for line in head.split(b'\\r\\n')]
            status = next((int(v.split()[0]) for k, v in lines if k == b'Status'), 200)
            self.send_response(status)
            for key, value in lines:
                if key != b'Status': self.send_header(key.decode(), value.decode())
            self.end_headers()
            self.wfile.write(body)
        do_GET = do_POST = serve
        def log_message(self, *arguments): pass
    http.server.ThreadingHTTPServer(('127.0.0.1', port), Handler).serve_forever()
    """

  private func call(
    _ repository: TestRepository, _ action: String, _ text: String
  ) async throws -> Output {
    let input = try repository.secretFile("helper-input", Array(text.utf8))
    return try await repository.run(
      BuiltProducts.directory.appending("git-credential-credtree").string, [action],
      input: input, environment: ["CREDTREE_DIR": repository.folder.string],
      in: repository.sandbox, mayShowSecrets: true)
  }

  @Test func answersForExactlyTheHost() async throws {
    try await withRepository("git-helper") { repository in
      let secret = "@\(repository.canaryFile.string)"
      try await repository.credtree(
        "create", "github", "all", "username=bob", "password=\(secret)")
      try await repository.credtree(
        "create", "github", "org", "username=team", "password=\(secret)",
        "baseUrl=https://github.com/org")
      try await repository.credtree(
        "create", "gitlab", "lab", "username=lab", "token=\(secret)")
      let password = repository.canary.text
      for (asked, user) in [
        ("protocol=https\nhost=github.com\n", "bob"),
        ("protocol=https\nhost=github.com\n\n", "bob"),
        ("protocol=https\nhost=github.com\npath=org/repo.git\n", "team"),
        ("protocol=https\nhost=github.com\npath=other/repo.git\n", "bob"),
        ("protocol=https\nhost=github.com\npath=org/repo.git\nusername=bob\n", "bob"),
        ("protocol=https\nhost=gitlab.com\nwwwauth[]=Basic\ncapability[]=authtype\n", "lab"),
      ] {
        let output = try await call(repository, "get", asked)
        #expect(output.text == "username=\(user)\npassword=\(password)\n", "\(asked)")
        #expect(output.exit == 0)
      }
      for asked in [
        "protocol=http\nhost=github.com\n", "protocol=https\nhost=github.com.evil.example\n",
        "protocol=https\nhost=github.com:8443\n", "protocol=https\nhost=x@github.com\n",
        "protocol=https\nhost=evil.example\npath=github.com\n", "protocol=cert\nhost=\npath=x\n",
        "protocol=https\nhost=github.com\nusername=carol\n",
      ] {
        let output = try await call(repository, "get", asked)
        #expect(output.stdout.isEmpty, "\(asked)")
      }
      for action in ["store", "erase", "frobnicate"] {
        let output = try await call(repository, action, "protocol=https\nhost=github.com\n")
        #expect(output.exit == 0 && output.stdout.isEmpty && output.stderr.isEmpty)
      }
      #expect(try await call(repository, "capability", "").text == "version 0\n")

      try await repository.succeed(
        "mv", [repository.identity.string, repository.inbox.appending("key").string])
      let locked = try await call(repository, "get", "protocol=https\nhost=github.com\n")
      #expect(locked.text == "quit=1\n")
      #expect(locked.message.contains("cannot be opened"))
    }
  }

  @Test(.timeLimit(.minutes(5)))
  func gitClonesAndPushesThroughTheHelper() async throws {
    try await withRepository("git-helper") { repository in
      let port = try LoopbackPort.free()
      try await repository.credtree(
        "create", "username-password", "forge", "username=robot",
        "password=@\(repository.canaryFile.string)", "url=http://127.0.0.1:\(port)/")
      let hosted = repository.sandbox.appending("hosted")
      try await repository.succeed("git", ["init", "--bare", "--quiet", "\(hosted)/shop.git"])
      try await repository.succeed(
        "git", ["-C", "\(hosted)/shop.git", "config", "http.receivepack", "true"])
      let script = try repository.settingsFile("serve.py", Self.server)
      let environment = [
        "PATH": "\(BuiltProducts.directory.string):/usr/local/bin:/usr/bin:/bin",
        "CREDTREE_DIR": repository.folder.string,
      ]
      let url = "http://127.0.0.1:\(port)/shop.git"
      let helper = ["-c", "credential.helper=credtree"]
      try await repository.withServer(
        "python3", [script.string, "\(port)", hosted.string, repository.canaryFile.string],
        port: port
      ) {
        let without = try await repository.run("git", ["ls-remote", url])
        #expect(without.exit != 0)
        try await repository.succeed(
          "git", helper + ["push", "--quiet", url, "HEAD:refs/heads/main"],
          environment: environment)
        try await repository.succeed(
          "git", helper + ["clone", "--quiet", url, "\(repository.sandbox)/clone"],
          environment: environment)
        let head = try await repository.git("rev-parse", "HEAD")
        let cloned = try await repository.succeed(
          "git", ["-C", "\(repository.sandbox)/clone", "rev-parse", "HEAD"])
        #expect(cloned.text == head + "\n")
        try await repository.succeed(
          "mv", [repository.identity.string, repository.inbox.appending("key").string])
        let locked = try await repository.run(
          "git", helper + ["ls-remote", url], environment: environment)
        #expect(locked.message.contains("told us to quit"), "\(locked.message)")
        #expect(locked.message.contains("cannot be opened"))
      }
    }
  }
}
