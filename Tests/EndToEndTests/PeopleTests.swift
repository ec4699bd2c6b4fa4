import Documents
import SystemPackage
import TestSupport
import Testing

/// People come and go, with keys that age and ssh-keygen made, and clones of their own.
@Suite struct PeopleTests {
  /// Runs the tool on a terminal 40 columns wide, answers with `keys` once it asks, if it does,
  /// and prints the status and what was on the screen.
  private static let atTerminal = """
    import fcntl, os, select, signal, struct, sys, termios
    keys, command = sys.argv[1].encode().decode("unicode_escape").encode(), sys.argv[2:]
    signal.alarm(900)
    outer, inner = os.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 40, 0, 0))
    child = os.fork()
    if child == 0:
        os.setsid()
        fcntl.ioctl(inner, termios.TIOCSCTTY, 0)
        for number in range(3): os.dup2(inner, number)
        os.execv(command[0], command)
    screen, done = b"", None
    while done is None:
        if select.select([outer], [], [], 0.1)[0]: screen += os.read(outer, 4096)
        if keys and b"[y/N]" in screen:
            os.write(outer, keys)
            keys = b""
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended: done = os.waitstatus_to_exitcode(status)
    while select.select([outer], [], [], 0.2)[0]: screen += os.read(outer, 4096)
    sys.stdout.write(f"{done} {screen.decode()}")
    """

  private func atTerminal(
    _ arguments: String..., typing keys: String = "", in repository: TestRepository
  ) async throws -> String {
    let tool = BuiltProducts.directory.appending("credtree").string
    return try await repository.succeed(
      "python3", ["-c", Self.atTerminal, keys, tool] + arguments
    ).text
  }

  private static func document(_ text: [UInt8]) throws -> Node { try JSON.parse(text.span) }

