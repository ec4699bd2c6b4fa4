import Documents
import SystemPackage
import TestSupport
import Testing

/// Names and values that cannot be are refused with everything that is wrong with them.
@Suite struct BadValueTests {
  /// Runs a command that must change nothing, and returns what it said.
  private func refused(
    _ repository: TestRepository, _ arguments: [String], input: FilePath? = nil
  ) async throws -> Output {
    let before = try await repository.head()
    let output = try await repository.run("credtree", arguments, input: input)
    #expect(try await repository.head() == before)
    #expect(try await repository.git("status", "--porcelain").isEmpty)
    return output
  }

  @Test(arguments: [
    "../outside", "a/../b", "a/./b", "/etc/passwd", "a//b", "a/", "", ".git/config", "a b",
    "café", "a\nb", "a.b", "-", String(repeating: "n", count: 101), "con\u{202E}",
  ])
  func aNameThatCannotBe(_ name: String) async throws {
    try await withRepository("names") { repository in
      let answer = try await refused(
        repository,
        [
          "create", "--yes", "basic-auth", "username=user",
          "password=@\(repository.canaryFile.string)", "--", name,
        ])
      #expect([2, 5].contains(answer.exit), "\(answer.status)")
      let outside = try await repository.succeed(
        "find", [repository.sandbox.string, "-name", "*.json", "-not", "-path", "*/private/*"])
      #expect(outside.text.isEmpty)
    }
  }

  @Test func aNameOfAHundredCharacters() async throws {
    try await withRepository("names") { repository in
      let name = String(repeating: "n", count: 100)
      try await repository.createUser("\(name)/\(name)")
      try await repository.credtree("get", "\(name)/\(name)")
      try await repository.requireCleanRepository()
    }
  }

  @Test(arguments: ["a\\u0000b", "\\ud800", "", "../..", "…"])
  func aNameInADocument(_ name: String) async throws {
    try await withRepository("names") { repository in
      let text = """
        {"type": "BASIC_AUTH", "name": "\(name)",
         "data": {"username": "user", "password": "\(repository.canary.text.prefix(24))"}}
        """
      let file = try repository.secretFile("document.json", Array(text.utf8))
      let answer = try await refused(repository, ["create", "--from", file.string])
      #expect(answer.exit == 5, "\(answer.status) \(answer.message)")
    }
  }

  /// Names of other systems are made into names of ours, but a path was meant as one.
  @Test func aPathInADocumentIsRefused() async throws {
    try await withRepository("names") { repository in
      let text = """
        {"type": "BASIC_AUTH", "name": "../../outside",
         "data": {"username": "user", "password": "\(repository.canary.text.prefix(24))"}}
        """
      let file = try repository.secretFile("document.json", Array(text.utf8))
      let answer = try await refused(repository, ["create", "--from", file.string])
      #expect(answer.exit == 5, "\(answer.status) \(answer.message)")
      try await repository.requireCleanRepository()
    }
  }

  @Test func aNameThatDiffersInCaseOnly() async throws {
    try await withRepository("names") { repository in
      try await repository.createUser("gate")
      let answer = try await refused(
        repository,
        [
          "create", "basic-auth", "GATE", "username=u",
          "password=@\(repository.canaryFile.string)",
        ]
      )
      #expect(answer.exit == 4)
    }
  }

  @Test(.timeLimit(.minutes(30)))
  func aSecretOfTenMegabytes() async throws {
    try await withRepository("values") { repository in
      let text = String(repeating: repository.canary.text, count: 10_000_000 / 35)
      let file = try repository.secretFile("big", Array(text.utf8))
      let before = try await repository.head()
      let answer = try await repository.run(
        "credtree",
        [
          "create", "container-registry", "hub", "server=registry.example.com", "username=robot",
          "password=@\(file.string)", "--yes",
        ])
      // Whether it fits is the type's affair: either it does, whole, or nothing changed.
      if answer.exit == 0 {
        let revealed = try await repository.credtree(
          "reveal", "hub", "password", mayShowSecrets: true)
        let matches = revealed.stdout == Array(text.utf8)
        #expect(matches)
      } else {
        #expect(answer.exit == 5)
        #expect(answer.message.contains("password"))
        #expect(try await repository.head() == before)
      }
      try await repository.requireCleanRepository()
    }
  }

  @Test func textThatIsNotUTF8() async throws {
    try await withRepository("values") { repository in
      let file = try repository.secretFile("latin1", [0x63, 0x61, 0x66, 0xE9])
      let answer = try await refused(
        repository,
        [
          "create", "container-registry", "hub", "server=registry.example.com", "username=robot",
          "password=@\(file.string)",
        ])
      #expect(answer.exit == 5)
      #expect(answer.message.contains("password"))
      let document = try repository.secretFile(
        "document.json",
        Array("{\"type\": \"basic-auth\", \"name\": \"x".utf8) + [0xE9, 0x22, 0x7D])
      let whole = try await refused(repository, ["create", "--from", document.string])
      #expect(whole.exit == 5)
    }
  }

