import Documents
import SystemPackage
import TestSupport
import Testing

/// Keys, digests, codes, and identifiers that the tool makes by itself.
@Suite struct MadeSecretTests {
  private func json(_ repository: TestRepository, _ words: String...) async throws -> Node {
    let answer = try await repository.succeed(
      "credtree", words + ["--json"], mayShowSecrets: true)
    return try JSON.parse(answer.stdout.span)
  }

  private func status(_ repository: TestRepository, _ name: String, presenting secret: String)
    async throws -> Int32?
  {
    let file = try repository.secretFile("presented", Array(secret.utf8))
    return try await repository.run("credtree", ["check-secret", name], input: file).exit
  }

  @Test func anAPIKeyIsShownOnceAndKnownByItsDigest() async throws {
    try await withRepository("made") { repository in
      let answer = try await json(repository, "create", "api-key", "ci", "ttl=3600")
      let key = try #require(answer["secretKey"]?.string)
      repository.watch(key)
      #expect(try await status(repository, "ci", presenting: key) == 0)
      #expect(try await status(repository, "ci", presenting: "\(key)\n") == 0)
      #expect(try await status(repository, "ci", presenting: "\(key)x") == 6)
      #expect(try await status(repository, "ci", presenting: "") == 6)
      let item = try await json(repository, "get", "ci")
      #expect(item["data"]?["identity"]?.string == "alice")
      #expect(item["expiresAt"]?.string == item["data"]?["expiry"]?.string)
      let revealed = try await repository.succeed(
        "credtree", ["reveal", "ci"], mayShowSecrets: true)
      #expect(!revealed.text.contains(key))

      let next = try await repository.succeed(
        "credtree", ["rotate", "ci", "--quiet"], mayShowSecrets: true)
      let other = String(next.text.dropLast())
      repository.watch(other)
      #expect(other != key && next.text.hasSuffix("\n"))
      #expect(try await status(repository, "ci", presenting: key) == 6)
      #expect(try await status(repository, "ci", presenting: other) == 0)

      // What was made survives everything but a rotation.
      try await repository.credtree("update", "ci", "--description", "x")
      try await repository.credtree("rename", "ci", "deployer")
      try await repository.credtree("delete", "deployer")
      try await repository.credtree("restore", "deployer")
      #expect(try await status(repository, "deployer", presenting: other) == 0)
      try await repository.requireCleanRepository()
    }
  }

  @Test func otherSystemsWordsHaveTheSecretToo() async throws {
    try await withRepository("made") { repository in
      for (system, name) in [("nuvla", "secret-key"), ("quave", "secretKey")] {
        let answer = try await json(
          repository, "create", "api-key", system, "--compat", system)
        let key = try #require(answer[name]?.string, "\(system)")
        repository.watch(key)
        #expect(try await status(repository, system, presenting: key) == 0)
      }
    }
  }

  @Test func anExpiredKeyFitsAndIsAFinding() async throws {
    try await withRepository("made") { repository in
      let answer = try await json(
        repository, "create", "api-key", "ci", "--expires-at", "2020-01-01")
      let key = try #require(answer["secretKey"]?.string)
      repository.watch(key)
      let file = try repository.secretFile("presented", Array(key.utf8))
      let check = try await repository.run(
        "credtree", ["check-secret", "ci", "--json"], input: file)
      #expect(check.exit == 1)
      let failure = try JSON.parse(check.stderr.span)
      #expect(failure["code"]?.string == "findings" && failure["expired"]?.bool == true)
      for words in [["ttl=-1"], ["ttl=soon"], ["digest=x"], ["expiry=2030-01-01T00:00:00Z"]] {
        let refused = try await repository.run("credtree", ["create", "api-key", "no"] + words)
        #expect(refused.exit == (words == ["digest=x"] ? 2 : 5), "\(words): \(refused.message)")
      }
      #expect(try await repository.run("credtree", ["update", "ci", "ttl=60"]).exit == 5)
    }
  }

