import Documents
import SystemPackage
import TestSupport
import Testing

/// What a reviewer sees of a change, driven as people do.
@Suite struct ReviewDiffTests {
  private func json(_ output: Output) throws -> Node { try JSON.parse(output.stdout.span) }

  private func kinds(_ worries: Node?) -> [String] {
    (worries?.array ?? []).compactMap { $0["kind"]?.string }
  }

  private func setMany(_ repository: TestRepository, _ name: String, _ value: String) async throws
    -> FilePath
  {
    repository.watch(value)
    return try repository.secretFile(name, Array(value.utf8))
  }

  /// Makes somebody's identity, where secrets may be, and returns its public key.
  private func newKey(_ name: String, in repository: TestRepository) async throws -> String {
    let file = repository.inbox.appending(name).string
    try await repository.succeed("age-keygen", ["-o", file])
    return line(try await repository.succeed("age-keygen", ["-y", file]))
  }

  private func line(_ output: Output) -> String { String(output.text.prefix { !$0.isNewline }) }

  @Test func aKeyTellsTheSameValueFromAnother() async throws {
    try await withRepository("review-values") { repository in
      try await repository.createUser("gate")
      let other = try await setMany(repository, "other", "Correct-Horse-7-Battery")
      let bob = try await newKey("bob", in: repository)
      try await repository.credtree("member", "add", "bob", "--key", bob, "--yes")
      try await repository.credtree("rekey", "--rotate", "--yes")

      let known = try json(try await repository.credtree("diff", "HEAD~1..HEAD", "--json"))
      let fields = known["credentials"]?.array?[0]["fields"]?.array ?? []
      #expect(!fields.isEmpty && fields.allSatisfy { $0["value"]?.string == "same" })
      #expect(known["credentials"]?.array?[0]["aspects"] == .array([.string("re-encrypted")]))
      let blind = try json(
        try await repository.credtree("diff", "HEAD~1..HEAD", "--json", "--no-open"))
      let hidden = blind["credentials"]?.array?[0]["fields"]?.array ?? []
      #expect(hidden.allSatisfy { $0["value"]?.string == "unknown" } && !hidden.isEmpty)

      try await repository.credtree("update", "gate", "password=@\(other.string)")
      let changed = try json(try await repository.credtree("diff", "HEAD~1..HEAD", "--json"))
      let password = changed["credentials"]?.array?[0]["fields"]?.array?.first {
        $0["field"]?.string == "password"
      }
      #expect(password?["value"]?.string == "different")
      #expect(password?["change"]?.string == "changed")
      #expect(changed["credentials"]?.array?[0]["verified"]?.bool == true)
    }
  }

  @Test func aNewReaderIsNamedAndAWorry() async throws {
    try await withRepository("review-readers") { repository in
      try await repository.createUser("gate")
      let bob = try await newKey("bob", in: repository)
      try await repository.credtree(
        "member", "add", "bob", "--role", "manager", "--key", bob, "--yes")
      let text = try await repository.credtree("diff", "HEAD~1..HEAD").text
      #expect(text.contains("member bob: added; role manager"), "\(text)")
      let diff = try json(try await repository.credtree("diff", "HEAD~1..HEAD", "--json"))
      #expect(kinds(diff["worries"]).contains("role-raised"))
      try await repository.credtree("team", "add", "ops", "bob", "--yes")
    }
  }

