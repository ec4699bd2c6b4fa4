import Credentials
import Rendering
import SystemPackage
import TestSupport
import Testing

/// More values with every kind of mark in them, read by the programs that the files are for, or by
/// the format's own parser.
@Suite(.drawn) struct MoreReadBackTests {
  private func bucket(_ value: String) throws -> OpenedCredential {
    try unchecked(
      "object-storage",
      [
        "accessKey": "AKIA", "secretKey": value, "bucket": "b", "region": "eu-west-1",
        "endpoint": "https://s3.example.com",
      ])
  }

  private func free(_ value: String) throws -> OpenedCredential {
    try unchecked("secret-text", ["secret": value])
  }

  @Test func botoReadsItsCredentials() async throws {
    try await checkReadingBack("boto", make: bucket) {
      """
      import configparser
      c = configparser.ConfigParser()
      c.read(path, encoding="utf-8")
      got = c["Credentials"]["aws_secret_access_key"]
      assert c["Credentials"]["s3_host"] == "s3.example.com"
      """
    }
  }

  @Test func aPlainFileIsTheValue() async throws {
    for artifact in ["file", "compose-secret-file"] {
      try await checkReadingBack(artifact, make: free) {
        """
        got = open(path, newline="").read()
        """
      }
    }
  }

  @Test func fishReadsVariables() async throws {
    try await checkReadingBack("fish", make: free) {
      """
      import subprocess
      got = subprocess.run(["fish", "--no-config", "-c", 'source $argv[1]; printf %s "$SECRET"', path],
        env={"HOME": folder, "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        stdout=subprocess.PIPE, check=True).stdout.decode()
      """
    }
  }

  @Test func powerShellsStrings() async throws {
    // A string between single quotes ends at a single quote that is not doubled.
    try await checkReadingBack("powershell", make: free) {
      """
      text = open(path, newline="").read()
      start = "$env:SECRET = '"
      assert text.startswith(start), text
      index, got = len(start), ""
      while True:
          if text[index] == "'":
              if text[index + 1] != "'":
                  break
              index += 1
          got += text[index]
          index += 1
      assert text[index:] == "'\\n", text
      """
    }
  }

  @Test func gitHubsRunnerReadsRecords() async throws {
    try await checkReadingBack("github-env", make: free) {
      """
      lines = open(path, newline="").read().split("\\n")
      name, end = lines[0].split("<<", 1)
      assert name == "SECRET" and end.startswith("EOF_")
      last = lines.index(end)
      got = "\\n".join(lines[1:last])
      assert lines[last:] == [end, ""], lines
      """
    }
  }

  @Test func yarnReadsItsConfiguration() async throws {
    try await checkReadingBack(
      "yarnrc-yml",
      make: { value in
        try unchecked("npm-registry", ["registry": "https://n.example.com/npm/", "token": value])
      }
    ) {
      """
      import yaml
      c = yaml.safe_load(open(path, "rb"))
      got = c["npmRegistries"]["//n.example.com/npm"]["npmAuthToken"]
      assert c["npmRegistryServer"] == "https://n.example.com/npm/"
      """
    }
  }

  @Test func helmReadsItsRepositories() async throws {
    try await checkReadingBack(
      "helm-repositories-yaml",
      make: { value in
        try unchecked(
          "helm-repository",
          ["url": "https://c.example.com", "username": "u", "password": value])
      }
    ) {
      """
      import yaml
      got = yaml.safe_load(open(path, "rb"))["repositories"][0]["password"]
      """
    }
  }

  @Test func exoReadsItsAccounts() async throws {
    try await checkReadingBack(
      "exoscale-toml",
      make: { try unchecked("exoscale", ["apiKey": "EXO1", "apiSecretKey": $0]) }
    ) {
      """
      import tomllib
      c = tomllib.load(open(path, "rb"))
      assert c["defaultaccount"] == "one"
      got = c["accounts"][0]["secret"]
      """
    }
  }

