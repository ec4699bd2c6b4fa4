import Documents
import SystemPackage
import TestSupport
import Testing

/// Other names, and what refers to a credential by its name.
@Suite struct RenamingTests {
  private func withReferences(_ body: (TestRepository) async throws -> Void) async throws {
    try await withRepository("renaming") { repository in
      try await repository.createRegistryLogin("hub")
      try await repository.createRegistryLogin("hub-two")
      try repository.write(
        """
        # hub is named in a comment too
        name: my-app
        image:
          imagePullAccountSecretId: "hub"
          other: hub
        """, to: "app.yaml")
      try repository.write(
        "#!/bin/sh\r\nlogin 'cred://hub#password' cred://hub-two cred://hub\r\n", to: "deploy.sh")
      let outputs = """

        outputs:
          - artifact: docker-config
            credentials: [hub-two, hub]    # both
            path: build/config.json
        """
      let policy = String(decoding: try repository.contents(of: "credtree.yaml"), as: UTF8.self)
      try repository.write(policy + outputs + "\n", to: "credtree.yaml")
      try await repository.succeed("chmod", ["755", "deploy.sh"])
      try await repository.git("add", ".")
      try await repository.git("commit", "--quiet", "-m", "uses")
      try await body(repository)
    }
  }

  @Test func referencesStopARenaming() async throws {
    try await withReferences { repository in
      let before = try await repository.head()
      let refused = try await repository.run("credtree", ["rename", "hub", "new", "--json"])
      #expect(refused.exit == 4)
      let error = try JSON.parse(refused.stderr.span)
      #expect(error["code"]?.string == "in_use")
      #expect(error["references"]?["apps"]?.array?.count == 1)
      #expect(try await repository.head() == before)
      try await repository.credtree("rename", "hub", "new", "--force")
      #expect(
        try await repository.git("show", "--format=", "--name-only", "--no-renames").split(
          separator: "\n"
        ).count
          == 2)
      try await repository.requireCleanRepository()
    }
  }

  @Test func referencesAreRewrittenInTheSameCommit() async throws {
    try await withReferences { repository in
      let commits = try await repository.commitCount()
      let answer = try await repository.credtree(
        "rename", "hub", "prod/docker_hub", "--update-references", "--json")
      let result = try JSON.parse(answer.stdout.span)
      #expect(
        result["rewrittenFiles"]?.array?.compactMap(\.string)
          == ["app.yaml", "credtree.yaml", "deploy.sh"])
      #expect(try await repository.commitCount() == commits + 1)
      let text = { (name: String) in
        String(decoding: try repository.contents(of: name), as: UTF8.self)
      }
      #expect(
        try text("app.yaml") == """
          # hub is named in a comment too
          name: my-app
          image:
            imagePullAccountSecretId: "prod/docker_hub"
            other: hub
          """)
      #expect(
        try text("deploy.sh")
          == "#!/bin/sh\r\nlogin 'cred://prod/docker_hub#password' cred://hub-two cred://prod/docker_hub\r\n"
      )
      #expect(
        try text("credtree.yaml").contains("credentials: [hub-two, prod/docker_hub]    # both\n"))
      let mode = try await repository.git("ls-files", "--stage", "deploy.sh")
      #expect(mode.hasPrefix("100755 "))
      #expect(try await repository.git("ls-tree", "HEAD", "deploy.sh").hasPrefix("100755 "))
      try await repository.requireCleanRepository()
      let revealed = try await repository.credtree(
        "reveal", "prod/docker_hub", "password", mayShowSecrets: true)
      let matches = revealed.text == repository.canary.text
      #expect(matches)
      let still = try await repository.run(
        "credtree", ["references", "prod/docker_hub", "--exit-code"])
      #expect(still.exit == 1)
    }
  }

  @Test func aFileWithUncommittedChangesStopsIt() async throws {
    try await withReferences { repository in
      let before = try await repository.head()
      try await repository.succeed("sh", ["-c", "echo '# edited' >> app.yaml"])
      let refused = try await repository.run(
        "credtree", ["rename", "hub", "new", "--update-references"])
      #expect(refused.exit == 4)
      #expect(refused.message.contains("app.yaml"))
      #expect(try await repository.head() == before)
    }
  }

  @Test func aNameThatYAMLWouldTakeForSomethingElseIsQuoted() async throws {
    try await withRepository("renaming") { repository in
      try await repository.createRegistryLogin("hub")
      try repository.write(
        "name: a\nimage:\n  imagePullAccountSecretId: hub # here\n", to: "app.yaml")
      try await repository.git("add", ".")
      try await repository.git("commit", "--quiet", "-m", "uses")
      try await repository.credtree("rename", "hub", "12", "--update-references")
      let text = String(decoding: try repository.contents(of: "app.yaml"), as: UTF8.self)
      #expect(text == "name: a\nimage:\n  imagePullAccountSecretId: \"12\" # here\n")
    }
  }

  @Test func aDeletedCredentialIsListedAndRestored() async throws {
    try await withRepository("restoring") { repository in
      try await repository.createRegistryLogin("hub")
      try await repository.createUser("gate")
      try await repository.credtree("delete", "hub")
      try await repository.credtree("delete", "gate")
      let listed = try await repository.credtree("list", "--deleted", "--json")
      let document = try JSON.parse(listed.stdout.span)
      #expect(document["total"]?.int == 2)
      let items = document["credentials"]?.array ?? []
      #expect(items.compactMap { $0["name"]?.string } == ["gate", "hub"])
      #expect(items.first?["deleted"]?.bool == true)
      #expect(items.first?["deletedAt"]?.string != nil)
      let filtered = try await repository.credtree(
        "list", "--deleted", "--type", "container-registry")
      #expect(filtered.text.contains("hub") && !filtered.text.contains("gate"))
      let both = try await repository.run("credtree", ["list", "--deleted", "--staged"])
      #expect(both.exit == 2)

      try await repository.credtree("validate-name", "hub")
      try await repository.credtree("restore", "hub")
      let revealed = try await repository.credtree(
        "reveal", "hub", "password", mayShowSecrets: true)
      let matches = revealed.text == repository.canary.text
      #expect(matches)
      let again = try await repository.run("credtree", ["restore", "hub"])
      #expect(again.exit == 4)
      let unknown = try await repository.run("credtree", ["restore", "nothing"])
      #expect(unknown.exit == 3)
      try await repository.succeed("rm", [repository.identity.string])
      let closed = try await repository.run("credtree", ["restore", "gate"])
      #expect(closed.exit == 6)
      try await repository.requireCleanRepository()
    }
  }
}
