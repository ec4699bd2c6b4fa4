import SystemPackage
import TestSupport
import Testing

/// Age plugins: a program of the test's own speaks the real protocol.
@Suite struct PluginTests {
  /// A plugin that wraps with nothing, and says and does what `PLUGIN_MODE` asks for.
  private static let plugin = """
    #!/usr/bin/env python3
    import base64, os, sys, time
    mode, log = os.environ.get("PLUGIN_MODE", ""), os.environ.get("PLUGIN_LOG")
    def b64(data): return base64.b64encode(data).decode().rstrip("=")
    def unb64(text): return base64.b64decode(text + "=" * (-len(text) % 4))
    def note(text):
        if log: open(log, "a").write(text + "\\n")
    def read():
        head = sys.stdin.readline()
        if not head: sys.exit(1)
        body = ""
        while True:
            line = sys.stdin.readline().rstrip("\\n")
            body += line
            if len(line) < 64: break
        return head.rstrip("\\n").split(" ")[1:], unb64(body)
    def say(words, body=b""):
        text, lines = b64(body), []
        for start in range(0, len(text) + 1, 64): lines.append(text[start:start + 64])
        if len(text) and len(text) % 64 == 0: lines[-1] = ""
        sys.stdout.write("-> " + " ".join(words) + "\\n" + "\\n".join(lines) + "\\n")
        sys.stdout.flush()
    def ask(words, body=b""):
        say(words, body)
        answer, data = read()
        note(words[0] + " " + " ".join(answer) + " " + (data.decode() if words[0] != "request-secret" else ""))
        return answer, data
    machine = sys.argv[1].split("=")[1]
    note(machine + " " + os.getcwd())
    told = []
    while True:
        message = read()
        told.append(message)
        if message[0][0] == "done": break
    if mode == "die": sys.exit(3)
    if mode == "hang": time.sleep(600)
    if mode == "noise":
        sys.stdout.write("hello\\n" * 1000); sys.stdout.flush()
    ask(["grease-abc", "1", "2"], b"x" * 100)
    ask(["msg"], b"touch it\\x1b[2J")
    if mode == "ask":
        answer, _ = ask(["confirm", b64(b"sure"), b64(b"never")], b"really?")
        answer, name = ask(["request-public"], b"name?")
        answer, pin = ask(["request-secret"], b"PIN?")
        if pin != b"1234":
            ask(["error", "identity", "0"], b"wrong PIN"); say(["done"]); sys.exit(0)
    if mode == "error":
        ask(["error", "internal"], b"the token is not there")
    elif machine == "recipient-v1":
        key = next(body for words, body in told if words[0] == "wrap-file-key")
        if any(words[0] == "extension-labels" for words, _ in told): ask(["labels"])
        ask(["recipient-stanza", "0", "probe", "arg1"], bytes(b ^ 0x55 for b in key))
    else:
        for words, body in told:
            if words[0] == "recipient-stanza" and words[2] == "probe":
                ask(["file-key", words[1]], bytes(b ^ 0x55 for b in body))
                break
    say(["done"])
    """

  /// A repository whose only other reader is `dora`, whose key a plugin has.
  private func withPlugin(
    _ body: (TestRepository, [String: String]) async throws -> Void
  ) async throws {
    try await withRepository("plugin") { repository in
      let bin = repository.sandbox.appending("bin")
      try await repository.succeed("mkdir", [bin.string])
      let program = bin.appending("age-plugin-probe")
      try Array((Self.plugin + "\n").utf8).write(to: program)
      try await repository.succeed("chmod", ["755", program.string])
      let text = String(decoding: try repository.contents(of: "credtree.yaml"), as: UTF8.self)
      try repository.write(
        text.replacing(
          "members:\n", with: "members:\n  dora: { role: manager, keys: [age1probe1p4n0gp] }\n"
        ).replacing("readers: [", with: "readers: [dora, "), to: "credtree.yaml")
      try await repository.git("commit", "-q", "-a", "-m", "dora")
      let identity = try repository.secretFile(
        "dora", Array("# a key in a token\nAGE-PLUGIN-PROBE-1GJ2MKE\n".utf8))
      try await body(
        repository,
        [
          "PATH": "\(bin):/usr/local/bin:/usr/bin:/bin",
          "PLUGIN_LOG": repository.sandbox.appending("plugin.log").string,
          "CREDTREE_IDENTITY_FILE": identity.string,
        ])
    }
  }

  private func create(_ repository: TestRepository, _ environment: [String: String]) async throws
    -> Output
  {
    try await repository.run(
      "credtree",
      [
        "create", "basic-auth", "gate", "username=u", "password=@\(repository.canaryFile)", "--yes",
      ], environment: environment)
  }

  @Test func aPluginEncryptsAndOpens() async throws {
    try await withPlugin { repository, environment in
      let made = try await create(repository, environment)
      #expect(made.exit == 0, "\(made.message)")
      #expect(made.message.contains("touch it"))
      #expect(!made.message.contains("\u{1B}"))
      // Without Alice's key only the plugin's opens it.
      try await repository.succeed("rm", [repository.identity.string])
      let revealed = try await repository.run(
        "credtree", ["reveal", "gate", "password"], environment: environment, mayShowSecrets: true)
      #expect(revealed.text == repository.canary.text, "\(revealed.message)")
      try await repository.succeed(
        "credtree", ["update", "gate", "username=v"], environment: environment)
      let log = String(
        decoding: try [UInt8](contentsOf: repository.sandbox.appending("plugin.log")),
        as: UTF8.self)
      #expect(log.contains("recipient-v1 \(repository.sandbox)/tmp\n"), "\(log)")
      #expect(log.contains("grease-abc unsupported"))
      #expect(log.contains("labels ok"))
      // An update opens the file twice, and asks the token once.
      let starts = log.split(separator: "\n").count { $0.hasPrefix("identity-v1") }
      #expect(starts == 2, "\(log)")
    }
  }

