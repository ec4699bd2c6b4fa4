import SystemPackage
import TestSupport
import Testing

/// Outputs reach their targets, which are real: a folder, repositories, a program.
@Suite(.drawn) struct SyncTests {
  /// A registry login that goes to a folder, a repository, and a program, below `inbox`.
  private func setUp(_ repository: TestRepository, url: String? = nil) async throws {
    try await repository.createRegistryLogin("hub")
    try await repository.succeed(
      "git",
      ["init", "--quiet", "--bare", "-b", "main", repository.inbox.appending("live.git").string])
    let address = url ?? repository.inbox.appending("live.git").string
    let text = """
      outputs:
        - artifact: docker-config
          credentials: [hub]
          path: build/config.json
          targets: [folder, live, program]
      targets:
        folder: { kind: directory, path: "\(repository.inbox.appending("srv").string)" }
        live: { kind: git, url: "\(address)", branch: main, path: shop }
        program: { kind: command }

      """
    let old = String(decoding: try repository.contents(of: "credtree.yaml"), as: UTF8.self)
    try repository.write(old + text, to: "credtree.yaml")
    try await repository.succeed(
      "git",
      [
        "config", "--global", "credtree.target.program.command",
        "sh -c 'cat > \(repository.inbox.string)/got'",
      ])
    try await repository.git("commit", "--quiet", "-am", "outputs")
  }

  /// What each target has, which must be what is rendered now.
  private func expectDelivered(_ repository: TestRepository) async throws {
    let rendered = try await repository.render("docker-config", ["hub"], to: "rendered.json")
    let script = """
      cmp rendered.json srv/build/config.json; cmp rendered.json got
      git --git-dir=live.git cat-file blob main:shop/build/config.json | cmp rendered.json
      test "$(stat -c %a srv/build/config.json)" = 600
      """
    try await repository.succeed("sh", ["-ec", script], in: repository.inbox)
    #expect(rendered == repository.inbox.appending("rendered.json"))
  }

  @Test func threeKindsOfTargets() async throws {
    try await withRepository("sync") { repository in
      try await setUp(repository)
      let first = try await repository.credtree("sync", "--json")
      #expect(first.text.contains("\"attempted\": 3,\n\t\"ok\": 3,\n\t\"failed\": 0,"))
      try await expectDelivered(repository)
      // Nothing is due, and delivering again changes nothing.
      #expect(try await repository.credtree("sync").text == "nothing is due\n")
      try await repository.credtree("sync", "--all")
      let count = [
        "--git-dir", repository.inbox.appending("live.git").string, "rev-list", "--count", "main",
      ]
      #expect(try await repository.succeed("git", count).text == "1\n")

      try await repository.credtree("update", "hub", "username=other")
      let due = try await repository.run("credtree", ["status", "--exit-code", "--json"])
      #expect(due.exit == 1)
      #expect(due.text.contains("\"due\": 3"))
      #expect(
        try await repository.credtree("get", "hub", "--json").text.contains(
          "\"folder\": \"OUTDATED\""))
      try await repository.credtree("sync", "hub")
      try await expectDelivered(repository)
      #expect(
        try await repository.credtree("list", "--json").text.contains("\"program\": \"SYNCED\""))
      try await repository.requireCleanRepository()

