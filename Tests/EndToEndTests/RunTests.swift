import Documents
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// `run`: programs with secrets in their environment, and what comes of their output.
@Suite struct RunTests {
  private func database(_ repository: TestRepository) async throws {
    try await repository.credtree(
      "create", "postgresql", "db", "host=db.example.com", "database=shop", "username=robot",
      "password=@\(repository.canaryFile.string)")
  }

  private func run(
    _ repository: TestRepository, _ words: [String], environment: [String: String] = [:],
    mayShowSecrets: Bool = false
  ) async throws -> Output {
    try await repository.run(
      "credtree", ["run"] + words, environment: environment, mayShowSecrets: mayShowSecrets)
  }

  private static let password = "--env=SECRET=cred://db#password"

  @Test func aProgramGetsExactBytesAndShowsNone() async throws {
    try await withRepository("run") { repository in
      try await database(repository)
      let script = """
        printf %s "$SECRET" | cmp - "$1" || exit 9
        printf 'it is <%s>, and ' "$SECRET"; printf %s "$SECRET" | base64 -w0
        printf ' and '; printf %s "$SECRET" | od -An -tx1 | tr -d ' \\n'
        printf 'oh: %s\\n' "$SECRET" >&2
        """
      let output = try await run(
        repository,
        [Self.password, "--", "sh", "-c", script, "sh", repository.canaryFile.string])
      #expect(output.exit == 0, "\(output.message)")
      #expect(output.text.hasPrefix("it is <***>, and ***"))
      #expect(output.text.hasSuffix(" and ***"))
      #expect(output.message == "oh: ***\n")
      let open = try await run(
        repository, [Self.password, "--no-mask", "--", "sh", "-c", "printf %s \"$SECRET\""],
        mayShowSecrets: true)
      #expect(open.text == repository.canary.text)
      // Arguments are handed on as they are, and no shell looks at them.
      let words = try await run(
        repository, [Self.password, "--", "printf", "[%s]", "a b", "$SECRET", "", "--env", "-C"])
      #expect(words.text == "[a b][$SECRET][][--env][-C]")
      let listed = try await repository.credtree("list", "--json")
      let items = try JSON.parse(listed.stdout.span)["credentials"]?.array ?? []
      #expect(items.first?["lastUsed"] != nil)
    }
  }

  @Test func namesThatProgramsKnowAndWhichSourceWins() async throws {
    try await withRepository("run") { repository in
      try await database(repository)
      let variables = try await run(
        repository,
        [
          "--credential", "db", "--", "sh", "-c",
          "echo $PGHOST $PGDATABASE; test -n \"$PGPASSWORD\" && echo $PGPASSWORD",
        ])
      #expect(variables.text == "db.example.com shop\n***\n")
      try repository.write(
        "# a file\nPGHOST=other.example.com\nMODE='x y'\nPGPASSWORD=cred://db#password\n",
        to: "run.env")
      let filed = try await run(
        repository,
        [
          "--credential", "db", "--env-file", "run.env", "--env", "MODE=cred://db#database", "--",
          "sh", "-c", "echo $PGHOST $MODE $PGPASSWORD",
        ])
      #expect(filed.text == "other.example.com shop ***\n")
      let twice = try await run(
        repository, [Self.password, "--env", "SECRET=cred://db#username", "--", "true"])
      #expect(twice.exit == 125)
      #expect(twice.message.contains("SECRET"))
      let child = try await run(
        repository, [Self.password, "--", "env"],
        environment: [
          "CREDTREE_IDENTITY_FILE": repository.identity.string, "SOPS_AGE_KEY_FILE": "/none",
          "SECRET": "inherited",
        ])
      #expect(child.text.contains("SECRET=***\n") && !child.text.contains("inherited"))
      #expect(!child.text.contains("CREDTREE_IDENTITY") && !child.text.contains("SOPS_AGE_"))
    }
  }

  private func status(
    _ repository: TestRepository, _ options: [String], _ words: [String]
  ) async throws -> Int32? {
    let output = try await run(repository, options + ["--"] + words)
    if case .signaled(let number) = output.status { return 128 + number }
    return output.exit
  }

