import Credentials
import Rendering
import SystemPackage
import TestSupport
import Testing

@Suite struct HtpasswdTests {
  private func user(
    _ name: String, _ password: String, revision: Int = 1, hash: String = "bcrypt",
    cost: String = ""
  ) throws -> OpenedCredential {
    try credential(
      "basic-auth", ["username": name, "password": password, "hash": hash, "cost": cost],
      name: name, revision: revision)
  }

  // The salts were computed with Python's hmac as RenderingSalt says, the hashes with openssl and
  // Perl's crypt.
  @Test(arguments: [
    ("bcrypt", "4", "alice:$2y$04$XgneGqsiADMiJlGxD4n3iOutr5VPClwkhNTwVz5psh01DQpf6rWRS\n"),
    ("apr1", nil, "alice:$apr1$LElN2apb$U.bXFbhvW5uhI/Yjl3E4F.\n"),
    (
      "sha512-crypt", nil,
      "alice:$6$QHB/9D3pImo5.a9C$zbJVaN4dubB4b8P9Nyak7fx810.V3qU9MGi3itIkdXXq4kSBYMMSLu8B0.AN5mVp8tiLe3pXBjdi5Pgczf/gR0\n"
    ),
    (
      "sha256-crypt", "1000",
      "alice:$5$rounds=1000$3yIpvNonLxufdpRY$3mp1jNWhSXR3CV6I9ToBjC2lzsJO09GbFrSu0R8C4i8\n"
    ),
  ]) func theBytesAreFixed(_ hash: String, _ cost: String?, _ line: String) throws {
    var options = ["hash": hash]
    options["cost"] = cost
    #expect(try rendered("htpasswd", user("alice", "secret"), options: options) == line)
  }

  @Test(arguments: [
    ("bcrypt", "secret"), ("bcrypt", "ünï:cödé"), ("apr1", "secret"), ("apr1", "x"),
    ("apr1", "a password of more than sixteen bytes"), ("sha512-crypt", "secret"),
    ("sha256-crypt", "ünï:cödé"),
  ]) func htpasswdVerifiesEveryHash(_ hash: String, _ password: String) async throws {
    try await withSandbox("htpasswd") { folder in
      let text = try rendered("htpasswd", user("alice", password, hash: hash))
      try await shell(
        """
        cat > users <<'EOF'
        \(text)EOF
        printf %s '\(password)' | htpasswd -vi users alice
        if printf %s 'wrong' | htpasswd -vi users alice; then exit 1; fi
        """, in: folder)
    }
  }

  // Other programs, given the salt that stands in our line, must write the same line.
  @Test(arguments: ["", "a", "secret", "0123456789abcdef", "0123456789abcdefg", "ünï:cödé€"])
  func opensslHashesTheSame(_ password: String) async throws {
    try await withSandbox("htpasswd") { folder in
      let password = password.isEmpty ? String(repeating: "long ", count: 50) : password
      for (hash, option) in [("apr1", "-apr1"), ("sha512-crypt", "-6"), ("sha256-crypt", "-5")] {
        let line = try rendered("htpasswd", user("alice", password, hash: hash))
        let hashed = String(line.dropFirst("alice:".count))
        let salt = hashed.split(separator: "$")[1]
        let other = try await shell(
          "printf %s '\(password)' | openssl passwd \(option) -salt '\(salt)' -stdin", in: folder)
        #expect(hashed == other)
      }
    }
  }

  @Test func pythonsCryptHashesTheSame() async throws {
    try await withSandbox("htpasswd") { folder in
      for (hash, cost) in [("bcrypt", "5"), ("sha512-crypt", "1234")] {
        let line = try rendered("htpasswd", user("alice", "secret", hash: hash, cost: cost))
        let hashed = String(line.dropFirst("alice:".count).dropLast())
        let other = try await shell(
          "perl -e 'print crypt($ARGV[0], $ARGV[1])' secret '\(hashed)'", in: folder)
        #expect(hashed == other)
      }
    }
  }

  @Test func oneRevisionIsAlwaysTheSameAndTheNextIsNot() throws {
    let first = try user("alice", "secret", cost: "4")
    let again = try user("alice", "secret", cost: "4")
    let next = try user("alice", "secret", revision: 2, cost: "4")
    #expect(try rendered("htpasswd", first) == (try rendered("htpasswd", again)))
    #expect(try rendered("htpasswd", first) != (try rendered("htpasswd", next)))
  }

  @Test func usersAreSortedAndEachIsThereOnce() throws {
    let (alice, bob) = (try user("alice", "a", cost: "4"), try user("bob", "b", cost: "4"))
    let text = try rendered("htpasswd", bob, alice)
    #expect(text == (try rendered("htpasswd", alice, bob)))
    #expect(text.split(separator: "\n").map { $0.split(separator: ":")[0] } == ["alice", "bob"])
    #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"))
    #expect(try failure("htpasswd", alice, try user("alice", "b", cost: "4")) == .conflict)
  }

  @Test func whatAHashWouldCutIsRefused() throws {
    let long = try unchecked(
      "basic-auth", ["username": "a", "password": String(repeating: "ü", count: 36) + "x"])
    #expect(try failure("htpasswd", long) == .invalid)
    #expect(try failure("htpasswd", long, options: ["hash": "apr1"]) == nil)
    let fits = try unchecked(
      "basic-auth", ["username": "a", "password": String(repeating: "ü", count: 36)])
    #expect(try failure("htpasswd", fits, options: ["cost": "4"]) == nil)
    let longest = String(repeating: "x", count: 511)
    for (password, code) in [(longest, nil), (longest + "x", Failure.Code.invalid)] {
      let user = try unchecked("basic-auth", ["username": "a", "password": password])
      #expect(try failure("htpasswd", user, options: ["hash": "sha512-crypt"]) == code)
    }
    let nul = try unchecked("basic-auth", ["username": "a", "password": "a\0b"])
    #expect(try failure("htpasswd", nul) == .invalid)
    for name in ["a:b", "#a", "a\nb", ""] {
      let user = try unchecked("basic-auth", ["username": name, "password": "p"])
      #expect(try failure("htpasswd", user) == .invalid)
    }
  }

  @Test func wrongOptionsAreUsageErrors() throws {
    let alice = try user("alice", "a", cost: "4")
    for options in [
      ["hash": "md5"], ["cost": "3"], ["cost": "18"], ["cost": "x"], ["hash": "apr1", "cost": "5"],
      ["hash": "sha512-crypt", "cost": "10"],
    ] {
      #expect(try failure("htpasswd", alice, options: options) == .usage)
    }
    let salted = try user("alice", "a", hash: "ssha")
    #expect(try failure("htpasswd", salted) == .invalid)
    #expect(try failure("htpasswd", salted, options: ["hash": "apr1"]) == nil)
  }
}
