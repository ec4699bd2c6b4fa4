import Documents
import SystemPackage
import TestSupport
import Testing

/// What can be changed of a credential beside its values.
@Suite struct PropertyTests {
  @Test func oneDefaultAtATime() async throws {
    try await withRepository("default") { repository in
      try await repository.createRegistryLogin("hub")
      try await repository.createRegistryLogin("other")
      try await repository.createUser("gate")
      #expect(
        try repository.document("credentials/hub.json")["credential"]?["isDefault"]?.bool == true)
      let before = try await repository.commitCount()

      let answer = try await repository.credtree("set-default", "other", "--json")
      let result = try JSON.parse(answer.stdout.span)
      #expect(result["previousDefault"]?.string == "hub")
      #expect(result["revision"]?.int == 2)
      #expect(try await repository.commitCount() == before + 1)
      for (name, isDefault) in [("hub", false), ("other", true)] {
        let credential = try repository.document("credentials/\(name).json")["credential"]
        #expect(credential?["isDefault"]?.bool == isDefault)
        #expect(credential?["revision"]?.int == 2)
      }
      try await repository.credtree("set-default", "other")
      #expect(try await repository.commitCount() == before + 1)
      let wrongType = try await repository.run("credtree", ["set-default", "gate"])
      #expect(wrongType.exit == 5)
      try await repository.requireCleanRepository()
    }
  }

  @Test func theOldDefaultMustBeOpened() async throws {
    try await withRepository("default") { repository in
      try await repository.createRegistryLogin("hub")
      try await repository.createRegistryLogin("other")
      // The old default is readable by somebody else only.
      let stranger = repository.inbox.appending("stranger.txt")
      try await repository.succeed("age-keygen", ["-o", stranger.string])
      let recipient = try await repository.succeed("age-keygen", ["-y", stranger.string]).text
        .filter { !$0.isNewline }
      let text = String(decoding: try repository.contents(of: "credtree.yaml"), as: UTF8.self)
      try repository.write(
        text.replacing(
          "\nteams:", with: "\n  eve: { role: viewer, keys: [\"\(recipient)\"] }\nteams:"
        ).replacing(
          "\n  - match: \"**\"", with: "\n  - { match: hub, readers: [eve] }\n  - match: \"**\""),
        to: "credtree.yaml")
      try await repository.credtree("update", "hub", "username=new", "--yes")
      try await repository.git("add", ".")
      try await repository.git("commit", "--quiet", "-m", "eve reads hub")
      let before = try await repository.head()
      let refused = try await repository.run("credtree", ["set-default", "other"])
      #expect(refused.exit == 6)
      #expect(refused.message.contains("hub"))
      #expect(try await repository.head() == before)
    }
  }

  @Test func deletingTheDefaultNeedsASuccessor() async throws {
    try await withRepository("default") { repository in
      for name in ["hub", "other", "third"] { try await repository.createRegistryLogin(name) }
      let before = try await repository.commitCount()
      let refused = try await repository.run("credtree", ["delete", "hub", "--json"])
      #expect(refused.exit == 4)
      #expect(try JSON.parse(refused.stderr.span)["code"]?.string == "conflict")
      let itself = try await repository.run("credtree", ["delete", "hub", "--new-default", "hub"])
      #expect(itself.exit == 2)
      let useless = try await repository.run(
        "credtree", ["delete", "third", "--new-default", "other"])
      #expect(useless.exit == 2)
      #expect(try await repository.commitCount() == before)
      try await repository.credtree("delete", "hub", "--new-default", "other")
      #expect(try await repository.commitCount() == before + 1)
      let other = try repository.document("credentials/other.json")["credential"]
      #expect(other?["isDefault"]?.bool == true)
      try await repository.credtree("delete", "third")
      // The last one leaves nothing that could be the default.
      try await repository.credtree("delete", "other")
      try await repository.requireCleanRepository()
    }
  }

  @Test func projectsAreASet() async throws {
    try await withRepository("projects") { repository in
      try await repository.createRegistryLogin("hub")
      func projects() throws -> [String] {
        let credential = try repository.document("credentials/hub.json")["credential"]
        return (credential?["projects"]?.array ?? []).compactMap(\.string)
      }
      let before = try await repository.commitCount()
      try await repository.credtree("assign-projects", "hub", "web", "api", "web")
      #expect(try projects() == ["api", "web"])
      try await repository.credtree("assign-projects", "hub", "web", "api")
      #expect(try await repository.commitCount() == before + 1)
      try await repository.credtree("assign-projects", "hub", "--add", "shop", "--remove", "api")
      #expect(try projects() == ["shop", "web"])
      let both = try await repository.run(
        "credtree", ["assign-projects", "hub", "x", "--add", "y"])
      #expect(both.exit == 2)
      let answer = try await repository.credtree("assign-projects", "hub", "--json")
      #expect(try JSON.parse(answer.stdout.span)["projects"]?.array?.isEmpty == true)
      #expect(try projects() == [])
      try await repository.succeed("sh", ["-c", "echo 'projects: [web]' >> credtree.yaml"])
      let unknown = try await repository.run("credtree", ["assign-projects", "hub", "shop"])
      #expect(unknown.exit == 3)
    }
  }

  @Test(arguments: [
    ("free", 0), ("prod/free", 0), ("hub", 4), ("HUB", 4), ("Docker Hub", 5), ("", 5), ("a//b", 5),
  ])
  func namesAreValidated(_ name: String, _ status: Int32) async throws {
    try await withRepository("names") { repository in
      try await repository.createRegistryLogin("hub")
      let answer = try await repository.run("credtree", ["validate-name", name])
      #expect(answer.exit == status)
      #expect(answer.stdout.isEmpty)
      let json = try await repository.run("credtree", ["validate-name", name, "--json"])
      let document = try JSON.parse((status == 0 ? json.stdout : json.stderr).span)
      #expect(document["valid"]?.bool == (status == 0))
      if status == 4 { #expect(document["code"]?.string == "duplicate") }
    }
  }

  @Test func aReplacementReplacesTheWhole() async throws {
    try await withRepository("replace") { repository in
      try await repository.createRegistryLogin("hub")
      try await repository.credtree(
        "update", "hub", "email=robot@example.com", "--description", "old", "--title", "Old")
      let path = "credentials/hub.json"
      let noPassword = try await repository.run(
        "credtree", ["update", "hub", "--replace", "server=docker.io", "username=new"])
      #expect(noPassword.exit == 5)
      #expect(noPassword.message.contains("password"))

      let before = try repository.document(path)
      let password = repository.canaryFile.string
      let commits = try await repository.commitCount()
      for _ in 1...2 {
        try await repository.credtree(
          "update", "hub", "--replace", "server=registry.example.com", "username=new",
          "password=@\(password)")
      }
      #expect(try await repository.commitCount() == commits + 1)
      let after = try repository.document(path)
      #expect(after["credential"]?["description"]?.string == "")
      #expect(after["credential"]?["title"]?.string == "hub")
      #expect(after["credential"]?["isDefault"]?.bool == true)
      #expect(after["secret"]?["email"] == nil)
      // The same password keeps its ciphertext.
      #expect(after["secret"]?["password"] == before["secret"]?["password"])
    }
  }

  @Test func aReplacementKeepsSecretsThatItNeedNotName() async throws {
    try await withRepository("replace") { repository in
      let key = repository.canaryFile.string
      let token = try repository.secretFile("token", Array("session-kanarie-5".utf8)).string
      repository.watch("session-kanarie-5")
      let values = ["accessKey=AKIAEXAMPLE", "secretKey=@\(key)", "bucket=backups"]
      try await repository.succeed(
        "credtree",
        ["create", "object-storage", "s3", "sessionToken=@\(token)", "region=eu-west-1"] + values)
      let before = try repository.document("credentials/s3.json")
      try await repository.succeed("credtree", ["update", "s3", "--replace"] + values)
      let after = try repository.document("credentials/s3.json")
      #expect(after["public"]?["region"] == nil)
      #expect(after["secret"]?["sessionToken"] == before["secret"]?["sessionToken"])
      try await repository.succeed(
        "credtree", ["update", "s3", "--replace", "--clear-omitted-secrets"] + values)
      #expect(try repository.document("credentials/s3.json")["secret"]?["sessionToken"] == nil)
      let misused = try await repository.run(
        "credtree", ["update", "s3", "--clear-omitted-secrets"])
      #expect(misused.exit == 2)
    }
  }

  @Test func aDescriptionHasLines() async throws {
    try await withRepository("description") { repository in
      try await repository.createUser("gate")
      let text =
        "Lets in whom the gate knows.\n\n\t- Übergang, \"quoted\"\n"
        + String(repeating: "long ", count: 7000)
      try await repository.credtree("update", "gate", "--description", text)
      let output = try await repository.credtree("get", "gate", "--json")
      #expect(try JSON.parse(output.stdout.span)["description"]?.string == text)
      for (description, field) in [
        (String(repeating: "x", count: 65_537), "description"), ("bell \u{7}", "description"),
      ] {
        let answer = try await repository.run(
          "credtree", ["update", "gate", "--description", description, "--json"])
        #expect(answer.exit == 5)
        let details = try JSON.parse(answer.stderr.span)["details"]?.array ?? []
        #expect(details.compactMap { $0["field"]?.string } == [field])
      }
    }
  }
}