  @Test func aSecretOnTheCommandLineIsRefused() async throws {
    try await withRepository("values") { repository in
      let answer = try await refused(
        repository, ["create", "basic-auth", "gate", "username=user", "password=hunter2"])
      #expect(answer.exit == 2)
      for way in ["password=@FILE", "password=-", "password=env:VAR", "--generate password"] {
        #expect(answer.message.contains(way), "\(way)")
      }
      #expect(!answer.message.contains("hunter2"))
    }
  }

  @Test func everythingWrongIsToldAtOnce() async throws {
    try await withRepository("values") { repository in
      let text = """
        {"type": "CONTAINER_REGISTRY", "name": "hub", "data": {"server": "registry.example.com",
         "username": "a:b", "frobnicate": 1, "pasword": "\(repository.canary.text.prefix(24))"}}
        """
      let file = try repository.secretFile("document.json", Array(text.utf8))
      let answer = try await refused(repository, ["--json", "create", "--from", file.string])
      #expect(answer.exit == 5)
      let error = try JSON.parse(answer.stderr.span)
      #expect(error["code"]?.string == "invalid")
      let details = try #require(error["details"]?.array)
      let said = String(decoding: JSON.write(.array(details)), as: UTF8.self)
      for field in ["username", "frobnicate", "pasword", "password"] {
        #expect(said.contains(field), "\(field) in \(said)")
      }
      #expect(details.count == 4)
    }
  }

  @Test func everythingWrongOnTheCommandLineIsToldAtOnce() async throws {
    try await withRepository("values") { repository in
      let answer = try await refused(
        repository,
        ["create", "basic-auth", "gate", "frobnicate=1", "pasword=2", "username=a:b", "--json"])
      #expect(answer.exit == 5)
      let details = try #require(try JSON.parse(answer.stderr.span)["details"]?.array)
      let said = String(decoding: JSON.write(.array(details)), as: UTF8.self)
      for field in ["username", "frobnicate", "pasword", "data.password"] {
        #expect(said.contains(field), "\(field) in \(said)")
      }
      #expect(details.count == 4)
    }
  }

  @Test func aConfigurationThatDoesNotParseIsLeftAlone() async throws {
    try await withRepository("values") { repository in
      try await repository.createUser("gate")
      let original = String(decoding: try repository.contents(of: "credtree.yaml"), as: UTF8.self)
      try repository.write(original + "unknown: 1\nmembers: [\n", to: "credtree.yaml")
      let answer = try await repository.run("credtree", ["update", "gate", "username=other"])
      #expect(answer.exit == 5)
      #expect(answer.message.contains("credtree.yaml"))
    }
  }

  /// What is copied out of a file is not what it stands for, at whatever depth.
  @Test func aValueThatIsEncryptedAlreadyIsRefused() async throws {
    try await withRepository("encrypted") { repository in
      try await repository.createUser("gate")
      let contents = try repository.contents(of: "credentials/gate.json")
      let file = try JSON.parse(contents.span)
      let copied = try #require(file["secret"]?["password"]?.string)
      let input = try repository.secretFile("copied", Array(copied.utf8))
      let answer = try await repository.run(
        "credtree", ["update", "gate", "password=@\(input.string)", "--json"])
      #expect(answer.exit == 5)
      let details = try JSON.parse(answer.stderr.span)["details"]?.array ?? []
      #expect(Set(details.compactMap { $0["field"]?.string }) == ["data.password"])
      let document = #"{"type": "generic", "name": "deep", "data": {"A": {"b": "\#(copied)"}}}"#
      let deep = try repository.secretFile("deep.json", Array(document.utf8))
      let nested = try await repository.run("credtree", ["create", "--from", deep.string])
      #expect(nested.exit == 5 && nested.message.contains("data.A.b"))
    }
  }

  @Test func aNameThatWindowsCannotHaveIsNoted() async throws {
    try await withRepository("device") { repository in
      let password = repository.canaryFile.string
      let created = try await repository.credtree(
        "create", "basic-auth", "prod/aux", "username=u", "password=@\(password)")
      #expect(created.message.contains("'aux' is the name of a device on Windows"))
      let answer = try await repository.credtree("validate-name", "nul", "--json")
      #expect(try JSON.parse(answer.stdout.span)["notes"]?.array?.count == 1)
    }
  }
}