  private func setPolicy(_ access: String, in repository: TestRepository) async throws {
    let text = String(decoding: try repository.contents(of: "credtree.yaml"), as: UTF8.self)
    let head = text.prefix(upTo: try #require(text.firstRange(of: "teams:")).lowerBound)
    try repository.write("\(head)teams: { ops: [alice] }\naccess:\n\(access)", to: "credtree.yaml")
    try await repository.git("commit", "-qam", "policy")
  }

  @Test func aNewcomerIsLetInThroughARequestOfHisClone() async throws {
    try await withRepository("people") { repository in
      try await setPolicy("  - match: '**'\n    readers: [ops]   # the team\n", in: repository)
      try await repository.createRegistryLogin("hub")
      let shared = repository.sandbox.appending("shared.git")
      try await repository.git("clone", "-q", "--bare", ".", shared.string)
      try await repository.git("remote", "add", "origin", shared.string)
      let clone = repository.sandbox.appending("clone")
      try await repository.git("clone", "-q", shared.string, clone.string)
      repository.search(objectsOf: clone)

      // Bob has nothing but the clone.
      let home = repository.sandbox.appending("bob").string
      let bob = ["HOME": home, "XDG_CONFIG_HOME": "\(home)/.config"]
      func asBob(_ arguments: String..., shows: Bool = false) async throws -> Output {
        try await repository.run(
          "credtree", arguments, environment: bob, in: clone, mayShowSecrets: shows)
      }
      #expect(try await asBob("reveal", "hub", "password").exit == 6)
      let asked = try await asBob("join", "bob", "-m", "let me in", "--json")
      #expect(asked.exit == 0, "\(asked.message)")
      #expect(asked.message.contains("made a new identity"))
      let again = try await asBob("join", "bob")
      #expect(again.exit == 0 && again.text.contains("nothing changed"))
      try await repository.succeed("git", ["push", "-q", shared.string, "HEAD:main"], in: clone)
      #expect(try await asBob("member", "approve", "bob", "--team", "ops", "--yes").exit == 6)

      try await repository.git("pull", "-q", "--rebase", "origin", "main")
      let list = try await repository.credtree("member", "approve", "--json")
      let request = try Self.document(list.stdout)["requests"]?.array?.first
      let key = try #require(request?["keys"]?.array?.first?["key"]?.string)
      #expect(request?["name"]?.string == "bob" && request?["existingMember"]?.bool == false)
      let unanswered = try await repository.run("credtree", ["member", "approve", "bob"])
      #expect(unanswered.exit == 6 && unanswered.message.contains(key))
      let head = try await repository.head()
      let screen = try await atTerminal(
        "member", "approve", "bob", "--team", "ops", typing: "y\\n", in: repository)
      #expect(screen.hasPrefix("0 bob asks to join"), "\(screen)")
      #expect(screen.contains(key) && screen.contains("rekeyed 1 credential"))
      #expect(try await repository.git("rev-parse", "HEAD^") == head)
      #expect(try await repository.git("ls-files", ".credtree").isEmpty)
      try await repository.git("push", "-q", "origin", "HEAD:main")

      try await repository.succeed("git", ["pull", "-q", shared.string, "main"], in: clone)
      let revealed = try await asBob("reveal", "hub", "password", shows: true)
      #expect(revealed.text == repository.canary.text, "\(revealed.message)")
      let shown = try await asBob("identity", "show")
      #expect(shown.text == "\(key)   (bob)\n")
    }
  }

  @Test func noIsAnAnswerToo() async throws {
    try await withRepository("people-no") { repository in
      try await repository.succeed(
        "age-keygen", ["-o", repository.inbox.appending("bob").string])
      try await repository.credtree(
        "join", "bob", "--identity", repository.inbox.appending("bob").string)
      let head = try await repository.head()
      let screen = try await atTerminal(
        "member", "approve", "bob", typing: "n\\n", in: repository)
      #expect(screen.hasPrefix("6 bob asks to join"), "\(screen)")
      #expect(try await repository.head() == head)
    }
  }

  @Test func keysOfSSHOpenWhatTheyAreGiven() async throws {
    try await withRepository("people-ssh") { repository in
      try await setPolicy("  - match: '**'\n    readers: [ops]\n", in: repository)
      try await repository.createRegistryLogin("hub")
      let keys = repository.inbox.string
      try await repository.succeed(
        "sh",
        [
          "-euc",
          """
          cd "$1"
          ssh-keygen -q -t ed25519 -N '' -C 'bob@laptop, 2nd' -f ed
          ssh-keygen -q -t rsa -b 2048 -N '' -C '' -f rsa
          { echo '# github.com/bob.keys'; cat ed.pub; echo; cat rsa.pub; } > list
          """, "sh", keys,
        ])
      try await repository.credtree(
        "member", "add", "bob", "--from-file", "\(keys)/list", "--signing", "@\(keys)/ed.pub",
        "--team", "ops")
      for name in ["ed", "rsa"] {
        let answer = try await repository.run(
          "credtree", ["reveal", "hub", "password"],
          environment: [
            "HOME": "/nonexistent", "XDG_CONFIG_HOME": "/nonexistent",
            "CREDTREE_IDENTITY_FILE": "\(keys)/\(name)",
          ], mayShowSecrets: true)
        #expect(answer.text == repository.canary.text, "\(answer.message)")
      }
      // And age itself opens the data key with them.
      let file = try Self.document(try repository.contents(of: "credentials/hub.json"))
      let entries = try #require(file["sops"]?["age"]?.array)
      #expect(entries.count == 3)
      for (entry, name) in zip(entries.dropFirst(), ["ed", "rsa"]) {
        let armored = try #require(entry["enc"]?.string)
        let path = try repository.secretFile("enc", Array(armored.utf8))
        let opened = try await repository.succeed(
          "age", ["-d", "-i", "\(keys)/\(name)", path.string], mayShowSecrets: true)
        #expect(opened.stdout.count == 32)
      }
      // Without one of the two, the other still opens; without both, none does.
      try await repository.credtree("member", "remove", "bob", "--key", "@\(keys)/ed.pub")
      func opens(_ name: String) async throws -> Bool {
        try await repository.run(
          "credtree", ["reveal", "hub", "password"],
          environment: [
            "HOME": "/nonexistent", "XDG_CONFIG_HOME": "/nonexistent",
            "CREDTREE_IDENTITY_FILE": "\(keys)/\(name)",
          ], mayShowSecrets: true
        ).exit == 0
      }
      let first = try await opens("ed")
      let second = try await opens("rsa")
      #expect(!first && second)
      try await repository.credtree("member", "remove", "bob")
      let last = try await opens("rsa")
      #expect(!last)
    }
  }

  @Test func aPrivateKeyIsRefusedAndNotShown() async throws {
    try await withRepository("people-private") { repository in
      let path = repository.inbox.appending("bob").string
      try await repository.succeed("age-keygen", ["-o", path])
      try await repository.succeed(
        "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", "\(path).ssh"])
      let secret = try await repository.succeed(
        "grep", ["AGE-SECRET", path], mayShowSecrets: true
      ).text.filter { !$0.isNewline }
      repository.watch(secret)
      let head = try await repository.head()
      for arguments in [
        ["--key", secret], ["--signing", secret], ["--from-file", path], ["--key", "@\(path).ssh"],
        ["--signing", "@\(path).ssh"],
      ] {
        for command in [["member", "add", "bob"], ["join", "bob"]] {
          let answer = try await repository.run("credtree", command + arguments)
          #expect(answer.exit == 5 && answer.stdout.isEmpty, "\(arguments.first ?? "")")
          #expect(!answer.message.contains("b3BlbnNzaC1rZXk"))
        }
      }
      #expect(try await repository.head() == head)
    }
  }