  @Test func certificatesAreShownByTheirFacts() async throws {
    try await withRepository("review-certificate") { repository in
      try await repository.makeCertificates()
      try await repository.createCertificate("shop")
      let script = """
        set -eu
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -noenc -days 10 \
          -CA intermediate.pem -CAkey intermediate.key -subj '/CN=shop.example.com' \
          -addext basicConstraints=critical,CA:FALSE \
          -addext subjectAltName=DNS:shop.example.com,DNS:www.example.com \
          -keyout new.key -out new.pem
        openssl x509 -in new.pem -noout -serial
        """
      let made = try await repository.succeed("sh", ["-c", script], in: repository.inbox)
      let serial = line(made).dropFirst("serial=".count)
      try await repository.credtree(
        "update", "shop", "certificate=@\(repository.inbox.appending("new.pem").string)",
        "privateKey=@\(repository.inbox.appending("new.key").string)")
      for options in [[], ["--no-open"]] {
        let text = try await repository.succeed(
          "credtree", ["diff", "HEAD~1..HEAD"] + options
        ).text
        #expect(text.contains("certificate serial: "), "\(text)")
        #expect(text.lowercased().contains(" -> \(serial.lowercased())"))
        #expect(text.contains("certificate keyType: EC P-256 -> EC P-384"))
        #expect(text.contains("altNames: shop.example.com -> shop.example.com, www.example.com"))
        #expect(text.contains("! ") && text.contains("moves closer"))
        #expect(!text.contains("BEGIN CERTIFICATE") && !text.contains("MII"))
      }
    }
  }

  @Test func reuseAndWeaknessAreWorries() async throws {
    try await withRepository("review-reuse") { repository in
      try await repository.createUser("gate")
      try await repository.createUser("door")
      let same = try json(try await repository.credtree("diff", "HEAD~1..HEAD", "--json"))
      let door = same["credentials"]?.array?[0]
      let found = kinds(door?["worries"])
      #expect(found.contains("reused-secret"))
      let weak = try repository.secretFile("weak", Array("abc".utf8))
      try await repository.credtree("update", "gate", "password=@\(weak.string)")
      let text = try await repository.credtree("diff", "HEAD~1..HEAD").text
      #expect(text.contains("password is weak"))
      let blind = try await repository.credtree("diff", "HEAD~1..HEAD", "--no-open").text
      #expect(!blind.contains("weak"))
    }
  }

  @Test func aTamperedFileIsAWorryForWhoHasAKey() async throws {
    try await withRepository("review-tampered") { repository in
      try await repository.createUser("gate")
      try await repository.succeed(
        "sed", ["-i", "s/\"title\": \"gate\"/\"title\": \"Gate\"/", "credentials/gate.json"])
      let diff = try json(try await repository.credtree("diff", "--json"))
      let found = kinds(diff["credentials"]?.array?[0]["worries"])
      #expect(found.contains("integrity") && found.contains("no-new-revision"), "\(found)")
    }
  }

  @Test func signersAreNamedByTheParentsPolicy() async throws {
    try await withRepository("review-signers", isInitialised: false) { repository in
      let history = try await SignedHistory(repository)
      try await history.create("gate", as: "bob")
      let signed = try await repository.credtree("diff", "HEAD~1..HEAD").text
      #expect(signed.contains("signed by bob"), "\(signed)")
      try await history.sign(as: "mallory")
      func update(_ name: String, _ options: String...) async throws -> [String] {
        try await repository.succeed(
          "credtree", ["update", "gate", "username=\(name)"] + options,
          environment: history.environment(of: "bob"))
        let diff = try json(try await repository.credtree("diff", "HEAD~1..HEAD", "--json"))
        return kinds(diff["worries"])
      }
      #expect(try await update("v") == ["unknown-signer"])
      #expect(try await update("w", "--no-sign") == ["unsigned"])
    }
  }