  /// What the real age makes of the same plugin opens here, and the other way round.
  @Test func ageAndWeAgree() async throws {
    try await withPlugin { repository, environment in
      _ = try await create(repository, environment)
      let script = """
        import json, sys
        for entry in json.load(open(sys.argv[1]))["sops"]["age"]:
            if entry["recipient"].startswith("age1probe1"): print(entry["enc"], end="")
        """
      let wrapped = try await repository.succeed(
        "python3", ["-c", script, "credentials/gate.json"])
      let file = repository.inbox.appending("wrapped.age")
      try wrapped.stdout.write(to: file)
      let opened = try await repository.run(
        "age", ["-d", "-i", "\(repository.inbox)/dora", file.string],
        environment: environment, mayShowSecrets: true)
      #expect(opened.exit == 0 && opened.stdout.count == 32, "\(opened.message)")
    }
  }

  @Test(arguments: ["die", "noise", "error"])
  func aPluginThatFailsIsSaidToFail(_ mode: String) async throws {
    try await withPlugin { repository, environment in
      var failing = environment
      failing["PLUGIN_MODE"] = mode
      let refused = try await create(repository, failing)
      #expect(refused.exit == 9, "\(refused.message)")
      #expect(refused.message.contains("age-plugin-probe"), "\(refused.message)")
      try await repository.requireCleanRepository()
      _ = try await create(repository, environment)
      // Alice's own key still opens it.
      try await repository.succeed(
        "credtree", ["reveal", "gate", "password"], environment: failing, mayShowSecrets: true)
      try await repository.succeed("rm", [repository.identity.string])
      let closed = try await repository.run(
        "credtree", ["reveal", "gate", "password"], environment: failing)
      #expect(closed.exit == 6)
      #expect(closed.message.contains("alice") && closed.message.contains("dora"))
      #expect(closed.message.contains("age-plugin-probe"), "\(closed.message)")
      if mode == "error" { #expect(closed.message.contains("the token is not there")) }
    }
  }

  @Test func noPluginIsTakenFromTheRepository() async throws {
    try await withPlugin { repository, environment in
      try await repository.succeed(
        "sh",
        [
          "-euc",
          "mkdir bin; mv ../bin/age-plugin-probe bin/; ln -s ../work/bin/age-plugin-probe ../bin/",
        ])
      var variables = environment
      variables["PATH"] = "bin:.:\(repository.folder)/bin:" + (environment["PATH"] ?? "")
      let refused = try await create(repository, variables)
      #expect(refused.exit == 9)
      #expect(refused.message.contains("not in PATH"), "\(refused.message)")
      let ran = try await repository.run("test", ["-e", "\(repository.sandbox)/plugin.log"])
      #expect(ran.exit == 1)
    }
  }

  /// Where nobody sits at a terminal, the plugin is told so and decides.
  @Test func aQuestionWithoutAnybodyFails() async throws {
    try await withPlugin { repository, environment in
      _ = try await create(repository, environment)
      try await repository.succeed("rm", [repository.identity.string])
      var asking = environment
      asking["PLUGIN_MODE"] = "ask"
      let closed = try await repository.run(
        "setsid", ["-w", BuiltProducts.directory.appending("credtree").string, "reveal", "gate"],
        environment: asking)
      #expect(closed.exit == 6 && closed.message.contains("wrong PIN"), "\(closed.message)")
    }
  }

  @Test func aPersonAnswersThePlugin() async throws {
    try await withPlugin { repository, environment in
      _ = try await create(repository, environment)
      try await repository.succeed("rm", [repository.identity.string])
      var asking = environment
      asking["PLUGIN_MODE"] = "ask"
      let script = """
        import fcntl, os, select, sys, termios, time
        outer, inner = os.openpty()
        child = os.fork()
        if child == 0:
            os.setsid()
            fcntl.ioctl(inner, termios.TIOCSCTTY, 0)
            os.execv(sys.argv[1], sys.argv[1:])
        screen, end = b"", time.time() + 900
        for question, answer in ((b"really? [y: sure, n: never]", b"y\\n"), (b"name?", b"me\\n"), (b"PIN?", b"1234\\n")):
            while time.time() < end and question not in screen:
                if select.select([outer], [], [], 0.1)[0]: screen += os.read(outer, 4096)
            time.sleep(0.1)
            os.write(outer, answer)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        while select.select([outer], [], [], 0.2)[0]: screen += os.read(outer, 4096)
        sys.stderr.write(screen.decode())
        sys.exit(status)
        """
      let tool = BuiltProducts.directory.appending("credtree").string
      let revealed = try await repository.run(
        "python3", ["-c", script, tool, "reveal", "gate", "password"], environment: asking,
        mayShowSecrets: true)
      #expect(revealed.text == repository.canary.text, "\(revealed.message)")
      #expect(!revealed.message.contains("1234"), "\(revealed.message)")
      let log = String(
        decoding: try [UInt8](contentsOf: repository.sandbox.appending("plugin.log")),
        as: UTF8.self)
      #expect(log.contains("confirm ok yes") && log.contains("request-public ok me"), "\(log)")
    }
  }
}
