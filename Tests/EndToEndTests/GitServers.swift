import SystemPackage
import TestSupport

/// Repositories that are reached as those of other machines are.
extension TestRepository {
  /// Delivers everything, and returns what the tool gave and which folders in memory it left.
  func syncAll(_ environment: [String: String] = [:]) async throws -> (
    output: Output, left: String
  ) {
    let list = sandbox.appending("left")
    // Others deliver at the same time: the folders of this one have the number of its process.
    let script = """
      "$1" sync --all & process=$!; wait $process; status=$?
      ls /dev/shm | grep "^credtree-sync-$process-" > "$2"; exit $status
      """
    let output = try await run(
      "sh",
      ["-c", script, "sh", BuiltProducts.directory.appending("credtree").string, list.string],
      environment: environment)
    return (output, String(decoding: try [UInt8](contentsOf: list), as: UTF8.self))
  }

  /// Creates a bare repository that others may push to.
  func createHostedRepository(_ name: String, in folder: FilePath) async throws {
    let path = folder.appending(name).string
    try await succeed("git", ["init", "--bare", "--quiet", path])
    try await succeed("git", ["-C", path, "config", "http.receivepack", "true"])
  }

  /// Runs `body` while the repositories of a folder are served over HTTP with `git http-backend`,
  /// to a user `robot` whose password is the canary; over HTTPS with a certificate and its key.
  func withGitServer<Value: Sendable>(
    hosting folder: FilePath, port: UInt16, certificate: FilePath? = nil,
    _ body: () async throws -> Value
  ) async throws -> Value {
    let script = try settingsFile("serve.py", gitServer)
    let words =
      [script.string, "\(port)", folder.string, canaryFile.string]
      + (certificate.map { [$0.string] } ?? [])
    return try await withServer("python3", words, port: port, body)
  }

  /// Runs `body` while an `sshd` listens that lets in, as whoever runs this, who has a credential.
  ///
  /// It takes the file of settings for `ssh`, where the host is called as the credential is: `box`.
  func withSSHServer<Value: Sendable>(_ body: (FilePath) async throws -> Value) async throws
    -> Value
  {
    let port = try LoopbackPort.free()
    let user = try await succeed("id", ["-un"]).text.dropLast()
    try await succeed(
      "sh",
      [
        "-euc",
        """
        ssh-keygen -q -t ed25519 -N '' -C '' -f host
        ssh-keygen -q -t ed25519 -N '' -C '' -f user
        printf '[127.0.0.1]:%s %s\n' "$1" "$(cut -d' ' -f1,2 host.pub)" > host.known
        # sshd, where root starts it, has to have this folder.
        if [ "$(id -u)" = 0 ]; then mkdir -p /run/sshd; fi
        """, "sh", "\(port)",
      ], in: inbox)
    let key = String(decoding: try [UInt8](contentsOf: inbox.appending("user")), as: UTF8.self)
    for line in key.split(separator: "\n") where !line.hasPrefix("-----") { watch(String(line)) }
    try await credtree(
      "create", "ssh", "box", "privateKey=@\(inbox.appending("user"))", "username=\(user)",
      "host=127.0.0.1", "port=\(port)", "knownHosts=@\(inbox.appending("host.known"))")
    _ = try await render("ssh-private-key", ["box"], to: "box")
    let hosts = try await render("known-hosts", ["box"], to: "known_hosts")
    let users = inbox.appending("authorized_keys")
    try await credtree(
      "render", "authorized-keys", "box", "--option", "options=restrict", "-o", users.string)
    let settings = inbox.appending("ssh_config")
    try await credtree(
      "render", "ssh-config", "box", "--option", "identity-folder=\(inbox)", "--option",
      "known-hosts=\(hosts)", "-o", settings.string)
    let server = try settingsFile(
      "sshd_config",
      """
      Port \(port)
      ListenAddress 127.0.0.1
      HostKey \(inbox)/host
      AuthorizedKeysFile \(users)
      AuthenticationMethods publickey
      UsePAM no
      StrictModes no
      PermitRootLogin yes
      PidFile none

      """)
    let program = try await succeed("sh", ["-c", "command -v sshd"]).text.dropLast()
    return try await withServer(
      String(program), ["-D", "-e", "-f", server.string], port: port
    ) { try await body(settings) }
  }
}

private let gitServer = """
  import base64, http.server, os, ssl, subprocess, sys
  port, root, secret = int(sys.argv[1]), sys.argv[2], open(sys.argv[3], 'rb').read()
  login = b'Basic ' + base64.b64encode(b'robot:' + secret)
  class Handler(http.server.BaseHTTPRequestHandler):
      def serve(self):
          if self.headers.get('Authorization', '').encode() != login:
              self.send_response(401)
              self.send_header('WWW-Authenticate', 'Basic realm="git"')
              self.send_header('Content-Length', '0')
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
          self.send_header('Content-Length', str(len(body)))
          self.end_headers()
          self.wfile.write(body)
      do_GET = do_POST = serve
      def log_message(self, *arguments): pass
  server = http.server.ThreadingHTTPServer(('127.0.0.1', port), Handler)
  if len(sys.argv) > 4:
      context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
      context.load_cert_chain(sys.argv[4])
      server.socket = context.wrap_socket(server.socket, server_side=True)
  server.serve_forever()
  """
