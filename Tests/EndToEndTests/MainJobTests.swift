import Documents
import SystemPackage
import TestSupport
import Testing

/// From an empty repository to a credential that is used, changed, and not deleted.
@Suite struct MainJobTests {
  @Test func initTwiceChangesNothingMore() async throws {
    try await withRepository("main", isInitialised: false) { repository in
      let attributes = "*.bin binary\n# a comment without a line's end"
      let rules = "# ours\ncreation_rules:\n  - path_regex: other/.*\n    age: age1qqq\n"
      try repository.write(attributes, to: ".gitattributes")
      try repository.write(rules, to: ".sops.yaml")
      try await repository.git("add", ".")
      try await repository.git("commit", "--quiet", "-m", "files of the user's own")
      try await repository.credtree("init", "--member", "alice")
      try await repository.requireCleanRepository()
      let first = try await repository.head()
      for name in [".gitattributes", ".sops.yaml"] {
        let text = String(decoding: try repository.contents(of: name), as: UTF8.self)
        #expect(text.contains("# credtree:begin") && text.contains("# credtree:end"))
      }
      let kept = try await repository.git("diff", "HEAD~1", "--", ".gitattributes", ".sops.yaml")
      #expect(
        kept.split(separator: "\n").filter { $0.hasPrefix("-") && !$0.hasPrefix("---") }
          .allSatisfy { attributes.hasSuffix($0.dropFirst()) })
      let mode = try await repository.succeed("stat", ["-c", "%a", repository.identity.string])
      #expect(mode.text == "600\n")

      try await repository.credtree("init", "--member", "alice")
      try await repository.credtree("init", "--member", "bob")
      #expect(try await repository.head() == first)
      try await repository.requireCleanRepository()
    }
  }

  @Test func onlyWhatChangedChanges() async throws {
    try await withRepository("main") { repository in
      try await repository.createRegistryLogin("hub")
      let before = try repository.contents(of: "credentials/hub.json")
      // Times have whole seconds: a change in the same one would not show in them.
      try await Task.sleep(for: .milliseconds(1100))
      let other = try repository.secretFile("other", Array("another-kanarie-77".utf8))
      repository.watch("another-kanarie-77")
      try await repository.credtree("update", "hub", "password=@\(other.string)")
      let after = try repository.contents(of: "credentials/hub.json")
      let lines = { (bytes: [UInt8]) in
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
      }
      let changed = zip(lines(before), lines(after)).filter { $0 != $1 }.compactMap { line, _ in
        line.split(separator: "\"").dropFirst().first
      }
      #expect(lines(before).count == lines(after).count)
      #expect(
        Set(changed) == ["revision", "updatedAt", "password", "seal", "mac", "lastmodified"])
      let commits = try await repository.git("rev-list", "--count", "HEAD")

      try await repository.credtree("update", "hub", "password=@\(other.string)")
      #expect(try repository.contents(of: "credentials/hub.json") == after)
      #expect(try await repository.git("rev-list", "--count", "HEAD") == commits)
    }
  }

  @Test func whatIsShownIsNeverASecret() async throws {
    try await withRepository("main") { repository in
      try await repository.createRegistryLogin("hub")
      let list = try await repository.credtree("list", "--json")
      let document = try JSON.parse(list.stdout.span)
      #expect(document["total"]?.int == 1)
      let item = try #require(document["credentials"]?.array?.first)
      #expect(item["name"]?.string == "hub")
      #expect(item["type"]?.string == "container-registry")
      #expect(item["secretFields"]?.array?.compactMap(\.string) == ["password"])
      #expect(item["data"]?["server"] != nil)
      #expect(item["data"]?["username"] == nil)
      let shown = try await repository.credtree("get", "hub", "--json")
      let single = try JSON.parse(shown.stdout.span)
      #expect(single["data"]?["username"]?.string == "robot")
      #expect(single["data"]?["password"] == nil)
      for command in [["list"], ["get", "hub"], ["history", "hub"], ["diff", "HEAD~1..HEAD"]] {
        try await repository.succeed("credtree", command)
        try await repository.succeed("credtree", command + ["--json"])
      }
      let id = try #require(item["credentialId"]?.string)
      for reference in [id, String(id.prefix(8))] {
        let revealed = try await repository.credtree(
          "reveal", reference, "password", mayShowSecrets: true)
        let matches = revealed.text == repository.canary.text
        #expect(matches)
      }
    }
  }

  @Test func whatIsUsedIsNotDeleted() async throws {
    try await withRepository("main") { repository in
      try await repository.createRegistryLogin("hub")
      try repository.write(
        "name: my-app\nimage:\n  imagePullAccountSecretId: hub\n", to: "app.yaml")
      try repository.write("password = cred://hub#password\n", to: "settings.ini")
      try await repository.git("add", ".")
      try await repository.git("commit", "--quiet", "-m", "an app that uses it")
      let before = try await repository.head()

      let refused = try await repository.run("credtree", ["delete", "hub", "--json"])
      #expect(refused.exit == 4)
      let error = try JSON.parse(refused.stderr.span)
      #expect(error["error"]?.string == "Credential is still in use")
      #expect(error["code"]?.string == "in_use")
      let references = try #require(error["references"])
      for kind in ["apps", "envs", "hosts", "files"] { #expect(references[kind]?.array != nil) }
      let app = try #require(references["apps"]?.array?.first)
      #expect(app["name"]?.string == "my-app")
      #expect(app["field"]?.string == "imagePullAccountSecretId")
      #expect(app["file"]?.string == "app.yaml")
      #expect(app["line"]?.int == 3)
      let file = try #require(references["files"]?.array?.first)
      #expect(file["file"]?.string == "settings.ini")
      #expect(file["line"]?.int == 1)
      #expect(try await repository.head() == before)
      try await repository.requireCleanRepository()

      let found = try await repository.run("credtree", ["references", "hub", "--exit-code"])
      #expect(found.exit == 1)
      try await repository.git("rm", "--quiet", "app.yaml", "settings.ini")
      try await repository.git("commit", "--quiet", "-m", "no app")
      try await repository.credtree("delete", "hub")
      let gone = try await repository.run("credtree", ["get", "hub"])
      #expect(gone.exit == 3)
    }
  }

  @Test func renderingIsTheSameEachTimeAndNeverTracked() async throws {
    try await withRepository("main") { repository in
      try await repository.createUser("gate")
      let first = try await repository.render("htpasswd", ["gate"], to: "one")
      let second = try await repository.render("htpasswd", ["gate"], to: "two")
      let (one, two) = (try [UInt8](contentsOf: first), try [UInt8](contentsOf: second))
      #expect(one == two)
      let printed = try await repository.credtree("render", "htpasswd", "gate", "-o", "-")
      #expect(printed.stdout == one)
      let tracked = try await repository.run(
        "credtree", ["render", "htpasswd", "gate", "-o", "htpasswd"])
      #expect(tracked.exit != 0)
      try await repository.requireCleanRepository()
      try repository.write("/build/\n", to: ".gitignore")
      try await repository.succeed("mkdir", ["build"])
      try await repository.credtree("render", "htpasswd", "gate", "-o", "build/htpasswd")
      #expect(try repository.contents(of: "build/htpasswd") == one)
    }
  }
}
