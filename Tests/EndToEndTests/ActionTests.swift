import Documents
import SystemPackage
import TestSupport
import Testing

/// `action.yml`, whose steps run as GitHub's runner would run them, against a server that stands
/// in for GitHub's.
@Suite struct ActionTests {
  /// Reads `action.yml`, runs its steps, and prints what was asked of the server and how it ended.
  private static let runner = #"""
    import http.server, json, os, re, subprocess, sys, threading, yaml
    action_folder, work, setup = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
    action = yaml.safe_load(open(f"{action_folder}/action.yml"))
    asked, comments = [], setup.get("comments", [])
    class Server(http.server.BaseHTTPRequestHandler):
        def answer(self):
            size = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(size)) if size else None
            asked.append([self.command, self.path, self.headers["Authorization"], body])
            if setup.get("denied"): return self.reply(403, {"message": "Resource not accessible"})
            if self.command == "GET":
                page = int(re.search(r"[?&]page=(\d+)", self.path).group(1))
                return self.reply(200, comments[(page - 1) * 100:page * 100])
            self.reply(200, {"html_url": "https://example.com/pull/7#c1"})
        def reply(self, status, document):
            data = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
        do_GET = do_POST = do_PATCH = answer
        def log_message(self, *words): pass
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    inputs = {name: entry.get("default", "") for name, entry in action["inputs"].items()}
    inputs.update(setup["inputs"])
    outputs = {}
    def value(path):
        parts = path.split(".")
        if parts[0] == "inputs": return inputs[parts[1]]
        if parts[0] == "steps": return outputs.get(parts[1], {}).get(parts[3], "")
        if path == "github.action_path": return action_folder
        if path == "github.token": return "t0ken"
        assert parts[:2] == ["github", "event"], path
        node = setup["event"]
        for part in parts[2:]: node = (node or {}).get(part)
        return "" if node is None else str(node)
    def expand(text):
        return re.sub(r"\$\{\{\s*([\w.-]+)\s*\}\}", lambda match: expand(value(match.group(1))), str(text))
    def holds(condition):
        inner = re.fullmatch(r"\$\{\{(.*)\}\}", condition).group(1)
        for part in inner.split("&&"):
            sides = [side.strip() for side in part.split("==")]
            left = expand("${{ %s }}" % sides[0])
            if not left or (len(sides) == 2 and left != sides[1].strip("'")): return False
        return True
    ended, said = 0, ""
    assert action["runs"]["using"] == "composite"
    for step in action["runs"]["steps"]:
        # What a pull request says is never part of a command.
        assert "${{" not in step["run"] and step["shell"] == "bash", step
        if "if" in step and not holds(step["if"]): continue
        path = f"{work}/output"
        open(path, "w").close()
        environment = dict(os.environ, GITHUB_OUTPUT=path, GITHUB_STEP_SUMMARY=f"{work}/summary",
            GITHUB_REPOSITORY="acme/shop", GITHUB_SHA=setup.get("sha", ""), RUNNER_TEMP=work,
            GITHUB_API_URL=f"http://127.0.0.1:{server.server_port}")
        environment.update({name: expand(text) for name, text in step.get("env", {}).items()})
        result = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said += result.stdout
        if "id" in step:
            lines = [line.split("=", 1) for line in open(path).read().splitlines()]
            outputs[step["id"]] = dict(lines)
        if result.returncode:
            ended = result.returncode
            break
    declared = {name: expand(entry["value"]) for name, entry in action["outputs"].items()}
    print(json.dumps({"ended": ended, "said": said, "asked": asked, "outputs": declared,
        "summary": open(f"{work}/summary").read() if os.path.exists(f"{work}/summary") else ""}))
    """#

  private struct Result {
    let document: Node
    var ended: Int? { document["ended"]?.int }
    var said: String { document["said"]?.string ?? "" }
    var summary: String { document["summary"]?.string ?? "" }
    var asked: [Node] { document["asked"]?.array ?? [] }
    func output(_ name: String) -> String? { document["outputs"]?[name]?.string }
    /// The text of the comment that was written, and with which method and where.
    var comment: (how: String, body: String)? {
      guard let last = asked.last?.array, last.count == 4, let body = last[3]["body"]?.string
      else { return nil }
      return ("\(last[0].string ?? "") \(last[1].string ?? "")", body)
    }
  }

  private func run(
    _ repository: TestRepository, event: Node, inputs: [Member] = [], more: [Member] = []
  ) async throws -> Result {
    let root = FilePath("\(#filePath)").removingLastComponent().appending("../..")
    let tool = BuiltProducts.directory.appending("credtree").string
    let setup = Node.object(
      [
        Member("event", event),
        Member(
          "inputs",
          .object(
            [
              Member("credtree", .string(tool)),
              Member("working-directory", .string(repository.folder.string)),
            ] + inputs)),
      ] + more)
    let work = repository.sandbox.appending("runner")
    try await repository.succeed("rm", ["-rf", work.string])
    try await repository.succeed("mkdir", [work.string])
    let output = try await repository.succeed(
      "python3",
      [
        "-c", Self.runner, root.lexicallyNormalized().string, work.string,
        String(decoding: JSON.write(setup), as: UTF8.self),
      ])
    return Result(document: try JSON.parse(output.stdout.span))
  }

  private func pullRequest(_ base: String, _ head: String) -> Node {
    func commit(_ id: String) -> Node { .object([Member("sha", .string(id))]) }
    return .object([
      Member(
        "pull_request",
        .object([
          Member("number", .int(7)), Member("base", commit(base)), Member("head", commit(head)),
        ]))
    ])
  }

  @Test func aPullRequestGetsOneComment() async throws {
    try await withRepository("action") { repository in
      try await repository.createUser("gate")
      let base = try await repository.head()
      try await repository.credtree(
        "update", "gate", "username=v", "--title", "a $(id) `id` | @all")
      let good = try await repository.head()
      let clean = try await run(repository, event: pullRequest(base, good))
      #expect(clean.ended == 0, "\(clean.said)")
      #expect(clean.output("findings") == "false")
      #expect(clean.output("comment-url") == "https://example.com/pull/7#c1")
      let first = try #require(clean.comment)
      #expect(first.how == "POST /repos/acme/shop/issues/7/comments")
      #expect(first.body.hasPrefix("<!-- credtree review -->\n") && first.body.contains("gate"))
      #expect(!first.body.contains("uid=") && !first.body.contains("@all"))
      #expect(clean.asked.allSatisfy { $0.array?[2].string == "Bearer t0ken" })
      #expect(!clean.said.contains("t0ken") && clean.summary.contains("gate"))

      try await repository.succeed(
        "sed", ["-i", #"s/\("password": \)"ENC[^"]*"/\1"hunter2"/"#, "credentials/gate.json"])
      try await repository.git("commit", "--quiet", "-am", "spoilt")
      // Somebody else's comment that begins the same is not ours.
      func comment(_ id: Int, _ kind: String, _ body: String) -> Node {
        .object([
          Member("id", .int(id)), Member("body", .string(body)),
          Member("user", .object([Member("type", .string(kind))])),
        ])
      }
      let others = (0..<100).map { comment($0, "User", "<!-- credtree review --> fake") }
      let comments = others + [comment(555, "Bot", "<!-- credtree review -->\nold")]
      let bad = try await run(
        repository, event: pullRequest(base, try await repository.head()),
        inputs: [Member("sarif", .string(repository.sandbox.appending("out.sarif").string))],
        more: [Member("comments", .array(comments))])
      #expect(bad.ended == 1 && bad.output("findings") == "true")
      #expect(bad.comment?.how == "PATCH /repos/acme/shop/issues/comments/555")
      #expect(
        bad.comment?.body.contains("secret\\-in\\-clear") ?? false
          || bad.comment?.body.contains("secret-in-clear") ?? false)
      #expect(bad.comment.map { !$0.body.contains("hunter2") } ?? false)
      #expect(bad.said.contains("::error title=credtree::there are findings"))
      let sarif = try [UInt8](contentsOf: repository.sandbox.appending("out.sarif"))
      #expect(try JSON.parse(sarif.span)["version"]?.string == "2.1.0")
    }
  }

  @Test func otherEventsAndWhatIsDenied() async throws {
    try await withRepository("events") { repository in
      try await repository.createUser("gate")
      let base = try await repository.head()
      try await repository.credtree("update", "gate", "username=v")
      let head = try await repository.head()
      // A fork's token may not write comments; the findings count all the same.
      let denied = try await run(
        repository, event: pullRequest(base, head), more: [Member("denied", .bool(true))])
      #expect(denied.ended == 0 && denied.said.contains("::warning"))
      let push = try await run(
        repository, event: .object([Member("before", .string(base))]),
        more: [Member("sha", .string(head))])
      #expect(
        push.ended == 0 && push.asked.isEmpty && push.summary.contains("gate"), "\(push.said)")
      let zeros = String(repeating: "0", count: 40)
      let branch = try await run(
        repository, event: .object([Member("before", .string(zeros))]),
        more: [Member("sha", .string(head))])
      #expect(branch.ended == 0 && branch.asked.isEmpty, "\(branch.said)")
      let shallow = try await run(
        repository, event: pullRequest(String(repeating: "1", count: 40), head))
      #expect(shallow.ended == 1 && shallow.said.contains("fetch-depth: 0"))
      let evil = try await run(
        repository, event: .object([]), inputs: [Member("range", .string("--help"))])
      #expect(evil.ended == 1)
      let missing = try await run(
        repository, event: .object([]), inputs: [Member("credtree", .string("no-such-credtree"))])
      #expect(missing.ended == 1 && missing.said.contains("no-such-credtree"))
    }
  }
}

/// The pre-commit framework runs what `.pre-commit-hooks.yaml` says.
@Suite struct PreCommitTests {
  @Test func theFrameworkRunsTheHooks() async throws {
    try await withRepository("framework") { repository in
      try await repository.createUser("gate")
      // A repository of hooks is cloned at a commit, so these get one of their own.
      let hooks = repository.sandbox.appending("hooks")
      let source = FilePath("\(#filePath)").removingLastComponent()
        .appending("../../.pre-commit-hooks.yaml").lexicallyNormalized()
      try await repository.succeed(
        "sh",
        [
          "-euc",
          "git init -q \"$1\"; cp \"$2\" \"$1\"; cd \"$1\"; git add .; git commit -qm hooks",
          "sh", hooks.string, source.string,
        ])
      let commit = try await repository.succeed("git", ["-C", hooks.string, "rev-parse", "HEAD"])
      try repository.write(
        """
        repos:
          - repo: file://\(hooks.string)
            rev: \(commit.text.filter { !$0.isNewline })
            hooks: [{ id: credtree-check }, { id: credtree-check-push }]

        """, to: ".pre-commit-config.yaml")
      try await repository.git("add", ".pre-commit-config.yaml")
      let program = TestTools.program("pre-commit")
      let folders = [
        BuiltProducts.directory.string, program.removingLastComponent().string,
        repository.environment["PATH"] ?? "",
      ]
      let path = [
        "PATH": folders.joined(separator: ":"),
        "PYTHONPATH": TestTools.program("pre-commit.library").string,
      ]
      try await repository.succeed(
        program.string,
        ["install", "-t", "pre-commit", "-t", "pre-push"], environment: path)
      let good = try await repository.run(
        "git", ["commit", "-m", "hooks"], environment: path)
      #expect(good.exit == 0, "\(good.text + good.message)")
      #expect((good.text + good.message).contains("Passed"))
      try await repository.succeed(
        "sed", ["-i", #"s/\("password": \)"ENC[^"]*"/\1"hunter2"/"#, "credentials/gate.json"])
      try await repository.git("add", "credentials/gate.json")
      let refused = try await repository.run(
        "git", ["commit", "-m", "spoilt"], environment: path)
      #expect(refused.exit == 1, "\(refused.text + refused.message)")
      #expect((refused.text + refused.message).contains("[secret-in-clear]"))
      // What the framework stashes does not count, and is not lost.
      try await repository.git("checkout", "--quiet", "HEAD", "--", "credentials/gate.json")
      try repository.write("x\n", to: "other.txt")
      try await repository.git("add", "other.txt")
      try await repository.succeed(
        "sed", ["-i", #"s/"type": "basic-auth"/"type": "x"/"#, "credentials/gate.json"])
      try await repository.succeed("git", ["commit", "-m", "other"], environment: path)
      let bare = repository.sandbox.appending("server.git")
      try await repository.succeed("git", ["init", "--quiet", "--bare", bare.string])
      try await repository.git("remote", "add", "origin", bare.string)
      let pushed = try await repository.run("git", ["push", "origin", "main"], environment: path)
      #expect(pushed.exit == 0, "\(pushed.text + pushed.message)")
      try await repository.succeed(
        "git", ["commit", "--no-verify", "-am", "spoilt"], environment: path)
      let held = try await repository.run("git", ["push", "origin", "main"], environment: path)
      #expect(held.exit == 1 && (held.text + held.message).contains("[unknown-type]"))
    }
  }
}
