import SystemPackage
import TestSupport
import Testing

/// Keys that a passphrase protects: asked for once a run, only if needed, and never while
/// somebody else would have to wait for the answer.
@Suite struct PassphraseTests {
  /// Runs the tool on a terminal of its own; at the first question runs `meanwhile`, then answers
  /// every question, and prints how often it was asked and the tool's status.
  private static let terminal = """
    import fcntl, os, select, subprocess, sys, termios, time
    answer, meanwhile, command = sys.argv[1], sys.argv[2], sys.argv[3:]
    outer, inner = os.openpty()
    child = os.fork()
    if child == 0:
        os.setsid()
        fcntl.ioctl(inner, termios.TIOCSCTTY, 0)
        for number in (0, 2): os.dup2(inner, number)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.execv(command[0], command)
    screen, asked, other, end = b"", 0, "", time.time() + 900
    status = None
    while time.time() < end:
        if select.select([outer], [], [], 0.05)[0]:
            try: screen += os.read(outer, 4096)
            except OSError: pass
        if screen.count(b"Passphrase for ") > asked:
            asked += 1
            if meanwhile and asked == 1:
                other = str(subprocess.run(["sh", "-c", meanwhile], timeout=600,
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode)
            time.sleep(0.1)
            os.write(outer, answer.encode() + b"\\n")
        ended, code = os.waitpid(child, os.WNOHANG)
        if ended: status = os.waitstatus_to_exitcode(code); break
    # What it wrote last may not have been read yet.
    while select.select([outer], [], [], 0.2)[0]: screen += os.read(outer, 4096)
    print(asked, status, other)
    sys.stderr.write(screen.decode())
    """

  private func run(
    _ answer: String, meanwhile: String = "", _ arguments: [String], in repository: TestRepository,
    environment: [String: String] = [:]
  ) async throws -> (answer: String, screen: String) {
    let tool = BuiltProducts.directory.appending("credtree").string
    let output = try await repository.succeed(
      "python3", ["-c", Self.terminal, answer, meanwhile, tool] + arguments,
      environment: environment)
    return (output.text.filter { $0 != "\n" }, output.message)
  }

  /// A repository whose only identity is a file that `age -p` has encrypted with `tulip`.
  private func withEncryptedFile(_ body: (TestRepository, String) async throws -> Void)
    async throws
  {
    try await withRepository("passphrase") { repository in
      for name in ["one", "two", "three"] { try await repository.createUser(name, username: name) }
      let file = repository.inbox.appending("keys.age").string
      let script = """
        import os, pty, sys
        child, terminal = pty.fork()
        if child == 0: os.execvp("age", ["age", "-p", "-o", sys.argv[2], sys.argv[1]])
        screen, answered = b"", 0
        while True:
            try: screen += os.read(terminal, 4096)
            except OSError: break
            while screen.count(b"passphrase") > answered:
                os.write(terminal, b"tulip\\n")
                answered += 1
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        """
      try await repository.succeed(
        "python3", ["-c", script, repository.identity.string, file])
      try await repository.succeed("rm", [repository.identity.string])
      try await body(repository, file)
    }
  }

  @Test func oneQuestionForManyFiles() async throws {
    try await withEncryptedFile { repository, file in
      let identity = ["CREDTREE_IDENTITY_FILE": file]
      let read = try await run(
        "tulip", ["render", "htpasswd", "-o", "\(repository.inbox)/out"],
        in: repository, environment: identity)
      #expect(read.answer == "1 0 ", "\(read.screen)")
      // A wrong answer is not asked for again, and says so with whose key it would be.
      let wrong = try await run(
        "rose", ["render", "htpasswd", "-o", "\(repository.inbox)/out2"], in: repository,
        environment: identity)
      #expect(wrong.answer == "1 6 ", "\(wrong.screen)")
      #expect(wrong.screen.contains("alice") && wrong.screen.contains("passphrase does not open"))
      // What needs no key asks for none, and without a terminal nothing can be asked.
      let list = try await run("tulip", ["list"], in: repository, environment: identity)
      #expect(list.answer == "0 0 ", "\(list.screen)")
      let alone = try await repository.run(
        "setsid", ["-w", BuiltProducts.directory.appending("credtree").string, "reveal", "one"],
        environment: identity)
      #expect(alone.exit == 6 && alone.message.contains("is encrypted"), "\(alone.message)")
    }
  }

