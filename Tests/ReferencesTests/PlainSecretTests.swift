import Documents
import References
import Testing

/// What is a secret in clear, and what only looks like one.
///
/// The secrets are put together here, so that no scanner takes this file for a leak.
@Suite struct PlainSecretTests {
  private static let line = String(repeating: "MIGHAgEAMBMGByqG", count: 4)
  private static let dashes = "-----"
  private static func key(_ kind: String, _ body: String) -> String {
    "\(dashes)BEGIN \(kind)\(dashes)\n\(body)\n\(dashes)END \(kind)\(dashes)\n"
  }

  private static let secrets: [(path: String, text: String)] = [
    ("a.pem", key("PRIVATE KEY", line)),
    ("a.pem", key("RSA PRIVATE KEY", line + "\n" + line)),
    ("a.yaml", "key: |\n  " + key("EC PRIVATE KEY", line).replacing("\n", with: "\n  ")),
    ("a.json", "{\"key\": \"\(key("PRIVATE KEY", line).replacing("\n", with: "\\n"))\"}"),
    ("a.js", "'\(dashes)BEGIN PRIVATE KEY\(dashes)\\n' +\n  '\(line)\\n'"),
    (
      "id",
      key("OPENSSH PRIVATE KEY", "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAA")
    ),
    ("a.asc", key("PGP PRIVATE KEY BLOCK", "Version: GnuPG v2\n\n" + line)),
    ("a.env", "A=ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a"),
    ("a.env", "A=AKIA" + "Q3EGRQQ2XJ4ZK7PN"),
    ("a.env", "A=xoxb-" + "17653672481-19874698323-pdFZKVeTuE8sk7oOcBrzbqgy"),
    ("a.env", "A=glpat-" + "xYzA12bcDEf45ghIJkl7"),
    (
      "s.yaml",
      "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  password: hunter2\n"
    ),
  ]

  @Test func secretsAreFound() throws {
    for secret in Self.secrets {
      #expect(try found(secret.text, secret.path) == 1, "\(secret.path)")
    }
  }

  private static let standIns: [(path: String, text: String)] = [
    ("a.pem", key("ENCRYPTED PRIVATE KEY", line)),
    (
      "a.pem",
      key("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n" + line)
    ),
    (
      "id",
      key("OPENSSH PRIVATE KEY", "b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAA")
    ),
    ("README.md", key("PRIVATE KEY", "MIIEvQIBADAN...")),
    ("README.md", key("PRIVATE KEY", "...")),
    ("a.env", "A=AKIAIOSFODNN7" + "EXAMPLE"),
    ("a.env", "A=ghp_" + String(repeating: "x", count: 36)),
    ("a.env", "A=glpat-" + String(repeating: "X", count: 20)),
    ("a.env", "A=xoxb-your-token-here"),
    ("s.yaml", secret("cred://a#password")), ("s.yaml", secret("\"<your password>\"")),
    ("s.yaml", secret("|\n    <path:kv/data/app#password>")), ("s.yaml", secret("\"\"")),
  ]

  private static func secret(_ value: String) -> String {
    "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  password: \(value)\n"
  }

  @Test func standInsAreNone() throws {
    for text in Self.standIns {
      #expect(try found(text.text, text.path) == 0, "\(text.path): \(text.text)")
    }
  }

  private func found(_ text: String, _ path: String) throws -> Int {
    let bytes = Array(text.utf8)
    return try SampleStore.scanner(lookingForSecrets: true).outcome(of: bytes.span, path: path)
      .exposures.count
  }
}

/// Scripts that run this program use the credentials that they name.
@Suite struct OwnCommandTests {
  @Test(arguments: [
    ("Makefile", "deploy:\n\tcredtree run --credential app-db -- ./deploy\n", 2, 28),
    ("a.sh", "credtree -C .. reveal app-db password\n", 1, 23),
    ("a.sh", "eval \"$(credtree render dotenv --quiet app-db)\"\n", 1, 40),
    (
      ".github/workflows/a.yml", "jobs:\n  a:\n    steps:\n      - run: credtree reveal app-db\n",
      4, 30
    ),
    ("site.yml", "- debug: msg={{ lookup('pipe', 'credtree reveal app-db password') }}\n", 1, 49),
  ])
  func commandsAreUses(_ path: String, _ text: String, _ line: Int, _ column: Int) throws {
    let bytes = Array(text.utf8)
    let found = try SampleStore.scanner().scan(bytes.span, path: path)
    #expect(found.map(\.rule) == ["credtree.command"])
    #expect(found.map(\.credentialID) == ["app-db"])
    #expect(found.map(\.position.line) == [line] && found.map(\.position.column) == [column])
  }

  @Test(arguments: [
    ("README.md", "credtree reveal app-db\n"), ("a.sh", "# credtree reveal app-db\n"),
    ("a.sh", "credtree list; echo reveal app-db\n"), ("a.sh", "mycredtree reveal app-db\n"),
  ])
  func otherTextIsNone(_ path: String, _ text: String) throws {
    let bytes = Array(text.utf8)
    #expect(try SampleStore.scanner().scan(bytes.span, path: path).isEmpty)
  }
}