  @Test func onlyAnAdminChangesRoles() async throws {
    try await withRepository("made") { repository in
      let answer = try await json(repository, "create", "api-key", "ci")
      repository.watch(try #require(answer["secretKey"]?.string))
      try await repository.credtree("update", "ci", "roles=reader")
      try await repository.succeed("sed", ["-i", "s/role: admin/role: manager/", "credtree.yaml"])
      #expect(try await repository.run("credtree", ["update", "ci", "roles=owner"]).exit == 6)
      try await repository.credtree("update", "ci", "--description", "still allowed")
    }
  }

  @Test func anSSHKeyIsMadeWhereNoneIsGiven() async throws {
    try await withRepository("made") { repository in
      try await repository.credtree("create", "ssh", "deploy", "keyType=ecdsa-p256")
      func publicKey(_ name: String = "deploy") async throws -> String {
        try await json(repository, "get", name)["data"]?["publicKey"]?.string ?? ""
      }
      func derived(_ revision: String...) async throws -> String {
        let key = try await repository.succeed(
          "credtree", ["reveal", "deploy", "privateKey"] + revision, mayShowSecrets: true)
        let file = try repository.secretFile("key", key.stdout)
        try await repository.succeed("chmod", ["600", file.string])
        return try await repository.succeed("ssh-keygen", ["-y", "-f", file.string]).text
      }
      let first = try await publicKey()
      #expect(first.hasPrefix("ecdsa-sha2-nistp256 "))
      #expect(try await derived() == "\(first) deploy\n")
      try await repository.credtree("rotate", "deploy")
      #expect(try await publicKey() != first)
      #expect(try await derived() == "\(try await publicKey()) deploy\n")
      #expect(try await derived("--revision", "1") == "\(first) deploy\n")
      let renamed = try await publicKey()
      try await repository.credtree("rename", "deploy", "prod-deploy")
      #expect(try await publicKey("prod-deploy") == renamed)

      let answer = try await json(repository, "create", "ssh", "once", "--no-store-private")
      let key = try #require(answer["privateKey"]?.string)
      let file = try repository.secretFile("once", Array(key.utf8))
      try await repository.succeed("chmod", ["600", file.string])
      let line = try await repository.succeed("ssh-keygen", ["-y", "-f", file.string]).text
      #expect(line == "\(try await publicKey("once")) once\n")
      #expect(try await json(repository, "get", "once")["secretFields"]?.array == [])
      let given = try await repository.run(
        "credtree", ["create", "ssh", "no", "privateKey=@\(file.string)", "--no-store-private"])
      #expect(given.exit == 2)
      try await repository.requireCleanRepository()
    }
  }

  @Test func anExternalIDIsKeptUntilItIsMadeAnew() async throws {
    try await withRepository("made") { repository in
      let arn = "arn:aws:iam::123456789012:role/deploy"
      let made = try await json(
        repository, "create", "aws", "role", "assumeRoleArn=\(arn)", "--use-external-id")
      let id = try #require(made["externalId"]?.string)
      let policy = try #require(made["setupSnippet"]?.string)
      let parsed = try JSON.parse(Array(policy.utf8).span)
      let statement = try #require(parsed["Statement"]?.array?.first)
      #expect(statement["Principal"]?["AWS"]?.string == "arn:aws:iam::123456789012:root")
      #expect(statement["Condition"]?["StringEquals"]?["sts:ExternalId"]?.string == id)
      let shown = try await repository.credtree("get", "role", "--setup-snippet")
      #expect(shown.text == policy)
      func current(_ name: String = "role") async throws -> String? {
        try await json(repository, "get", name)["data"]?["externalId"]?.string
      }
      try await repository.credtree("update", "role", "region=eu-west-1", "--use-external-id")
      #expect(try await current() == id)
      try await repository.credtree("update", "role", "--replace", "assumeRoleArn=\(arn)")
      #expect(try await current() == id)
      try await repository.credtree("rename", "role", "other")
      try await repository.credtree("delete", "other")
      try await repository.credtree("restore", "other")
      #expect(try await current("other") == id)
      let anew = try await json(repository, "rotate", "other", "externalId")
      #expect(try await current("other") == anew["externalId"]?.string)
      #expect(anew["externalId"]?.string.map { $0 != id } == true)
      let alone = try await repository.run("credtree", ["create", "aws", "x", "--use-external-id"])
      #expect(alone.exit == 5 && alone.message.contains("assumeRoleArn"))
      let none = try await repository.run(
        "credtree", ["create", "basic-auth", "x", "username=u", "--use-external-id"])
      #expect(none.exit == 2)
    }
  }

  @Test func aHashedPasswordChangesForWhoKnowsIt() async throws {
    try await withRepository("made") { repository in
      let first = try repository.secretFile("first", Array("Passw0rd!".utf8))
      let second = try repository.secretFile("second", Array("0ther-Word".utf8))
      let weak = try repository.secretFile("weak", Array("password".utf8))
      repository.watch("Passw0rd!")
      repository.watch("0ther-Word")
      let refused = try await repository.run(
        "credtree", ["create", "hashed-password", "web", "password=@\(weak.string)"])
      #expect(refused.exit == 5)
      #expect(
        refused.message.contains(
          "password must contain at least one uppercase character, one lowercase character, "
            + "one digit, one special character, and at least 8 characters in total"))
      try await repository.credtree("create", "hashed-password", "web", "password=@\(first.string)")
      #expect(try await status(repository, "web", presenting: "Passw0rd!") == 0)
      #expect(try await status(repository, "web", presenting: "passw0rd!") == 6)
      for (words, wanted) in [
        (["password=@\(second.string)"], Int32(5)),
        (["password=@\(second.string)", "currentPassword=@\(second.string)"], 6),
        (["password=@\(second.string)", "currentPassword=@\(first.string)"], 0),
      ] {
        let answer = try await repository.run("credtree", ["update", "web"] + words)
        #expect(answer.exit == wanted, "\(answer.message)")
      }
      #expect(try await status(repository, "web", presenting: "0ther-Word") == 0)
      let sealed = try repository.document("credentials/web.json")["secret"]?.object?.map(\.key)
      #expect(sealed?.sorted() == ["hash", "salt", "seal"])
    }
  }

