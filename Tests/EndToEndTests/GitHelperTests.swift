import Documents
import SystemPackage
import TestSupport
import Testing

/// git's credential helper: what it answers, and git itself against a server that asks who it is.
@Suite struct GitHelperTests {
  private func call(
    _ repository: TestRepository, _ action: String, _ text: String
  ) async throws -> Output {
    let input = try repository.secretFile("helper-input", Array(text.utf8))
    return try await repository.run(
      BuiltProducts.directory.appending("git-credential-credtree").string, [action],
      input: input, environment: ["CREDTREE_DIR": repository.folder.string],
      in: repository.sandbox, mayShowSecrets: true)
  }

  @Test func answersForExactlyTheHost() async throws {
    try await withRepository("git-helper") { repository in
      let secret = "@\(repository.canaryFile.string)"
      try await repository.credtree(
        "create", "github", "all", "username=bob", "password=\(secret)")
      try await repository.credtree(
        "create", "github", "org", "username=team", "password=\(secret)",
        "baseUrl=https://github.com/org")
      try await repository.credtree(
        "create", "gitlab", "lab", "username=lab", "token=\(secret)")
      let password = repository.canary.text
      for (asked, user) in [
        ("protocol=https\nhost=github.com\n", "bob"),
        ("protocol=https\nhost=github.com\n\n", "bob"),
        ("protocol=https\nhost=github.com\npath=org/repo.git\n", "team"),
        ("protocol=https\nhost=github.com\npath=other/repo.git\n", "bob"),
        ("protocol=https\nhost=github.com\npath=org/repo.git\nusername=bob\n", "bob"),
        ("protocol=https\nhost=gitlab.com\nwwwauth[]=Basic\ncapability[]=authtype\n", "lab"),
      ] {
        let output = try await call(repository, "get", asked)
        #expect(output.text == "username=\(user)\npassword=\(password)\n", "\(asked)")
        #expect(output.exit == 0)
      }
      for asked in [
        "protocol=http\nhost=github.com\n", "protocol=https\nhost=github.com.evil.example\n",
        "protocol=https\nhost=github.com:8443\n", "protocol=https\nhost=x@github.com\n",
        "protocol=https\nhost=evil.example\npath=github.com\n", "protocol=cert\nhost=\npath=x\n",
        "protocol=https\nhost=github.com\nusername=carol\n",
      ] {
        let output = try await call(repository, "get", asked)
        #expect(output.stdout.isEmpty, "\(asked)")
      }
      for action in ["store", "erase", "frobnicate"] {
        let output = try await call(repository, action, "protocol=https\nhost=github.com\n")
        #expect(output.exit == 0 && output.stdout.isEmpty && output.stderr.isEmpty)
      }
      #expect(try await call(repository, "capability", "").text == "version 0\n")

      try await repository.succeed(
        "mv", [repository.identity.string, repository.inbox.appending("key").string])
      let locked = try await call(repository, "get", "protocol=https\nhost=github.com\n")
      #expect(locked.text == "quit=1\n")
      #expect(locked.message.contains("cannot be opened"))
    }
  }

  @Test(.timeLimit(.minutes(30)))
  func gitClonesAndPushesThroughTheHelper() async throws {
    try await withRepository("git-helper") { repository in
      let port = try LoopbackPort.free()
      try await repository.credtree(
        "create", "username-password", "forge", "username=robot",
        "password=@\(repository.canaryFile.string)", "url=http://127.0.0.1:\(port)/")
      let hosted = repository.sandbox.appending("hosted")
      try await repository.createHostedRepository("shop.git", in: hosted)
      let environment = [
        "PATH": "\(BuiltProducts.directory.string):/usr/local/bin:/usr/bin:/bin",
        "CREDTREE_DIR": repository.folder.string,
      ]
      let url = "http://127.0.0.1:\(port)/shop.git"
      let helper = ["-c", "credential.helper=credtree"]
      try await repository.withGitServer(hosting: hosted, port: port) {
        let without = try await repository.run("git", ["ls-remote", url])
        #expect(without.exit != 0)
        try await repository.succeed(
          "git", helper + ["push", "--quiet", url, "HEAD:refs/heads/main"],
          environment: environment)
        try await repository.succeed(
          "git", helper + ["clone", "--quiet", url, "\(repository.sandbox)/clone"],
          environment: environment)
        let head = try await repository.git("rev-parse", "HEAD")
        let cloned = try await repository.succeed(
          "git", ["-C", "\(repository.sandbox)/clone", "rev-parse", "HEAD"])
        #expect(cloned.text == head + "\n")
        try await repository.succeed(
          "mv", [repository.identity.string, repository.inbox.appending("key").string])
        let locked = try await repository.run(
          "git", helper + ["ls-remote", url], environment: environment)
        #expect(locked.message.contains("told us to quit"), "\(locked.message)")
        #expect(locked.message.contains("cannot be opened"))
      }
    }
  }

  /// The files that git and curl read logins from.
  @Test(.timeLimit(.minutes(30)))
  func gitAndCurlLogInWithRenderedFiles() async throws {
    try await withRepository("git-files") { repository in
      let port = try LoopbackPort.free()
      try await repository.credtree(
        "create", "username-password", "forge", "username=robot",
        "password=@\(repository.canaryFile.string)", "url=http://127.0.0.1:\(port)/")
      let hosted = repository.sandbox.appending("hosted")
      try await repository.createHostedRepository("shop.git", in: hosted)
      let logins = try await repository.render("git-credentials", ["forge"], to: "git-credentials")
      let netrc = try await repository.render("netrc", ["forge"], to: "netrc")
      let url = "http://127.0.0.1:\(port)/shop.git"
      try await repository.withGitServer(hosting: hosted, port: port) {
        try await repository.succeed(
          "git",
          [
            "-c", "credential.helper=store --file=\(logins)", "push", "--quiet", url,
            "HEAD:refs/heads/main",
          ])
        let page = "\(url)/info/refs?service=git-upload-pack"
        let status = ["--silent", "--output", "/dev/null", "--write-out", "%{http_code}", page]
        #expect(try await repository.succeed("curl", status).text == "401")
        let known = try await repository.succeed("curl", ["--netrc-file", netrc.string] + status)
        #expect(known.text == "200")
        try await repository.succeed(
          "ln", ["-s", netrc.string, repository.home.appending(".netrc").string])
        let listed = try await repository.succeed("git", ["ls-remote", url])
        #expect(listed.text.contains("refs/heads/main"))
      }
    }
  }

  /// As in every file that git reads, the token comes first.
  @Test func aTokenComesBeforeAPassword() async throws {
    try await withRepository("git-helper") { repository in
      let secret = "@\(repository.canaryFile.string)"
      let token = try repository.secretFile("token", Array("ghp_token".utf8))
      try await repository.credtree(
        "create", "github", "both", "username=bob", "password=\(secret)",
        "token=@\(token.string)")
      let output = try await call(repository, "get", "protocol=https\nhost=github.com\n")
      #expect(output.text == "username=bob\npassword=ghp_token\n")
    }
  }
}