  @Test func nothingFromTheRepositoryActsInAnyForm() async throws {
    try await withRepository("review-inert") { repository in
      try await repository.createUser("gate")
      let nasty =
        "`x` | <img src=x onerror=alert(1)> @ops #12 https://evil.example ![i](http://e)"
      try await repository.credtree("update", "gate", "realm=r", "--description", nasty)
      let markdown = try await repository.credtree("diff", "HEAD~1..HEAD", "--format", "markdown")
        .text
      let html = try await repository.credtree("diff", "HEAD~1..HEAD", "--format", "html").text
      let row = try #require(
        markdown.split(separator: "\n").first { $0.hasPrefix("| description") })
      #expect(
        row.hasPrefix("| description |  | `` `x` \\| <img") && row.hasSuffix("`` |"), "\(row)")
      #expect(!html.contains("<img") && html.contains("&lt;img src=x"))
      #expect(!html.contains("<script") && !html.contains("http-equiv=\"refresh\""))
      try await repository.succeed(
        "sed", ["-i", #"s/"realm": "r"/"realm": "r\\u001b[31m"/"#, "credentials/gate.json"])
      for form in ["text", "markdown", "html"] {
        let text = try await repository.credtree("diff", "--format", form).text
        #expect(!text.contains("\u{1b}") && text.contains("u{1b}"), "\(form) \(text)")
      }
      try await repository.git("checkout", "-q", "credentials")
      try await repository.credtree("update", "gate", "realm=s", "-m", "@ops <b>see</b> #12")
      let subject = try await repository.credtree("diff", "HEAD~1..HEAD", "--format", "markdown")
        .text
      #expect(!subject.contains("@ops") && !subject.contains("<b>") && !subject.contains(" #12"))
    }
  }

  @Test func colorsAreForTerminalsOnly() async throws {
    try await withRepository("review-colors") { repository in
      try await repository.createUser("gate")
      #expect(!(try await repository.credtree("diff", "HEAD~1..HEAD").text.contains("\u{1b}")))
      let command = "credtree diff HEAD~1..HEAD"
      func shown(_ variables: String) async throws -> String {
        let program = BuiltProducts.directory.appending("credtree").string
        return try await repository.succeed(
          "script",
          [
            "-qec", "\(variables) \(command.replacing("credtree", with: program))", "/dev/null",
          ], environment: ["TERM": "xterm"]
        ).text
      }
      #expect(try await shown("COLUMNS=60").contains("\u{1b}[32m"))
      #expect(!(try await shown("NO_COLOR=1").contains("\u{1b}")))
      let narrow = try await shown("NO_COLOR=1 COLUMNS=40")
      let widths = narrow.split(whereSeparator: \.isNewline).map(\.count)
      #expect((widths.max() ?? 0) <= 40, "\(narrow)")
    }
  }

  @Test func whereItIsUsedIsSaid() async throws {
    try await withRepository("review-uses") { repository in
      try await repository.createUser("gate")
      try repository.write("token: cred://gate#password\n", to: "deploy.yaml")
      try await repository.git("add", "deploy.yaml")
      try await repository.git("commit", "-q", "-m", "uses it")
      try await repository.credtree("update", "gate", "realm=r")
      let text = try await repository.credtree("diff", "HEAD~1..HEAD").text
      #expect(text.contains("used by: ") && text.contains("deploy.yaml:1"), "\(text)")
      try await repository.git("rm", "-q", "credentials/gate.json")
      let deleted = try await repository.credtree("diff", "--staged").text
      #expect(deleted.contains("still used in deploy.yaml"), "\(deleted)")
    }
  }

  @Test func twoRevisionsAreARange() async throws {
    try await withRepository("review-two") { repository in
      try await repository.createUser("gate")
      let one = try await repository.credtree("diff", "HEAD~1..HEAD", "--json")
      let two = try await repository.credtree("diff", "HEAD~1", "HEAD", "--json")
      #expect(one.stdout == two.stdout)
      #expect(
        try await repository.run("credtree", ["diff", "HEAD~1", "HEAD", "--exit-code"]).exit == 1)
      #expect(
        try await repository.run("credtree", ["diff", "HEAD", "HEAD", "--exit-code"]).exit == 0)
      #expect(try await repository.run("credtree", ["diff", "A..B", "HEAD"]).exit == 2)
    }
  }

  @Test func aBrokenPolicyIsSaidAndNotFatal() async throws {
    try await withRepository("review-policy") { repository in
      try await repository.createUser("gate")
      try repository.write("version: 1\nmembers: [\n", to: "credtree.yaml")
      let diff = try json(try await repository.credtree("diff", "--json"))
      #expect(kinds(diff["worries"]).contains("unreadable"))
    }
  }
}
