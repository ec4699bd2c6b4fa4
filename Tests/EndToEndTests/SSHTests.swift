import SystemPackage
import TestSupport
import Testing

/// Keys and settings of ssh, held to ssh and sshd.
@Suite struct SSHTests {
  private func ask(
    _ repository: TestRepository, _ settings: FilePath, _ options: [String] = []
  ) async throws -> Output {
    try await repository.run(
      "ssh",
      ["-F", settings.string, "-o", "BatchMode=yes"] + options + ["box", "echo", "let", "in"])
  }

  @Test(.timeLimit(.minutes(30)))
  func sshdLetsInWhoHasOurFiles() async throws {
    try await withRepository("ssh") { repository in
      try await repository.withSSHServer { settings in
        let entered = try await ask(repository, settings)
        #expect(entered.text == "let in\n", "\(entered.message)")
        let other = repository.inbox.appending("other")
        try await repository.succeed(
          "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", other.string])
        let stranger = try await ask(repository, settings, ["-i", other.string])
        #expect(stranger.text == "let in\n", "a second key is no reason to refuse the first")
        // Another key of the server is another server.
        let hosts = repository.inbox.appending("known_hosts")
        try await repository.succeed(
          "sh",
          [
            "-euc",
            "printf '%s %s\\n' \"$(cut -d' ' -f1 known_hosts)\" \"$(cut -d' ' -f1,2 other.pub)\" > h; mv h known_hosts",
          ], in: repository.inbox)
        let changed = try await ask(repository, settings)
        #expect(changed.exit == 255)
        #expect(changed.message.contains("HOST IDENTIFICATION HAS CHANGED"), "\(changed.message)")
        try await repository.succeed("rm", [hosts.string])
        _ = try await repository.render("known-hosts", ["box"], to: "known_hosts")
        // Another key is another user.
        try await repository.succeed(
          "cp", [other.string, repository.inbox.appending("box").string])
        let refused = try await ask(repository, settings)
        #expect(refused.exit == 255)
        #expect(refused.message.contains("Permission denied (publickey)"), "\(refused.message)")
      }
    }
  }
}