  @Test func airflowReadsAConnection() async throws {
    try await checkReadingBack(
      "airflow-connection", options: ["dialect": "docker"],
      make: { value in
        try unchecked(
          "postgresql",
          ["host": "db", "database": "app", "username": "u", "password": value, "port": "5432"])
      }
    ) {
      """
      import json
      name, text = open(path, newline="").read()[:-1].split("=", 1)
      assert name == "AIRFLOW_CONN_ONE"
      got = json.loads(text)["password"]
      """
    }
  }

  @Test func jenkinsReadsItsCredentials() async throws {
    try await checkReadingBack("jenkins-casc", make: free) {
      """
      import re, yaml
      c = yaml.safe_load(open(path, "rb"))
      text = c["credentials"]["system"]["domainCredentials"][0]["credentials"][0]["string"]["secret"]
      # What Jenkins does with it: ^${ stands for ${, and a bare ${NAME} would be a variable.
      assert not re.search(r"(?<!\\^)\\$\\{", text), text
      got = text.replace("^${", "${")
      """
    }
  }

  @Test func litestreamReadsAKey() async throws {
    try await checkReadingBack("litestream", options: ["db": "/db"], make: bucket) {
      """
      import yaml
      text = open(path, encoding="utf-8", newline="").read()
      # Variables are put in before the YAML is read.
      assert "$" not in text, text
      got = yaml.safe_load(text)["secret-access-key"]
      """
    }
  }

  @Test func seqeraKitReadsCredentials() async throws {
    try await checkReadingBack(
      "seqera-yaml", options: ["workspace": "a/b"],
      make: { try unchecked("github", ["username": "u", "password": $0]) }
    ) {
      """
      import yaml
      text = open(path, encoding="utf-8", newline="").read()
      assert "$" not in text, text
      got = yaml.safe_load(text)["credentials"][0]["password"]
      """
    }
  }

  @Test(arguments: ["terraform-tfvars", "terraform-s3-backend"])
  func hclReadsAString(artifact: String) async throws {
    let key = artifact == "terraform-tfvars" ? "secret" : "secret_key"
    try await checkReadingBack(
      artifact,
      make: {
        artifact == "terraform-tfvars" ? try unchecked("generic", ["secret": $0]) : try bucket($0)
      }
    ) {
      """
      import re
      line = [l for l in open(path, newline="").read().split("\\n") if l.startswith("\(key) = ")][0]
      text = line.split(" = ", 1)[1]
      assert text[0] == text[-1] == '"'
      # A quoted template of HCL 2: escapes, and a mark that begins a template written twice.
      marks = {"n": "\\n", "r": "\\r", "t": "\\t", '"': '"', "\\\\": "\\\\"}
      text, index, got = text[1:-1], 0, ""
      while index < len(text):
          rest = text[index:]
          if rest[0] == "\\\\":
              if rest[1] == "u":
                  got += chr(int(rest[2:6], 16)); index += 6
              else:
                  got += marks[rest[1]]; index += 2
          elif rest[:3] in ("$${", "%%{"):
              got += rest[1:3]; index += 3
          else:
              assert rest[:2] not in ("${", "%{") and rest[0] != '"', text
              got += rest[0]; index += 1
      """
    }
  }

