import SystemPackage
import TestSupport
import Testing

/// Logins of package indexes, held to pip and npm.
@Suite struct PackageIndexTests {
  /// An index of one wheel for who logs in, and a registry of one package for who has the token.
  private static let server = """
    import base64, http.server, io, json, sys, zipfile
    port, secret = int(sys.argv[1]), open(sys.argv[2], 'rb').read()
    basic, bearer = b'Basic ' + base64.b64encode(b'robot:' + secret), b'Bearer ' + secret
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w') as wheel:
        info = 'ours-1.0.dist-info/'
        wheel.writestr('ours.py', '')
        wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\\nName: ours\\nVersion: 1.0\\n')
        wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
        wheel.writestr(info + 'RECORD', '')
    package = {'name': 'ours', 'dist-tags': {'latest': '1.2.3'},
        'versions': {'1.2.3': {'name': 'ours', 'version': '1.2.3', 'dist': {'tarball': 'http://x/'}}}}
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            given = self.headers.get('Authorization', '').encode()
            if given not in ((bearer,) if self.path.startswith('/npm/') else (basic,)):
                return self.say(401, b'{}')
            if self.path == '/npm/-/whoami': return self.say(200, b'{"username": "robot"}')
            if self.path == '/npm/ours': return self.say(200, json.dumps(package).encode())
            name = 'ours-1.0-py3-none-any.whl'
            if self.path == '/simple/ours/':
                return self.say(200, f'<a href="/{name}">{name}</a>'.encode(), 'text/html')
            if self.path == '/' + name: return self.say(200, out.getvalue(), 'application/zip')
            self.say(404, b'{}')
        def say(self, status, body, kind='application/json'):
            self.send_response(status)
            if status == 401: self.send_header('WWW-Authenticate', 'Basic realm="x"')
            self.send_header('Content-Type', kind)
            self.send_header('Content-Length', str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        def log_message(self, *arguments): pass
    http.server.ThreadingHTTPServer(('127.0.0.1', port), Handler).serve_forever()
    """

  private func withIndex(
    _ repository: TestRepository, _ body: (_ place: String) async throws -> Void
  ) async throws {
    let port = try LoopbackPort.free()
    let script = try repository.settingsFile("index.py", Self.server)
    try await repository.withServer(
      "python3", [script.string, "\(port)", repository.canaryFile.string], port: port
    ) { try await body("http://127.0.0.1:\(port)") }
  }

  @Test(.timeLimit(.minutes(30)))
  func pipDownloadsWithOurFiles() async throws {
    try await withRepository("pip") { repository in
      try await withIndex(repository) { place in
        try await repository.credtree(
          "create", "python-index", "ours", "url=\(place)/simple/", "username=robot",
          "password=@\(repository.canaryFile.string)")
        let settings = try await repository.render("pip-conf", ["ours"], to: "pip.conf")
        let netrc = try await repository.render("netrc", ["ours"], to: "netrc")
        let bare = try repository.settingsFile(
          "pip.conf", "[global]\nindex-url = \(place)/simple/\n")
        func download(_ settings: FilePath, to folder: String) async throws -> Output {
          try await repository.run(
            "python3",
            [
              "-m", "pip", "download", "--quiet", "--no-cache-dir", "--no-input",
              "--disable-pip-version-check", "-d", "\(repository.sandbox)/tmp/\(folder)", "ours",
            ], environment: ["PIP_CONFIG_FILE": settings.string], in: repository.sandbox)
        }
        #expect(try await download(bare, to: "none").exit != 0)
        let first = try await download(settings, to: "first")
        #expect(first.exit == 0, "\(first.message)")
        try await repository.succeed(
          "ln", ["-s", netrc.string, repository.home.appending(".netrc").string])
        let second = try await download(bare, to: "second")
        #expect(second.exit == 0, "\(second.message)")
        try await repository.succeed(
          "test", ["-s", "\(repository.sandbox)/tmp/second/ours-1.0-py3-none-any.whl"])
      }
    }
  }

  @Test(.timeLimit(.minutes(30)))
  func npmLooksUpWithOurToken() async throws {
    try await withRepository("npm") { repository in
      try await withIndex(repository) { place in
        try await repository.credtree(
          "create", "npm-registry", "ours", "registry=\(place)/npm/",
          "token=@\(repository.canaryFile.string)")
        let settings = try await repository.render("npmrc", ["ours"], to: "npmrc")
        func npm(_ settings: String, _ words: String...) async throws -> Output {
          try await repository.run(
            "npm", ["--userconfig", settings, "--registry", "\(place)/npm/"] + words,
            environment: ["npm_config_update_notifier": "false"], in: repository.sandbox)
        }
        let version = try await npm(settings.string, "view", "ours", "version")
        #expect(version.text == "1.2.3\n", "\(version.message)")
        #expect(try await npm(settings.string, "whoami").text == "robot\n")
        #expect(try await npm("/dev/null", "view", "ours", "version").exit != 0)
      }
    }
  }
}
