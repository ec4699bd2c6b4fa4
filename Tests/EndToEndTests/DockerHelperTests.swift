import Documents
import SystemPackage
import TestSupport
import Testing

/// docker's credential helper: its words, which docker compares whole, and a client that uses it.
@Suite struct DockerHelperTests {
  private func call(
    _ repository: TestRepository, _ action: String, _ text: String,
    environment: [String: String] = [:]
  ) async throws -> Output {
    let input = try repository.secretFile("helper-input", Array(text.utf8))
    return try await repository.run(
      BuiltProducts.directory.appending("docker-credential-credtree").string, [action],
      input: input,
      environment: ["CREDTREE_DIR": repository.folder.string].merging(environment) { $1 },
      in: repository.sandbox, mayShowSecrets: true)
  }

  private func registry(
    _ name: String, _ server: String, user: String = "robot", in repository: TestRepository
  ) async throws {
    try await repository.credtree(
      "create", "container-registry", name, "username=\(user)", "server=\(server)",
      "password=@\(repository.canaryFile.string)")
  }

  private static let none = "credentials not found in native keychain\n"

  @Test func getListStoreAndErase() async throws {
    try await withRepository("docker-helper") { repository in
      try await registry("hub", "docker.io", in: repository)
      try await registry("ghcr", "ghcr.io", user: "bot", in: repository)
      try await registry("team", "ghcr.io/team", user: "team", in: repository)
      try await registry("near", "127.0.0.1:5000", in: repository)
      try await repository.credtree("set-default", "hub")
      for (asked, user) in [
        ("https://index.docker.io/v1/\n", "robot"), ("docker.io", "robot"), ("ghcr.io", "bot"),
        ("https://ghcr.io/", "bot"), ("ghcr.io/team", "team"), ("127.0.0.1:5000", "robot"),
        ("  GHCR.io\n", "bot"),
      ] {
        let output = try await call(repository, "get", asked)
        #expect(output.exit == 0, "\(asked): \(output.text)")
        #expect(output.stdout.count(where: { $0 == UInt8(ascii: "\n") }) == 1)
        let document = try JSON.parse(output.stdout.span)
        let members = document.object ?? []
        #expect(members.map(\.key) == ["ServerURL", "Username", "Secret"])
        let server = asked.replacing("\n", with: "").replacing(" ", with: "")
        #expect(document["ServerURL"]?.string == server)
        #expect(document["Username"]?.string == user)
        #expect(document["Secret"]?.string == repository.canary.text)
        #expect(output.stderr.isEmpty)
      }
      // The default is for images. Whoever asks for another server gets no password.
      for asked in [
        "quay.io", "evil.example", "ghcr.io.evil.example", "ghcr.io:5000", "127.0.0.1:5001",
        "registry", "x", "https://ghcr.io@evil.example", "http://", "a b", "ghcr.io?x",
      ] {
        let output = try await call(repository, "get", asked)
        #expect(output.text == Self.none, "\(asked)")
        #expect(output.exit == 1)
      }
      let nothing = try await call(repository, "get", "\n")
      #expect(nothing.text == "no credentials server URL\n")
      #expect(nothing.exit == 1)

      let list = try await call(repository, "list", "unused")
      #expect(
        list.text
          == #"{"127.0.0.1:5000":"robot","ghcr.io":"bot","ghcr.io/team":"team","#
          + #""https://index.docker.io/v1/":"robot"}"# + "\n")

      let login = JSON.write(
        .object([
          Member("ServerURL", .string("ghcr.io")), Member("Username", .string("bot")),
          Member("Secret", .string(repository.canary.text)),
        ]))
      let same = String(decoding: login, as: UTF8.self)
      #expect(try await call(repository, "store", same).exit == 0)
      let other = try await call(
        repository, "store", #"{"ServerURL":"ghcr.io","Username":"bot","Secret":"other"}"#)
      #expect(other.exit == 1)
      #expect(other.text.contains("credtree update ghcr"))
      let anonymous = try await call(repository, "store", #"{"ServerURL":"ghcr.io"}"#)
      #expect(anonymous.text == "no credentials username\n")
      let nowhere = try await call(repository, "store", #"{"Username":"bot"}"#)
      #expect(nowhere.text == "no credentials server URL\n")
      #expect(try await call(repository, "store", "{").exit == 1)
      #expect(try await call(repository, "erase", "quay.io").exit == 0)
      let erased = try await call(repository, "erase", "ghcr.io")
      #expect(erased.exit == 1)
      #expect(erased.text.contains("credtree delete ghcr"))
      let unknown = try await call(repository, "rotate", "")
      #expect(unknown.text == "docker-credential-credtree: unknown action: rotate\n")
      #expect(unknown.exit == 1)

      // The same command of the tool itself, and what is kept of the uses.
      let input = try repository.secretFile("server", Array("ghcr.io".utf8))
      let own = try await repository.credtree(
        "docker-credential", "get", "-C", repository.folder.string, input: input,
        mayShowSecrets: true)
      #expect(own.text.contains(#""Username":"bot""#))
      let listed = try await repository.credtree("list", "--json")
      let items = try JSON.parse(listed.stdout.span)["credentials"]?.array ?? []
      let used = items.filter { $0["lastUsed"] != nil }.compactMap { $0["name"]?.string }
      #expect(Set(used) == ["hub", "ghcr", "team", "near"])
    }
  }

  @Test func aLockedStoreIsNotAnEmptyOne() async throws {
    try await withRepository("docker-helper") { repository in
      try await registry("ghcr", "ghcr.io", in: repository)
      let key = repository.identity.string
      try await repository.succeed("mv", [key, key + ".away"])
      for action in ["get", "list"] {
        let output = try await call(repository, action, "ghcr.io")
        #expect(output.exit == 1)
        #expect(output.text.contains("cannot be opened"), "\(output.text)")
      }
      let absent = try await call(repository, "get", "quay.io")
      #expect(absent.text == Self.none)
      try await repository.succeed("mv", [key + ".away", key])

      // An edited readable part says that it is for a server that it was not sealed for.
      let path = "credentials/ghcr.json"
      let text = String(decoding: try repository.contents(of: path), as: UTF8.self)
      try repository.write(text.replacing("\"ghcr.io\"", with: "\"evil.example\""), to: path)
      let stolen = try await call(repository, "get", "evil.example")
      #expect(stolen.exit == 1)
      #expect(stolen.text.contains("credtree reseal ghcr"))
      #expect(!stolen.text.contains(repository.canary.text))
      // What cannot be read could be what was asked for.
      try repository.write("{", to: path)
      let damaged = try await call(repository, "get", "ghcr.io")
      #expect(damaged.exit == 1)
      #expect(damaged.text.contains("ghcr.json is damaged"))
    }
  }

  @Test func onlyTheUsersOwnStoresAnswer() async throws {
    try await withRepository("docker-helper") { repository in
      try await registry("ghcr", "ghcr.io", in: repository)
      let program = BuiltProducts.directory.appending("docker-credential-credtree").string
      let input = try repository.secretFile("server", Array("ghcr.io".utf8))
      let standing = try await repository.run(program, ["get"], input: input)
      #expect(standing.exit == 1)
      #expect(standing.text.contains("no store is registered"))
      let settings = repository.home.appending(".config/credtree")
      try await repository.succeed("mkdir", ["-p", settings.string])
      let list = settings.appending("stores")
      try Array("\(repository.folder.string)\n".utf8).write(toNew: list)
      let found = try await repository.run(program, ["get"], input: input, mayShowSecrets: true)
      #expect(found.text.contains(#""Username":"robot""#))
      // A store that is not there might have had it.
      let gone = repository.sandbox.appending("gone").string
      try Array("\(gone)\n\(repository.folder.string)\n".utf8).write(toNew: list)
      let still = try await repository.run(program, ["get"], input: input, mayShowSecrets: true)
      #expect(still.exit == 0)
      let other = try repository.secretFile("server", Array("quay.io".utf8))
      let missing = try await repository.run(program, ["get"], input: other)
      #expect(missing.exit == 1)
      #expect(missing.text.contains("is not there"))
    }
  }

  @Test(.timeLimit(.minutes(30)))
  func skopeoLogsInThroughTheHelper() async throws {
    try await withRepository("docker-helper") { repository in
      let port = try LoopbackPort.free()
      let server = "127.0.0.1:\(port)"
      try await registry("local", server, in: repository)
      try await repository.createUser("robot", username: "robot")
      let passwords = try await repository.render("htpasswd", ["robot"], to: "htpasswd")
      let settings = try repository.settingsFile(
        "registry.yml",
        """
        version: 0.1
        log: { accesslog: { disabled: true }, level: error }
        storage: { filesystem: { rootdirectory: \(repository.sandbox.string)/registry } }
        http: { addr: "127.0.0.1:\(port)" }
        auth: { htpasswd: { realm: test, path: \(passwords.string) } }

        """)
      let login = try repository.settingsFile(
        "auth.json", #"{"credHelpers":{"\#(server)":"credtree"}}"#)
      let environment = [
        "PATH": "\(BuiltProducts.directory.string):/usr/local/bin:/usr/bin:/bin",
        "CREDTREE_DIR": repository.folder.string,
      ]
      let arguments = [
        "list-tags", "--tls-verify=false", "--authfile", login.string, "docker://\(server)/shop",
      ]
      try await repository.withServer(
        "docker-registry", ["serve", settings.string], port: port
      ) {
        // Logged in, the registry says that it has no such image; else, who are you.
        let output = try await repository.run("skopeo", arguments, environment: environment)
        #expect(output.message.contains("404 (Not Found)"))
        try await repository.succeed(
          "mv", [repository.identity.string, repository.inbox.appending("key").string])
        let locked = try await repository.run("skopeo", arguments, environment: environment)
        #expect(locked.exit != 0)
        #expect(locked.message.contains("cannot be opened"), "\(locked.message)")
      }
    }
  }

  @Test func theHelpersLinkLittle() async throws {
    try await withSandbox("linked") { folder in
      for program in ["docker-credential-credtree", "git-credential-credtree"] {
        let file = BuiltProducts.directory.appending(program).string
        let output = try await runProgram(named: "readelf", ["-d", file], in: folder)
        #expect(output.text.contains("libcrypto.so"))
        for library in ["libgit2", "libFoundation.so", "libFoundationInternationalization"] {
          #expect(!output.text.contains(library), "\(program) links \(library)")
        }
      }
    }
  }
}
