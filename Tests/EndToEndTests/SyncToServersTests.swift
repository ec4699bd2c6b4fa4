import SystemPackage
import TestSupport
import Testing

/// Outputs reach repositories of other machines, with the logins that git itself uses.
@Suite struct SyncToServersTests {
  private func setUp(_ repository: TestRepository, url: String) async throws {
    try await repository.createRegistryLogin("hub")
    try await repository.createHostedRepository("live.git", in: repository.inbox)
    let text = """
      outputs:
        - { artifact: docker-config, credentials: [hub], path: config.json, targets: [live] }
      targets:
        live: { kind: git, url: "\(url)", branch: main }

      """
    let old = String(decoding: try repository.contents(of: "credtree.yaml"), as: UTF8.self)
    try repository.write(old + text, to: "credtree.yaml")
    try await repository.git("commit", "--quiet", "-am", "outputs")
  }

  /// What the other repository has must be what is rendered now.
  private func expectDelivered(_ repository: TestRepository, commits: Int) async throws {
    _ = try await repository.render("docker-config", ["hub"], to: "rendered.json")
    try await repository.succeed(
      "sh",
      [
        "-euc",
        """
        git --git-dir=live.git cat-file blob main:config.json | cmp rendered.json
        test "$(git --git-dir=live.git rev-list --count main)" = \(commits)
        """,
      ], in: repository.inbox)
  }

  /// Delivers, and again after a change, and then finds nothing to do.
  private func deliver(
    _ repository: TestRepository, _ environment: [String: String] = [:]
  ) async throws {
    try await repository.succeed("credtree", ["sync"], environment: environment)
    try await expectDelivered(repository, commits: 1)
    try await repository.credtree("update", "hub", "username=other")
    try await repository.succeed("credtree", ["sync"], environment: environment)
    try await expectDelivered(repository, commits: 2)
    try await repository.succeed("credtree", ["sync", "--all"], environment: environment)
    try await expectDelivered(repository, commits: 2)
    try await repository.requireCleanRepository()
  }

  /// Nothing arrives, and the message says why; it does not wait for anybody.
  private func expectRefused(
    _ repository: TestRepository, _ reason: String, _ environment: [String: String] = [:]
  ) async throws {
    let (refused, left) = try await repository.syncAll(environment)
    #expect(refused.exit == 7)
    #expect(refused.text.contains("ERROR"))
    #expect((refused.text + refused.message).contains(reason), "\(refused.text)\(refused.message)")
    let status = try await repository.credtree("status")
    #expect(status.text.contains("ERROR"))
    #expect(left.isEmpty)
  }

  @Test(.timeLimit(.minutes(30)), arguments: ["ssh://box%/live.git", "box:%/live.git"])
  func overSSHWithAKeyFile(url: String) async throws {
    try await withRepository("sync-ssh") { repository in
      try await setUp(
        repository, url: url.replacing("%", with: repository.inbox.string))
      try await repository.withSSHServer { settings in
        try await repository.git(
          "config", "--global", "core.sshCommand", "ssh -F \(settings) -o BatchMode=yes")
        try await deliver(repository)
        try await repository.succeed("rm", [repository.inbox.appending("box").string])
        try await repository.credtree("update", "hub", "username=third")
        try await expectRefused(repository, "Permission denied (publickey)")
      }
    }
  }

  @Test(.timeLimit(.minutes(30)))
  func overSSHWithAnAgent() async throws {
    try await withRepository("sync-agent") { repository in
      try await setUp(repository, url: "ssh://box\(repository.inbox)/live.git")
      try await repository.withSSHServer { settings in
        // The agent has the key, and no file does.
        let key = repository.inbox.appending("box").string
        let own = repository.inbox.appending("agent_config")
        try await repository.succeed(
          "sh",
          [
            "-euc", "grep -v IdentityFile \"$1\" | grep -v IdentitiesOnly > \"$2\"", "sh",
            settings.string, own.string,
          ])
        try await repository.git(
          "config", "--global", "core.sshCommand", "ssh -F \(own) -o BatchMode=yes")
        try await repository.succeed(
          "ssh-agent",
          [
            "sh", "-euc", "ssh-add -q \"$1\"; mv \"$1\" \"$1.away\"; exec \"$2\" sync", "sh", key,
            BuiltProducts.directory.appending("credtree").string,
          ])
        try await expectDelivered(repository, commits: 1)
        try await repository.credtree("update", "hub", "username=third")
        try await expectRefused(repository, "Permission denied (publickey)")
      }
    }
  }

  @Test(.timeLimit(.minutes(30)))
  func overHTTPWithOurOwnHelper() async throws {
    try await withRepository("sync-http") { repository in
      let port = try LoopbackPort.free()
      try await setUp(repository, url: "http://127.0.0.1:\(port)/live.git")
      try await repository.credtree(
        "create", "username-password", "forge", "username=robot",
        "password=@\(repository.canaryFile.string)", "url=http://127.0.0.1:\(port)/")
      try await repository.withGitServer(hosting: repository.inbox, port: port) {
        try await expectRefused(repository, "terminal prompts disabled")
        let helper = BuiltProducts.directory.appending("git-credential-credtree").string
        try await repository.git("config", "--global", "credential.helper", helper)
        try await deliver(repository, ["CREDTREE_DIR": repository.folder.string])
      }
      try await repository.credtree("update", "hub", "username=third")
      try await expectRefused(repository, "ls-remote of http://127.0.0.1:\(port)/live.git")
    }
  }

  @Test(.timeLimit(.minutes(30)))
  func overHTTPSWithAFileOfLogins() async throws {
    try await withRepository("sync-https") { repository in
      let port = try LoopbackPort.free()
      let place = "https://shop.example.com:\(port)"
      try await setUp(repository, url: "\(place)/live.git")
      try await repository.makeCertificates()
      try await repository.createCertificate("shop")
      _ = try await repository.render("pem:combined", ["shop"], to: "combined.pem")
      try await repository.credtree(
        "create", "username-password", "forge", "username=robot",
        "password=@\(repository.canaryFile.string)", "url=\(place)/")
      let logins = try await repository.render("git-credentials", ["forge"], to: "git-credentials")
      try await repository.git(
        "config", "--global", "credential.helper", "store --file=\(logins)")
      try await repository.git(
        "config", "--global", "http.curloptResolve", "shop.example.com:\(port):127.0.0.1")
      try await repository.withGitServer(
        hosting: repository.inbox, port: port,
        certificate: repository.inbox.appending("combined.pem")
      ) {
        // A server whose authority the user does not know gets nothing.
        try await expectRefused(repository, "certificate")
        try await repository.git(
          "config", "--global", "http.sslCAInfo", repository.inbox.appending("root.pem").string)
        try await deliver(repository)
      }
    }
  }
}
