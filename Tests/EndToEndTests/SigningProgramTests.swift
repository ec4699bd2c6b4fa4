import SystemPackage
import TestSupport
import Testing

/// Commits are signed by the programs that git would run, and git accepts what they made.
@Suite struct SigningProgramTests {
  /// Creates a credential with a signature, which git then verifies, and returns what git said.
  private func sign(
    in repository: TestRepository, environment: [String: String] = [:]
  ) async throws -> String {
    try await repository.succeed(
      "credtree",
      ["create", "basic-auth", "gate", "username=u", "--generate", "password", "--sign"],
      environment: environment)
    let said = try await repository.succeed(
      "git", ["verify-commit", "--raw", "HEAD"], environment: environment)
    try await repository.succeed("git", ["fsck", "--strict"])
    return said.message
  }

  /// Makes an SSH key `name` in `~/.ssh`, and has git accept its signatures.
  private func makeKey(
    _ name: String, type: String = "ed25519", passphrase: String = "",
    in repository: TestRepository
  ) async throws -> String {
    let file = "\(repository.home)/.ssh/\(name)"
    try await repository.succeed("mkdir", ["-p", "\(repository.home)/.ssh"])
    try await repository.succeed(
      "ssh-keygen", ["-q", "-t", type, "-N", passphrase, "-C", "", "-f", file])
    let text = String(decoding: try [UInt8](contentsOf: FilePath("\(file).pub")), as: UTF8.self)
    let key = text.split(separator: "\n").first.map(String.init) ?? ""
    let allowed = try repository.settingsFile("allowed", "alice@example.com \(key)\n")
    try await repository.git("config", "gpg.format", "ssh")
    try await repository.git("config", "gpg.ssh.allowedSignersFile", allowed.string)
    return key
  }

  @Test(arguments: ["ed25519", "rsa", "ecdsa"])
  func aKeyFileSigns(_ type: String) async throws {
    try await withRepository("sign") { repository in
      _ = try await makeKey("signer", type: type, in: repository)
      try await repository.git("config", "user.signingkey", "~/.ssh/signer")
      let said = try await sign(in: repository)
      #expect(said.contains("Good \"git\" signature"), "\(said)")
    }
  }

  /// What opens credentials is no business of a program that signs.
  @Test func aSigningProgramIsGivenNoIdentity() async throws {
    try await withRepository("sign-environment") { repository in
      _ = try await makeKey("signer", in: repository)
      try await repository.git("config", "user.signingkey", "~/.ssh/signer")
      let seen = "\(repository.sandbox)/seen"
      let program = "\(repository.sandbox)/signs"
      try await repository.succeed(
        "sh",
        [
          "-euc",
          """
          printf '#!/bin/sh\\n[ "$3" != sign ] || env >%s\\nexec ssh-keygen "$@"\\n' "$2" >"$1"
          chmod +x "$1"
          """,
          "sh", program, seen,
        ])
      try await repository.git("config", "gpg.ssh.program", program)
      let identity = String(
        decoding: try [UInt8](contentsOf: repository.identity), as: UTF8.self)
      _ = try await sign(
        in: repository,
        environment: [
          "CREDTREE_IDENTITY": identity, "SOPS_AGE_KEY": identity, "SOPS_AGE_KEY_CMD": "true",
        ])
      let environment = try await repository.succeed("cat", [seen]).text
      #expect(environment.contains("HOME=") && !environment.contains("AGE-SECRET-KEY"))
      #expect(!environment.contains("SOPS_AGE_") && !environment.contains("CREDTREE_IDENTITY"))
    }
  }

  /// An agent holds the only copy of the private key; the setting names the public one.
  @Test(arguments: ["key::", "", "~/.ssh/signer.pub", "command"])
  func anAgentSigns(_ setting: String) async throws {
    try await withRepository("agent") { repository in
      let key = try await makeKey("signer", in: repository)
      switch setting {
      case "key::", "": try await repository.git("config", "user.signingkey", setting + key)
      case "command":
        try await repository.git("config", "gpg.ssh.defaultKeyCommand", "ssh-add -L")
      default: try await repository.git("config", "user.signingkey", setting)
      }
      let socket = "\(repository.sandbox)/agent"
      let started = try await repository.succeed("ssh-agent", ["-s", "-a", socket])
      let number = started.text.split(separator: "SSH_AGENT_PID=").last?
        .prefix { $0.isNumber }
      let environment = ["SSH_AUTH_SOCK": socket]
      do {
        try await repository.succeed(
          "ssh-add", ["-q", "\(repository.home)/.ssh/signer"], environment: environment)
        try await repository.succeed("rm", ["\(repository.home)/.ssh/signer"])
        if setting == "command" {
          // git wants `key::` before what ssh-add prints only for types that it does not know.
          try await repository.git("config", "--unset-all", "user.signingkey")
        }
      } catch {}
      let said = try? await sign(in: repository, environment: environment)
      if let number { try await repository.succeed("kill", [String(number)]) }
      #expect(said?.contains("Good \"git\" signature") == true, "\(said ?? "no signature")")
    }
  }