  @Test(arguments: [
    ["update", "one", "username=v"], ["rename", "one", "four"], ["rotate", "one"],
    ["restore", "one", "--revision", "1"], ["rekey", "--rotate"],
    ["member", "add", "bob", "--team", "ops", "--key", "@bob.pub"],
  ])
  func nobodyWaitsForAnAnswer(_ command: [String]) async throws {
    try await withEncryptedFile { repository, file in
      if command[0] == "restore" {
        let first = try await run(
          "tulip", ["update", "one", "username=v"], in: repository,
          environment: ["CREDTREE_IDENTITY_FILE": file])
        #expect(first.answer == "1 0 ", "\(first.screen)")
      }
      if command[0] == "member" {
        try await repository.succeed(
          "sh", ["-euc", "age-keygen 2>/dev/null | age-keygen -y > bob.pub"])
        let text = String(decoding: try repository.contents(of: "credtree.yaml"), as: UTF8.self)
        try repository.write(
          text.replacing("readers: [alice]", with: "readers: [ops]")
            .replacing("teams: {}", with: "teams: { ops: [alice] }"), to: "credtree.yaml")
        try await repository.git("commit", "-qam", "a team")
      }
      let tool = BuiltProducts.directory.appending("credtree").string
      let changed = try await run(
        "tulip", meanwhile: "timeout 300 \(tool) delete two", command, in: repository,
        environment: ["CREDTREE_IDENTITY_FILE": file])
      #expect(changed.answer == "1 0 0", "\(changed.answer) \(changed.screen)")
      try await repository.succeed("rm", ["-f", "bob.pub"])
      try await repository.requireCleanRepository()
    }
  }

  /// Who becomes the default opens with no passphrase; who was it, with one.
  @Test func nobodyWaitsForTheFormerDefault() async throws {
    try await withEncryptedFile { repository, file in
      let tool = BuiltProducts.directory.appending("credtree").string
      for name in ["first", "second"] {
        try await repository.credtree(
          "create", "container-registry", name, "server=\(name).io", "username=u",
          "password=@\(repository.canaryFile)")
      }
      let changed = try await run(
        "tulip", meanwhile: "timeout 300 \(tool) delete two",
        [
          "create", "container-registry", "third", "server=third.io", "username=u",
          "password=@\(repository.canaryFile)", "--default",
        ], in: repository, environment: ["CREDTREE_IDENTITY_FILE": file])
      #expect(changed.answer == "1 0 0", "\(changed.answer) \(changed.screen)")
      try await repository.requireCleanRepository()
    }
  }

  /// A key of ssh-keygen's with a passphrase, as it lies in `~/.ssh`, beside others.
  @Test func aLockedKeyOfSSHIsAskedForOnlyIfAFileIsForIt() async throws {
    try await withRepository("passphrase") { repository in
      let file = "\(repository.home)/.ssh/id_ed25519"
      try await repository.succeed("mkdir", ["-p", "\(repository.home)/.ssh"])
      try await repository.succeed(
        "ssh-keygen", ["-q", "-t", "ed25519", "-N", "tulip", "-C", "", "-f", file])
      try await repository.createUser("mine")
      let text = String(decoding: try [UInt8](contentsOf: FilePath("\(file).pub")), as: UTF8.self)
      let key = text.split(separator: " ").prefix(2).joined(separator: " ")
        .filter { $0 != "\n" }
      let policy = String(decoding: try repository.contents(of: "credtree.yaml"), as: UTF8.self)
      try repository.write(
        policy.replacing(
          "members:\n", with: "members:\n  dora: { role: viewer, keys: [\"\(key)\"] }\n"
        ).replacing(
          "  - match: \"**\"", with: "  - match: \"ssh/**\"\n    readers: [dora]\n  - match: \"**\""
        ),
        to: "credtree.yaml")
      try await repository.git("commit", "-q", "-a", "-m", "dora")
      try await repository.createUser("ssh/hers")
      let mine = try await run("tulip", ["reveal", "mine", "password"], in: repository)
      #expect(mine.answer == "0 0 ", "\(mine.screen)")
      let hers = try await run("tulip", ["reveal", "ssh/hers", "password"], in: repository)
      #expect(hers.answer == "1 0 ", "\(hers.screen)")
      let wrong = try await run("rose", ["reveal", "ssh/hers", "password"], in: repository)
      #expect(wrong.answer == "1 6 ", "\(wrong.screen)")
      #expect(wrong.screen.contains("dora"), "\(wrong.screen)")
    }
  }
}
