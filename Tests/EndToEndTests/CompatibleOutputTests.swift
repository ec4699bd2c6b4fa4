import Documents
import SystemPackage
import TestSupport
import Testing

/// What holds of `--compat` for every system.
@Suite struct CompatibleOutputTests {
  private static let systems = ["quave", "seqera", "tower", "infra0", "nuvla"]

  @Test func noSecretIsInAnyResponse() async throws {
    // At the end, all that was printed is searched for the canary.
    try await withRepository("compatible") { repository in
      let secret = repository.canaryFile.string
      try await repository.createRegistryLogin("hub")
      try await repository.createUser("gate")
      for arguments in [
        ["github", "code", "username=me", "password=@\(secret)"],
        ["aws", "cloud", "accessKey=AKIAEXAMPLEEXAMPLE00", "secretKey=@\(secret)"],
        ["generic", "any", "first=@\(secret)", "second=@\(secret)"],
        ["kubernetes", "cluster", "token=@\(secret)", "server=https://k8s.example.com"],
        ["api-token", "token", "token=@\(secret)", "expiresAt=2030-01-01T00:00:00Z"],
        ["ansible-vault", "vault", "password=@\(secret)"],
      ] {
        try await repository.succeed("credtree", ["create"] + arguments + ["--yes"])
      }
      for system in Self.systems {
        let list = try await repository.succeed("credtree", ["list", "--compat", system])
        #expect(try !list.response.isNull)
        for name in ["hub", "gate", "code", "cloud", "any", "cluster", "token", "vault"] {
          let item = try await repository.succeed("credtree", ["get", name, "--compat", system])
          // Confidential values are not in other systems' responses either.
          #expect(!item.text.contains("robot") && !item.text.contains("\"stage\""))
        }
      }
    }
  }

  @Test func callsThatASystemDoesNotHaveChangeNothing() async throws {
    try await withRepository("compatible") { repository in
      try await repository.createRegistryLogin("hub")
      try await repository.createRegistryLogin("second")
      let head = try await repository.head()
      for arguments in [
        ["set-default", "second", "--compat", "seqera"],
        ["assign-projects", "hub", "web", "--compat", "quave"],
        ["references", "hub", "--compat", "nuvla"], ["validate-name", "x", "--compat", "infra0"],
        ["types", "list", "--compat", "tower"], ["list", "--deleted", "--compat", "quave"],
        ["get", "hub", "--compat", "another"],
      ] {
        let refused = try await repository.run("credtree", arguments)
        #expect(refused.exit == 2, "\(arguments)")
      }
      #expect(try await repository.head() == head)
    }
  }

  @Test func quietSaysNothingTwice() async throws {
    try await withRepository("compatible") { repository in
      let password = repository.canaryFile.string
      let created = try await repository.run(
        "credtree",
        [
          "create", "ansible-vault", "vault", "password=@\(password)", "--yes", "--quiet",
          "--compat=quave",
        ])
      #expect(try created.response["message"]?.string == "Credential created successfully")
      #expect(created.stderr.isEmpty)
    }
  }
}
