import Documents
import SystemPackage
import TestSupport
import Testing

/// The hooks that `credtree hooks install` writes, run by git itself.
@Suite struct HookTests {
  private func hook(_ name: String, of repository: TestRepository) throws -> String {
    String(decoding: try repository.contents(of: ".git/hooks/\(name)"), as: UTF8.self)
  }

  /// A work tree with one credential whose password was put in clear, not staged yet.
  private func spoil(_ repository: TestRepository, _ name: String = "gate") async throws {
    try await repository.succeed(
      "sed", ["-i", #"s/\("password": \)"ENC[^"]*"/\1"hunter2"/"#, "credentials/\(name).json"])
  }

  @Test func whatIsStagedIsCheckedBeforeACommit() async throws {
    try await withRepository("hooks") { repository in
      try await repository.createUser("gate")
      let done = try await repository.credtree("hooks", "install")
      #expect(done.text == "pre-commit runs credtree now\npre-push runs credtree now\n")
      let before = try hook("pre-commit", of: repository)
      let again = try await repository.credtree("hooks", "install", "--json")
      let document = try JSON.parse(again.stdout.span)
      #expect(
        document["hooks"]?.array?.compactMap { $0["change"]?.string } == ["unchanged", "unchanged"])
      #expect(try hook("pre-commit", of: repository) == before)

      try repository.write("x\n", to: "other.txt")
      try await repository.git("add", "other.txt")
      try await spoil(repository)
      // Only the index counts: what lies in the work tree is not committed.
      try await repository.git("commit", "--quiet", "-m", "other")
      try await repository.git("add", "credentials/gate.json")
      let refused = try await repository.run("git", ["commit", "-m", "spoilt"])
      #expect(refused.exit == 1)
      #expect((refused.text + refused.message).contains("[secret-in-clear]"))
      try await repository.git("checkout", "--quiet", "HEAD", "--", "credentials/gate.json")
      // `git commit FILE` has an index of its own, and so has `git commit -a`.
      try await spoil(repository)
      let partly = try await repository.run("git", ["commit", "-m", "x", "credentials/gate.json"])
      #expect(partly.exit == 1)
      let all = try await repository.run("git", ["commit", "-a", "-m", "x"])
      #expect(all.exit == 1)
      try await repository.git("checkout", "--quiet", "HEAD", "--", "credentials/gate.json")

      let removed = try await repository.credtree("hooks", "uninstall")
      #expect(removed.text.contains("pre-commit no longer runs credtree\n"))
      let file = repository.folder.appending(".git/hooks/pre-commit").string
      #expect(try await repository.run("test", ["-e", file]).exit == 1)
      #expect(try await repository.credtree("hooks", "uninstall").text.contains("nothing changed"))
    }
  }

  @Test func aHookThatIsThereStays() async throws {
    try await withRepository("chained") { repository in
      try await repository.createUser("gate")
      let own = "#!/usr/bin/env bash\necho own >>ran\nexit 0\n"
      try repository.write(own, to: ".git/hooks/pre-commit")
      try await repository.succeed("chmod", ["755", ".git/hooks/pre-commit"])
      let done = try await repository.credtree("hooks", "install", "--pre-commit")
      #expect(done.text == "pre-commit runs credtree now, beside what it did before\n")
      try repository.write("x\n", to: "other.txt")
      try await repository.git("add", "other.txt")
      try await repository.git("commit", "--quiet", "-m", "other")
      #expect(try repository.contents(of: "ran") == Array("own\n".utf8))
      try await spoil(repository)
      #expect(try await repository.run("git", ["commit", "-am", "x"]).exit == 1)
      try await repository.credtree("hooks", "uninstall")
      #expect(try hook("pre-commit", of: repository) == own)
    }
  }

  @Test func whatCannotTakeLinesIsLeftAlone() async throws {
    try await withRepository("refused") { repository in
      let own = "#!/usr/bin/env python3\nprint()\n"
      try repository.write(own, to: ".git/hooks/pre-push")
      let refused = try await repository.run("credtree", ["hooks", "install"])
      #expect(refused.exit == 4)
      #expect(refused.message.contains("'credtree check --pre-push'"))
      #expect(try hook("pre-push", of: repository) == own)
      // All of them or none.
      let file = repository.folder.appending(".git/hooks/pre-commit").string
      #expect(try await repository.run("test", ["-e", file]).exit == 1)
      try await repository.git("config", "core.hooksPath", "/etc/githooks")
      #expect(try await repository.run("credtree", ["hooks", "install"]).exit == 4)
      try await repository.git("config", "core.hooksPath", ".githooks")
      try await repository.credtree("hooks", "install", "--pre-commit")
      #expect(!(try repository.contents(of: ".githooks/pre-commit").isEmpty))
    }
  }

  @Test func linkedWorkTreesShareTheHooks() async throws {
    try await withRepository("linked") { repository in
      try await repository.createUser("gate")
      let linked = repository.sandbox.appending("linked")
      try await repository.git("worktree", "add", "--quiet", linked.string)
      try await repository.succeed("credtree", ["hooks", "install", "--pre-commit"], in: linked)
      #expect(try hook("pre-commit", of: repository).contains("check --staged"))
      try await repository.succeed(
        "sed", ["-i", #"s/"type": "basic-auth"/"type": "x"/"#, "credentials/gate.json"], in: linked)
      let refused = try await repository.run("git", ["commit", "-am", "x"], in: linked)
      #expect(refused.exit == 1 && (refused.text + refused.message).contains("[unknown-type]"))
    }
  }

  @Test func whatIsPushedIsCheckedOnBothSides() async throws {
    try await withRepository("pushed") { repository in
      try await repository.createUser("gate")
      let bare = repository.sandbox.appending("server.git")
      try await repository.succeed(
        "git", ["clone", "--quiet", "--bare", repository.folder.string, bare.string])
      repository.search(objectsOf: bare)
      try await repository.succeed("credtree", ["hooks", "install"], in: bare)
      try await repository.git("remote", "add", "origin", bare.string)
      try await repository.git("fetch", "--quiet", "origin")
      try await repository.credtree("update", "gate", "username=v")
      try await repository.git("push", "--quiet", "origin", "main")
      // A page's branch keeps no credentials.
      try await repository.git("switch", "--quiet", "--orphan", "pages")
      try repository.write("<p>", to: "index.html")
      try await repository.git("add", "index.html")
      try await repository.git("commit", "--quiet", "-m", "pages")
      try await repository.git("push", "--quiet", "origin", "pages")
      try await repository.git("switch", "--quiet", "main")
      let good = try await repository.git("rev-parse", "HEAD")
      func expectRefusal(_ rule: String, _ target: String, _ who: String) async throws {
        let answer = try await repository.run("git", ["push", "origin", "HEAD:\(target)"])
        #expect(answer.exit == 1 && (answer.text + answer.message).contains("[\(rule)]"), "\(who)")
        #expect((answer.message).contains("pre-receive hook declined") == (who == "server"))
      }
      for who in ["server", "client"] {
        if who == "client" { try await repository.credtree("hooks", "install", "--pre-push") }
        try await spoil(repository)
        try await repository.git("commit", "--quiet", "-am", "spoilt")
        try await expectRefusal("secret-in-clear", "main", who)
        try await expectRefusal("secret-in-clear", "refs/heads/new", who)
        try await repository.git("reset", "--quiet", "--hard", good)
        try repository.write("password: cred://nothing#password\n", to: "deploy.yaml")
        try await repository.git("add", "deploy.yaml")
        try await repository.git("commit", "--quiet", "-m", "dangling")
        try await expectRefusal("dangling-reference", "main", who)
        try repository.write("password: cred://gate#password\n", to: "deploy.yaml")
        try await repository.git("commit", "--quiet", "-a", "--amend", "-m", "used")
        let used = try await repository.git("rev-parse", "HEAD")
        try await repository.git("rm", "--quiet", "credentials/gate.json")
        try await repository.git("commit", "--quiet", "-m", "deleted")
        try await expectRefusal("deleted-in-use", "main", who)
        try await repository.git(
          "commit", "--quiet", "--amend", "-m",
          "deleted\n\nCredential-Unchecked: gone\nCredential-Id: \(try await id(of: "gate", in: repository))"
        )
        try await repository.git("push", "--quiet", "origin", "HEAD:refs/heads/excused-\(who)")
        try await repository.git("reset", "--quiet", "--hard", used)
        try await repository.git("push", "--quiet", "origin", "HEAD:refs/heads/used-\(who)")
        try await repository.git("push", "--quiet", "origin", ":refs/heads/used-\(who)")
        try await repository.git("reset", "--quiet", "--hard", good)
      }
    }
  }

  private func id(of name: String, in repository: TestRepository) async throws -> String {
    let text = try await repository.git("show", "HEAD^:credentials/\(name).json")
    let bytes = Array(text.utf8)
    return try #require(try JSON.parse(bytes.span)["credential"]?["id"]?.string)
  }
}