      // Another clone that has the reference sees the same.
      let clone = repository.sandbox.appending("clone")
      try await repository.git("clone", "--quiet", repository.folder.string, clone.string)
      try await repository.succeed(
        "git", ["fetch", "--quiet", "origin", "refs/credtree/state:refs/credtree/state"], in: clone)
      let status = try await repository.succeed("credtree", ["status", "--json"], in: clone)
      #expect(status.text.contains("\"due\": 0"))
    }
  }

  @Test func oneTargetThatFailsKeepsNoOtherFromItsFiles() async throws {
    try await withRepository("sync") { repository in
      try await setUp(repository)
      try await repository.succeed("sh", ["-ec", "echo x > srv"], in: repository.inbox)
      let answer = try await repository.run("credtree", ["sync", "--json"])
      #expect(answer.exit == 7)
      #expect(answer.text.contains("\"ok\": 2,\n\t\"failed\": 1,"))
      let status = try await repository.credtree("status")
      #expect(status.text.contains("folder   ERROR "))
      try await repository.succeed("sh", ["-ec", "rm srv"], in: repository.inbox)
      let again = try await repository.credtree("sync", "--json")
      #expect(again.text.contains("\"attempted\": 1,"))
      try await expectDelivered(repository)

      // A program that fails, one that does not read, and none at all.
      let key = "credtree.target.program.command"
      for command in ["false", "no-such-program-here", "'unfinished"] {
        try await repository.succeed("git", ["config", "--global", key, command])
        let failed = try await repository.run("credtree", ["sync", "--all", "--json"])
        #expect(failed.exit == 7, "\(command)")
      }
      try await repository.succeed("git", ["config", "--global", key, "true"])
      try await repository.credtree("sync")
      try await repository.succeed("git", ["config", "--global", "--unset", key])
      let missing = try await repository.run("credtree", ["sync", "--all"])
      #expect(missing.exit == 7)
      #expect(missing.text.contains("git config \(key)"))
    }
  }

  /// No one who can only push to the repository decides where values go.
  @Test func aTargetThatLeadsElsewhereIsNotServed() async throws {
    try await withRepository("sync") { repository in
      try await setUp(repository)
      let first = try await repository.credtree("sync")
      #expect(first.message.contains("this clone now trusts the targets"))
      let text = String(decoding: try repository.contents(of: "credtree.yaml"), as: UTF8.self)
      let elsewhere = repository.inbox.appending("elsewhere").string
      try repository.write(
        text.replacing(repository.inbox.appending("srv").string, with: elsewhere),
        to: "credtree.yaml")
      let answer = try await repository.run("credtree", ["sync", "--all"])
      #expect(answer.exit == 7)
      #expect(answer.text.contains("--target folder"))
      try await repository.succeed("sh", ["-ec", "! ls elsewhere 2>&-"], in: repository.inbox)
      try await repository.credtree("sync", "--target", "folder")
      try await repository.succeed(
        "sh", ["-ec", "ls elsewhere/build/config.json"], in: repository.inbox)
      // A command line in the repository is refused before anything is read.
      try repository.write(
        text.replacing("{ kind: command }", with: "{ kind: command, command: id }"),
        to: "credtree.yaml")
      #expect(try await repository.run("credtree", ["sync", "--all"]).exit == 5)
    }
  }

  @Test func refusedDestinations() async throws {
    try await withRepository("sync") { repository in
      try await setUp(repository)
      let text = String(decoding: try repository.contents(of: "credtree.yaml"), as: UTF8.self)
      let folder = repository.inbox.appending("srv").string
      let url = repository.inbox.appending("live.git").string
      try await repository.succeed(
        "sh",
        [
          "-ec",
          "git init -q -b main open; git init -q -b main ignoring; echo '*' > ignoring/.gitignore",
        ],
        in: repository.inbox)
      for (old, new, reason) in [
        (folder, repository.inbox.appending("open").string, "git tracks"),
        (url, repository.inbox.appending("open").string, "is checked out"),
        (url, repository.folder.string, "is this repository"),
        (url, "ext::sh -c id", "url must be"),
        (url, repository.inbox.appending("srv").string, "cannot open"),
      ] {
        try repository.write(text.replacing("\"\(old)\"", with: "\"\(new)\""), to: "credtree.yaml")
        let answer = try await repository.run("credtree", ["sync", "--all", "--yes"])
        #expect(answer.exit == 7, "\(new)")
        // The others get theirs.
        #expect(answer.text.contains("2 of 3 delivered"), "\(answer.text)")
        #expect(answer.text.contains(reason), "\(answer.text)")
      }
      for path in ["../x", "a//b", ".GIT/hooks", "/x"] {
        try repository.write(
          text.replacing("path: shop", with: "path: \"\(path)\""), to: "credtree.yaml")
        let answer = try await repository.run("credtree", ["sync", "--all", "--yes"])
        #expect(answer.exit == 7, "\(path)")
      }
      try repository.write(
        text.replacing(
          "\"\(folder)\"", with: "\"\(repository.inbox.appending("ignoring").string)\""),
        to: "credtree.yaml")
      try await repository.credtree("sync", "--all", "--yes")
    }
  }

  /// To another machine, the `git` program pushes.
  @Test func aRepositoryThatIsReachedOverTheNetwork() async throws {
    try await withRepository("sync") { repository in
      let port = try LoopbackPort.free()
      try await setUp(repository, url: "git://127.0.0.1:\(port)/live.git")
      try await repository.withServer(
        "git",
        [
          "daemon", "--reuseaddr", "--listen=127.0.0.1", "--port=\(port)", "--export-all",
          "--enable=receive-pack", "--base-path=\(repository.inbox.string)",
        ], port: port
      ) {
        try await repository.credtree("sync")
        try await expectDelivered(repository)
        try await repository.credtree("update", "hub", "username=other")
        try await repository.credtree("sync")
        try await expectDelivered(repository)
        try await repository.credtree("sync", "--all")
      }
      let count = [
        "--git-dir", repository.inbox.appending("live.git").string, "rev-list", "--count", "main",
      ]
      #expect(try await repository.succeed("git", count).text == "2\n")
      let refused = try await repository.syncAll()
      #expect(refused.output.exit == 7)
      #expect(refused.left.isEmpty)
    }
  }

  /// Whatever moment a process dies at, the next one brings every target to what it should have.
  @Test(.timeLimit(.minutes(30)))
  func aSyncKilledAtAnyMoment() async throws {
    try await withRepository("sync") { repository in
      try await setUp(repository)
      try await repository.credtree("sync")
      var numbers = Numbers()
      var span = Duration.milliseconds(60)
      var killed = 0
      for round in 0..<60 {
        try await repository.credtree("update", "hub", "username=robot\(round)")
        let wasRunning = try await repository.runAndKill(
          "credtree", ["sync", "--all"], after: span * Double.random(in: 0..<1, using: &numbers))
        if wasRunning { killed += 1 }
        span = span * (wasRunning ? 1.1 : 0.8)
        try await repository.credtree("sync")
        try await expectDelivered(repository)
        #expect(try await repository.credtree("status", "--json").text.contains("\"due\": 0"))
      }
      #expect(killed >= 10, "only \(killed) of 60 were killed before they ended")
      let left = try await repository.succeed(
        "find", [repository.inbox.string, "-name", "*.credtree-*", "-o", "-name", "*.lock"])
      #expect(left.text.isEmpty)
      try await repository.succeed(
        "git", ["--git-dir", repository.inbox.appending("live.git").string, "fsck", "--strict"])
      try await repository.requireCleanRepository()
    }
  }

  @Test func severalAtOnce() async throws {
    try await withRepository("sync") { repository in
      try await setUp(repository)
      try await repository.credtree("sync")
      try await repository.credtree("update", "hub", "username=other")
      let tool = BuiltProducts.directory.appending("credtree").string
      try await repository.succeed(
        "sh",
        [
          "-ec",
          "for n in 1 2 3 4 5 6; do \"$1\" sync --all --quiet & p=\"$p $!\"; done; for i in $p; do wait $i; done",
          "sh", tool,
        ])
      try await expectDelivered(repository)
      #expect(try await repository.credtree("status", "--json").text.contains("\"due\": 0"))
    }
  }

  /// Everything is written once, and left alone after that.
  @Test func aThousandOutputs() async throws {
    try await withRepository("sync") { repository in
      try await repository.createRegistryLogin("hub")
      var text = String(decoding: try repository.contents(of: "credtree.yaml"), as: UTF8.self)
      text += "outputs:\n"
      for index in 0..<1000 {
        text +=
          "  - { artifact: docker-config, credentials: [hub], path: build/\(index % 10)/\(index) }\n"
      }
      try repository.write(text, to: "credtree.yaml")
      try repository.write("build/\n", to: ".gitignore")
      repository.allowSecrets(below: repository.folder.appending("build"))
      let rendered = try await repository.credtree("render", "--json")
      #expect(rendered.text.split(separator: "written").count == 1001)
      let check = try await repository.credtree("render", "--check", "--json")
      #expect(!check.text.contains("stale"))
    }
  }
}