  @Test func curlSendsAToken() async throws {
    try await checkReadingBack(
      "curl-config", options: ["url": "http://127.0.0.1:PORT/"],
      make: { try unchecked("api-token", ["token": $0, "headerName": "X-Token", "prefix": ""]) }
    ) {
      """
      import socket, subprocess, threading
      server = socket.create_server(("127.0.0.1", 0))
      seen = []
      def answer():
          peer, _ = server.accept()
          text = b""
          while b"\\r\\n\\r\\n" not in text:
              text += peer.recv(65536)
          seen.append(text)
          peer.sendall(b"HTTP/1.1 204 No Content\\r\\nConnection: close\\r\\n\\r\\n")
          peer.close()
      server.settimeout(300)
      thread = threading.Thread(target=answer, daemon=True)
      thread.start()
      text = open(path, newline="").read().replace(":PORT/", ":%d/" % server.getsockname()[1])
      subprocess.run(["curl", "-sS", "-K", "-"], input=text.encode(), check=True,
        timeout=300)
      thread.join(300)
      line = [l for l in seen[0].split(b"\\r\\n") if l.lower().startswith(b"x-token:")]
      # Blanks around a header's value mean nothing in HTTP.
      got = line[0].split(b":", 1)[1].decode().strip(" \\t") if line else ""
      want = open(os.path.join(folder, "want"), newline="").read()
      if got == want.strip(" \\t"):
          got = want
      """
    }
  }

  @Test func msmtpSendsAPassword() async throws {
    try await checkReadingBack(
      "msmtprc",
      make: { value in
        try unchecked(
          "smtp",
          [
            "host": "127.0.0.1", "port": "2525", "username": "u", "password": value,
            "secure": "none",
          ])
      }
    ) {
      """
      import base64, socket, subprocess, threading
      server = socket.create_server(("127.0.0.1", 0))
      seen = []
      def answer():
          peer, _ = server.accept()
          stream = peer.makefile("rwb")
          def say(text):
              stream.write(text.encode() + b"\\r\\n"); stream.flush()
          say("220 relay")
          while True:
              line = stream.readline().decode().strip()
              if line.upper().startswith("EHLO"):
                  say("250-relay"); say("250 AUTH PLAIN")
              elif line.upper().startswith("AUTH PLAIN"):
                  words = line.split()
                  if len(words) < 3:
                      say("334 "); words.append(stream.readline().decode().strip())
                  seen.append(base64.b64decode(words[2]))
                  say("535 no"); break
              elif not line:
                  break
              else:
                  say("250 ok")
          peer.close()
      server.settimeout(300)
      thread = threading.Thread(target=answer, daemon=True)
      thread.start()
      text = open(path, newline="").read().replace("port 2525", "port %d" % server.getsockname()[1])
      own = os.path.join(folder, "own")
      with open(os.open(own, os.O_CREAT | os.O_WRONLY, 0o600), "w", newline="") as file:
          file.write(text)
      run = subprocess.run(["msmtp", "-C", own, "--from=a@example.com", "b@example.com"],
        input=b"", stderr=subprocess.PIPE, timeout=300)
      thread.join(300)
      parts = seen[0].decode().split("\\0") if seen else [run.stderr.decode()]
      assert parts[:2] == ["", "u"], parts
      got = parts[2]
      """
    }
  }

  @Test func appsReadAnAddressOfOneTimePasswords() async throws {
    try await checkReadingBack(
      "otpauth-uri",
      make: { try unchecked("totp", ["secret": "jbsw y3dp", "issuer": "A: b", "account": $0]) }
    ) {
      """
      from urllib.parse import urlsplit, parse_qs, unquote
      u = urlsplit(open(path).read()[:-1])
      assert (u.scheme, u.netloc) == ("otpauth", "totp"), u
      label = u.path[1:].split(":", 1)
      got = unquote(label[1])
      q = parse_qs(u.query)
      assert q["secret"] == ["JBSWY3DP"] and q["issuer"] == [unquote(label[0])] == ["A: b"], q
      assert (q["algorithm"], q["digits"], q["period"]) == (["SHA1"], ["6"], ["30"]), q
      assert "+" not in u.query
      """
    }
  }

  @Test func kubernetesReadsLoginsOfGit() async throws {
    for artifact in ["flux-git-secret", "argocd-repo-secret", "tekton-git-secret"] {
      try await checkReadingBack(
        artifact, make: { try unchecked("github", ["username": "u", "password": $0]) }
      ) {
        """
        import base64, yaml
        got = base64.b64decode(yaml.safe_load(open(path, "rb"))["data"]["password"]).decode()
        """
      }
    }
  }
}