  /// Makes an OpenPGP key and returns what programs need to find it, and its fingerprint.
  private func makeOpenPGPKey(in repository: TestRepository) async throws
    -> (environment: [String: String], fingerprint: String)
  {
    // A socket's path must be short, and gpg keeps its agent's in this folder.
    let home = repository.sandbox.appending("g")
    try await repository.succeed("mkdir", ["-m", "700", home.string])
    let environment = ["GNUPGHOME": home.string]
    try await repository.succeed(
      "gpg",
      [
        "--batch", "--quiet", "--passphrase", "", "--quick-gen-key",
        "Alice Example <alice@example.com>", "ed25519", "sign",
      ], environment: environment)
    let list = try await repository.succeed(
      "gpg", ["--with-colons", "--list-keys"], environment: environment
    ).text
    let line = list.split(separator: "\n").first { $0.hasPrefix("fpr:") }
    let fingerprint = line?.split(separator: ":").last.map(String.init) ?? ""
    return (environment, fingerprint)
  }

  @Test func gpgSignsAndVerifyAsksIt() async throws {
    try await withRepository("gpg") { repository in
      let (environment, fingerprint) = try await makeOpenPGPKey(in: repository)
      // Nothing says which key: it is the committer's.
      let said = try await sign(in: repository, environment: environment)
      #expect(said.contains("GOODSIG"), "\(said)")
      try await repository.git("reset", "-q", "--hard", "HEAD~1")
      try await repository.git("config", "user.signingkey", fingerprint)

      let text = String(decoding: try repository.contents(of: "credtree.yaml"), as: UTF8.self)
      try repository.write(
        text.replacing(
          "role: admin", with: "role: admin\n    signing: [\"openpgp:\(fingerprint)\"]"),
        to: "credtree.yaml")
      try await repository.git("commit", "-q", "-a", "-m", "signing")
      let root = try await repository.git("rev-parse", "HEAD")
      _ = try await sign(in: repository, environment: environment)
      let verified = try await repository.run(
        "credtree", ["verify", "--root", root], environment: environment)
      #expect(verified.exit == 0, "\(verified.text)\(verified.message)")
      // Where gpg does not have the key it cannot tell.
      let stranger = try await repository.run("credtree", ["verify", "--root", root])
      #expect(stranger.exit == 1 && stranger.text.contains("bad-signature"), "\(stranger.text)")
      // The same signature over another commit.
      let commit = try await repository.git("cat-file", "commit", "HEAD")
      let forged = try repository.settingsFile("forged", commit + "\nmore\n")
      let id = try await repository.git("hash-object", "-t", "commit", "-w", forged.string)
      let other = try await repository.run(
        "credtree", ["verify", "--root", root, id], environment: environment)
      #expect(other.exit == 1 && other.text.contains("bad-signature"), "\(other.text)")
      // A key that the policy does not list.
      let elsewhere = try await repository.run(
        "credtree", ["verify", "--root", "\(root)~1"], environment: environment)
      #expect(elsewhere.exit == 1 && elsewhere.text.contains("unknown-signer"), "\(elsewhere.text)")
      try await repository.succeed("gpgconf", ["--kill", "all"], environment: environment)
      repository.allowSecrets(below: repository.sandbox.appending("g"))
    }
  }

  /// No file of a repository chooses a program; the user's own git configuration does.
  @Test func onlyTheUsersConfigurationNamesPrograms() async throws {
    try await withRepository("programs") { repository in
      _ = try await makeKey("signer", in: repository)
      try await repository.git("config", "user.signingkey", "~/.ssh/signer")
      let wrapper = try repository.settingsFile(
        "wrapper", "#!/bin/sh\ntouch \"$HOME/ran\"\nexec ssh-keygen \"$@\"\n")
      try await repository.succeed("chmod", ["755", wrapper.string])
      try repository.write(
        "[gpg \"ssh\"]\n\tprogram = /nowhere\n[gpg]\n\tprogram = /nowhere\n", to: ".gitconfig")
      _ = try await sign(in: repository)
      try await repository.git("config", "gpg.ssh.program", wrapper.string)
      try await repository.credtree("update", "gate", "username=v", "--sign")
      try await repository.succeed("test", ["-e", "\(repository.home)/ran"])
      try await repository.git("verify-commit", "HEAD")
    }
  }
}
