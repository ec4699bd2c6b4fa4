import Documents
import SystemPackage
import TestSupport
import Testing

/// A secret that one commit had in clear and the next took away is in history all the same.
@Suite struct RangeSecretTests {
  /// Puts the password of `gate` in clear, in a commit; the next one brings it back.
  private func leak(_ repository: TestRepository) async throws -> String {
    try await repository.succeed(
      "sed", ["-i", #"s/\("password": \)"ENC[^"]*"/\1"hunter2"/"#, "credentials/gate.json"])
    try await repository.git("commit", "--quiet", "-am", "oops")
    let commit = try await repository.git("rev-parse", "HEAD")
    try await repository.git("checkout", "--quiet", "HEAD~1", "--", "credentials/gate.json")
    try await repository.git("commit", "--quiet", "-m", "never mind")
    return commit
  }

  @Test func aSecretInBetweenIsFoundWithItsCommit() async throws {
    try await withRepository("between") { repository in
      try await repository.createUser("gate")
      let start = try await repository.git("rev-parse", "HEAD")
      let commit = try await leak(repository)
      let text = try await repository.run("credtree", ["check", "--range", "\(start)..HEAD"])
      #expect(text.exit == 1)
      #expect(
        text.text.contains(
          "error: password lay in clear: commit \(commit.prefix(10)) has it"), "\(text.text)")
      #expect(!text.text.contains("hunter2"))
      let json = try await repository.run(
        "credtree", ["check", "--range", "\(start)..HEAD", "--json"])
      let finding = try JSON.parse(Array(json.text.utf8).span)["findings"]?.array?.first {
        $0["rule"]?.string == "secret-in-clear"
      }
      #expect(finding?["commit"]?.string == commit)
      #expect(finding?["credential"]?.string == "gate")
      let tip = try await repository.run(
        "credtree", ["check", "--range", "\(start)..HEAD", "--no-history"])
      #expect(tip.exit == 0, "\(tip.text)")
      let after = try await repository.run("credtree", ["check", "--range", "\(commit)..HEAD"])
      #expect(!after.text.contains("lay in clear"), "\(after.text)")
      let work = try await repository.run("credtree", ["check", "--no-history"])
      #expect(work.exit == 0, "\(work.text)")
    }
  }

  @Test func whatWasDecryptedAsAWholeIsFound() async throws {
    try await withRepository("decrypted") { repository in
      try await repository.createUser("gate")
      let start = try await repository.git("rev-parse", "HEAD")
      let script = """
        import json
        file = json.load(open("credentials/gate.json"))
        del file["sops"]
        for key in file["secret"]: file["secret"][key] = "hunter2"
        json.dump(file, open("credentials/gate.json", "w"))
        """
      try await repository.succeed("python3", ["-c", script])
      try await repository.git("commit", "--quiet", "-am", "decrypted")
      try await repository.git("rm", "--quiet", "credentials/gate.json")
      try await repository.git("commit", "--quiet", "-m", "gone")
      let report = try await repository.run("credtree", ["check", "--range", "\(start)..HEAD"])
      #expect(report.exit == 1)
      for field in ["username", "password"] {
        #expect(report.text.contains("\(field) lay in clear"), "\(report.text)")
      }
    }
  }

  @Test func everyCommitOfARangeIsLookedAt() async throws {
    try await withRepository("branches") { repository in
      try await repository.createUser("gate")
      let start = try await repository.git("rev-parse", "HEAD")
      let token = "ghp_" + "R7mQ2xLp9ZtKfW4bYc8NhJd3VsEa6GuT1o5X"
      try await repository.git("switch", "--quiet", "-c", "side")
      try repository.write("token=\(token)\n", to: "deploy.env")
      try await repository.git("add", "-A")
      try await repository.git("commit", "--quiet", "-m", "side")
      let leaked = try await repository.git("rev-parse", "HEAD")
      try repository.write("token=\n", to: "deploy.env")
      try await repository.git("commit", "--quiet", "-am", "side again")
      try await repository.git("switch", "--quiet", "main")
      try repository.write("x\n", to: "other.txt")
      try await repository.git("add", "-A")
      try await repository.git("commit", "--quiet", "-m", "main")
      try await repository.git("merge", "--quiet", "--no-edit", "side")
      let merge = try await repository.git("rev-parse", "HEAD")
      try await repository.git("commit", "--quiet", "--allow-empty", "-m", "empty")
      // Not on the first parents' line, and brought by no merge.
      let report = try await repository.run(
        "credtree", ["check", "--range", "\(start)..HEAD", "--json"])
      let document = try JSON.parse(Array(report.text.utf8).span)
      let found = (document["findings"]?.array ?? []).filter {
        $0["rule"]?.string == "plaintext-secret"
      }
      #expect(report.exit == 1 && found.count == 1, "\(report.text)")
      #expect(found.first?["commit"]?.string == leaked)
      #expect(found.first?["file"]?.string == "deploy.env")
      // What a merge itself brings is no parent's.
      try await repository.git("reset", "--quiet", "--hard", merge)
      try repository.write("token=\(token)\n", to: "evil.env")
      try await repository.git("add", "-A")
      try await repository.git("commit", "--quiet", "--amend", "--no-edit")
      let evil = try await repository.git("rev-parse", "HEAD")
      try await repository.git("rm", "--quiet", "evil.env")
      try await repository.git("commit", "--quiet", "-m", "gone")
      let second = try await repository.run(
        "credtree", ["check", "--range", "\(start)..HEAD", "--json"])
      #expect(second.text.contains("evil.env") && second.text.contains(evil), "\(second.text)")
    }
  }

  @Test func aPushThatBringsOneIsRefused() async throws {
    try await withRepository("pushed-between") { repository in
      try await repository.createUser("gate")
      let bare = repository.sandbox.appending("server.git")
      try await repository.succeed(
        "git", ["clone", "--quiet", "--bare", repository.folder.string, bare.string])
      try await repository.succeed("credtree", ["hooks", "install"], in: bare)
      try await repository.git("remote", "add", "origin", bare.string)
      let commit = try await leak(repository)
      for target in ["main", "refs/heads/new"] {
        let push = try await repository.run("git", ["push", "origin", "HEAD:\(target)"])
        #expect(push.exit == 1 && push.message.contains("[secret-in-clear]"), "\(push.message)")
        #expect(push.message.contains("commit \(commit.prefix(10)) has it"), "\(push.message)")
      }
      try await repository.git("fetch", "--quiet", "origin")
      try await repository.credtree("hooks", "install", "--pre-push")
      let client = try await repository.run("git", ["push", "origin", "HEAD:main"])
      #expect(client.exit == 1 && !client.message.contains("declined"), "\(client.message)")
    }
  }
}