  @Test func aTableOfManyPeopleFitsTheTerminal() async throws {
    try await withRepository("people-wide") { repository in
      try await repository.createRegistryLogin("hub")
      for number in 1...6 {
        let path = repository.inbox.appending("key\(number)").string
        try await repository.succeed("age-keygen", ["-o", path])
        let key = try await repository.succeed("age-keygen", ["-y", path]).text
        try await repository.credtree(
          "member", "add", "member-\(number)", "--key", String(key.filter { !$0.isNewline }))
      }
      let screen = try await atTerminal("access", "show", in: repository)
      let lines = screen.split(whereSeparator: \.isNewline).filter { $0.contains("hub") }
      #expect(lines.count >= 3 && lines.allSatisfy { $0.count <= 40 }, "\(screen)")
      let piped = try await repository.credtree("access", "show")
      #expect(piped.text.split(separator: "\n").count { $0.contains("hub") } == 1)
    }
  }

  @Test func readingThePolicyNeedsNoKeyAndSeesCommitsAndTheIndex() async throws {
    try await withRepository("people-keyless") { repository in
      try await repository.createRegistryLogin("hub")
      try await repository.succeed("rm", [repository.identity.string])
      try repository.write("nonsense", to: "credtree.yaml")
      for command in [
        ["member", "list"], ["team", "list"], ["access", "show"], ["access", "explain", "hub"],
        ["who", "hub"], ["can", "alice"],
      ] {
        #expect(try await repository.run("credtree", command).exit == 5)
        for source in [["--rev", "HEAD"], ["--staged"]] {
          for json in [[], ["--json"]] {
            let answer = try await repository.run("credtree", command + source + json)
            #expect(answer.exit == 0 && answer.message.isEmpty, "\(command): \(answer.message)")
            if !json.isEmpty { _ = try Self.document(answer.stdout) }
          }
        }
      }
    }
  }

  @Test func identitiesAreMadeImportedAndNeverOverwritten() async throws {
    try await withRepository("people-identity", isInitialised: false) { repository in
      #expect(try await repository.credtree("identity", "show").text.contains("identity new"))
      let made = try await repository.credtree("identity", "new", "--json")
      let document = try Self.document(made.stdout)
      #expect(document["path"]?.string == repository.identity.string)
      let before = try [UInt8](contentsOf: repository.identity)
      #expect(try await repository.run("credtree", ["identity", "new"]).exit == 4)
      #expect(try [UInt8](contentsOf: repository.identity) == before)
      let mode = try await repository.succeed("stat", ["-c", "%a", repository.identity.string])
      #expect(mode.text == "600\n")
      let other = repository.inbox.appending("other")
      try await repository.succeed("age-keygen", ["-o", other.string])
      let recipient = try await repository.succeed("age-keygen", ["-y", other.string]).text
      let added = try await repository.credtree("identity", "import", "-", input: other)
      #expect(added.text.contains(recipient))
      let keys = try await repository.succeed("age-keygen", ["-y", repository.identity.string])
      let shown = try await repository.credtree("identity", "show")
      #expect(keys.text == shown.text)
      #expect(keys.text.hasSuffix(recipient))
    }
  }
}