  @Test func aSeedGivesItsCode() async throws {
    try await withRepository("made") { repository in
      try await repository.credtree("create", "totp", "login", "--generate", "secret", "digits=8")
      let code = try await repository.succeed(
        "credtree", ["reveal", "login", "--totp"], mayShowSecrets: true)
      #expect(code.text.utf8.count == 8 && code.text.allSatisfy(\.isNumber))
      let answer = try await json(repository, "reveal", "login", "totp")
      #expect(answer["period"]?.int == 30 && answer["validUntil"]?.string != nil)
      try await repository.createRegistryLogin("hub")
      #expect(try await repository.run("credtree", ["reveal", "hub", "--totp"]).exit == 2)
    }
  }

  @Test func useIsRecordedAndShown() async throws {
    try await withRepository("made") { repository in
      try await repository.createRegistryLogin("hub")
      try await repository.createRegistryLogin("spare")
      func lastUsed(_ name: String) async throws -> String? {
        try await json(repository, "get", name)["lastUsed"]?.string
      }
      #expect(try await lastUsed("hub") == nil)
      try await repository.succeed(
        "credtree", ["reveal", "hub", "password"], mayShowSecrets: true)
      _ = try await repository.render("docker-config", ["hub"], to: "config.json")
      #expect(try await lastUsed("hub") != nil)
      #expect(try await lastUsed("spare") == nil)
      let log = String(
        decoding: try repository.contents(of: ".git/credtree/last-used"), as: UTF8.self)
      let lines = log.split(separator: "\n").map { $0.split(separator: "\t") }
      #expect(lines.count == 2)
      #expect(lines[0].dropFirst(2) == ["r1", "reveal", "alice", "password"])
      #expect(lines[1][3] == "render docker-config" && lines[1][5].contains("password"))
      let unused = try await json(repository, "list", "--unused-since", "2020-01-01")
      #expect(unused["credentials"]?.array?.compactMap { $0["name"]?.string } == ["spare"])
      let sorted = try await json(repository, "list", "--sort", "lastUsed")
      #expect(
        sorted["credentials"]?.array?.compactMap { $0["name"]?.string } == ["hub", "spare"])

      // Where it cannot be written, or holds anything at all, the command does what it is for.
      try await repository.succeed(
        "sh", ["-c", "rm .git/credtree/last-used; mkdir .git/credtree/last-used"])
      try await repository.succeed(
        "credtree", ["reveal", "hub", "password"], mayShowSecrets: true)
      #expect(try await lastUsed("hub") == nil)
      try await repository.succeed(
        "sh",
        [
          "-c",
          "rmdir .git/credtree/last-used; head -c 4096 /dev/urandom > .git/credtree/last-used",
        ])
      try await repository.credtree("list")
    }
  }

  @Test func platformsStandForTypes() async throws {
    try await withRepository("made") { repository in
      try await repository.credtree("create", "ssh", "login-node")
      try await repository.createRegistryLogin("hub")
      let list = try await json(repository, "list", "--platform", "slurm")
      #expect(list["credentials"]?.array?.compactMap { $0["name"]?.string } == ["login-node"])
      let unknown = try await repository.run("credtree", ["list", "--platform", "moon"])
      #expect(unknown.exit == 5 && unknown.message.contains("slurm-platform"))
    }
  }

  @Test func childrenFollowTheirParentsName() async throws {
    try await withRepository("made") { repository in
      try await repository.credtree("create", "ssh", "node")
      let document = #"{"type": "ssh", "name": "child", "parent": "node", "data": {}}"#
      try repository.write(document, to: "child.json")
      try await repository.credtree("create", "--from", "child.json")
      try await repository.succeed("rm", ["child.json"])
      let commits = try await repository.commitCount()
      let answer = try await json(repository, "rename", "node", "prod/node")
      #expect(answer["updatedChildren"]?.array?.compactMap(\.string) == ["child"])
      #expect(try await repository.commitCount() == commits + 1)
      let child = try await json(repository, "get", "child")
      #expect(child["parent"]?.string == "prod/node" && child["revision"]?.int == 2)
      try await repository.credtree("rename", "prod/node", "node")
      #expect(try await json(repository, "get", "child")["parent"]?.string == "node")
      try await repository.requireCleanRepository()
    }
  }
}