  @Test(arguments: [true, false])
  func statusesArePassedOn(_ isMasked: Bool) async throws {
    try await withRepository("run") { repository in
      try await database(repository)
      let options = [Self.password] + (isMasked ? [] : ["--no-mask"])
      #expect(try await status(repository, options, ["true"]) == 0)
      #expect(try await status(repository, options, ["sh", "-c", "exit 3"]) == 3)
      #expect(try await status(repository, options, ["sh", "-c", "exit 255"]) == 255)
      #expect(try await status(repository, options, ["sh", "-c", "kill -TERM $$"]) == 143)
      #expect(try await status(repository, options, ["sh", "-c", "kill -KILL $$"]) == 137)
      #expect(try await status(repository, options, ["no-such-program"]) == 127)
      #expect(try await status(repository, options, ["./no/such/program"]) == 127)
      #expect(try await status(repository, options, ["/etc/passwd"]) == 126)
      #expect(try await status(repository, options, ["/etc"]) == 126)
      // The output of a program that is not there to be read any longer.
      let pipe = try await repository.run(
        "bash",
        [
          "-c", "set -o pipefail; \"$0\" run \"$@\" -- yes | head -1",
          BuiltProducts.directory.appending("credtree").string,
        ] + options)
      #expect(pipe.text == "y\n")
      #expect(pipe.exit == 141)
    }
  }

  @Test func itsOwnFailuresAre125() async throws {
    try await withRepository("run") { repository in
      try await database(repository)
      for words in [
        ["--"], [], ["--env", "A=literal", "--", "true"],
        ["--env", "A=cred://db#none", "--", "true"],
        ["--env", "A=cred://none#password", "--", "true"], ["--nonsense", "--", "true"],
        ["--env-file", "none", "--", "true"], ["--ci", "jenkins", "--", "true"], ["true"],
      ] {
        let output = try await run(repository, words)
        #expect(output.exit == 125, "\(words): \(output.message)")
        #expect(output.stdout.isEmpty)
      }
      try await repository.succeed(
        "mv", [repository.identity.string, repository.inbox.appending("key").string])
      let locked = try await run(repository, [Self.password, "--", "true"])
      #expect(locked.exit == 125)
      #expect(locked.message.contains("cannot be opened"))
    }
  }

  @Test func signalsReachTheProgram() async throws {
    try await withRepository("run") { repository in
      try await database(repository)
      let script = """
        "$0" run "$1" -- sh -c 'trap "echo caught; exit 7" TERM; echo ready; while :; do sleep 0.05; done' > log &
        child=$!
        while ! grep -q ready log; do sleep 0.05; done
        kill -TERM $child
        wait $child
        echo $?
        cat log
        """
      let output = try await repository.run(
        "sh",
        ["-c", script, BuiltProducts.directory.appending("credtree").string, Self.password])
      #expect(output.text == "7\nready\ncaught\n")
    }
  }

  /// `script` gives a program a terminal, and shows what came to it.
  @Test func aTerminalStaysOne() async throws {
    try await withRepository("run") { repository in
      try await database(repository)
      let inner =
        "test -t 0 && test -t 1 && test -t 2 && echo all; tty; printf 'a %s\\n' \"$SECRET\"; exit 4"
      let tool = BuiltProducts.directory.appending("credtree").string
      let command = "\(tool) run \(Self.password.replacing("#", with: "\\#")) -- sh inner.sh"
      try repository.write(inner, to: "inner.sh")
      let output = try await repository.run(
        "script", ["--quiet", "--return", "--command", command, "/dev/null"])
      #expect(output.text.contains("all\r\n"), "\(output.text)")
      #expect(output.text.contains("/dev/pts/"))
      #expect(output.text.contains("a ***\r\n"))
      #expect(output.exit == 4)
    }
  }

  @Test func jobsOfGitHubAndGitLab() async throws {
    try await withRepository("run") { repository in
      try await database(repository)
      let (env, output) = (
        repository.inbox.appending("github-env"), repository.inbox.appending("github-output")
      )
      let places = ["GITHUB_ENV": env.string, "GITHUB_OUTPUT": output.string]
      let job = try await run(
        repository, [Self.password, "--ci", "github", "--", "sh", "-c", "echo after $SECRET"],
        environment: places, mayShowSecrets: true)
      let lines = job.text.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.first?.hasPrefix("::add-mask::") == true)
      #expect(lines.dropLast().last == "after ***")
      for file in [env, output] {
        let text = String(decoding: try [UInt8](contentsOf: file), as: UTF8.self)
        let parts = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(parts.first?.hasPrefix("SECRET<<ghadelimiter_") == true)
        let end = parts.first?.dropFirst("SECRET<<".count)
        #expect(parts.dropLast().last == end)
        #expect(parts.dropFirst().dropLast(2).joined(separator: "\n") == repository.canary.text)
      }
      // Without a program it only tells the job.
      let told = try await run(
        repository, [Self.password, "--ci", "github", "--ci-to", "none"], environment: places,
        mayShowSecrets: true)
      #expect(told.exit == 0)
      #expect(told.text.hasPrefix("::add-mask::"))
      let gitlab = try await run(
        repository, [Self.password, "--ci", "gitlab", "--", "sh", "-c", "echo $SECRET"])
      #expect(gitlab.text == "***\n")
    }
  }
}
