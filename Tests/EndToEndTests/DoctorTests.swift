import Documents
import SystemPackage
import TestSupport
import Testing

@Suite struct DoctorTests {
  private func path(_ repository: TestRepository) -> [String: String] {
    let path = repository.environment["PATH"] ?? ""
    return ["PATH": "\(BuiltProducts.directory.string):\(path)"]
  }

  private func states(_ repository: TestRepository, in place: FilePath? = nil) async throws -> (
    exit: Int32?, states: [String: String], remedies: [String: String]
  ) {
    let output = try await repository.run(
      "credtree", ["doctor", "--json"], environment: path(repository), in: place)
    let checks = try JSON.parse(output.stdout.span)["checks"]?.array ?? []
    var (states, remedies) = ([String: String](), [String: String]())
    for check in checks {
      guard let name = check["name"]?.string, let state = check["state"]?.string else { continue }
      if states[name] != "error" { states[name] = state }
      remedies[name] = check["remedy"]?.string
    }
    return (output.exit, states, remedies)
  }

  @Test func aNewRepositoryIsHealthy() async throws {
    try await withRepository("doctor") { repository in
      try await repository.createUser("gate")
      let found = try await states(repository)
      #expect(found.exit == 0, "\(found.states)")
      for name in [
        "git", "repository", "history", "index", "journal", "lock", "textconv-cache",
        "git-config", "gitattributes", "policy", "accepted-policy", "store", "identity",
        "identity-mode",
      ] { #expect(found.states[name] == "ok", "\(name)") }
      let text = try await repository.succeed(
        "credtree", ["doctor"], environment: path(repository)
      ).text
      #expect(text.contains("you are alice") && text.contains("1 credential can be read"))
    }
  }

  @Test func aPlaintextCacheFails() async throws {
    try await withRepository("doctor-cache") { repository in
      try repository.write("x\n", to: "file")
      try repository.write("file diff=other\n", to: ".git/info/attributes")
      try await repository.git("config", "diff.other.textconv", "cat")
      try await repository.git("config", "diff.other.cachetextconv", "true")
      try await repository.git("add", "file")
      try await repository.git("commit", "-q", "-m", "one")
      try repository.write("y\n", to: "file")
      try await repository.git("commit", "-q", "-a", "-m", "two")
      _ = try await repository.git("log", "-p", "-1")
      let found = try await states(repository)
      #expect(found.exit == 1 && found.states["textconv-cache"] == "error")
      let remedy = try #require(found.remedies["textconv-cache"])
      #expect(remedy.contains("git update-ref -d refs/notes/textconv/other"))
      try await repository.git("update-ref", "-d", "refs/notes/textconv/other")
      #expect(try await states(repository).exit == 0)
      // Whatever such a reference leads to.
      let blob = try await repository.git("rev-parse", "HEAD:file")
      try await repository.git("update-ref", "refs/notes/textconv/credtree", blob)
      #expect(try await states(repository).exit == 1)
    }
  }

  @Test func aCloneIsMendedByInit() async throws {
    try await withRepository("doctor-clone") { repository in
      try await repository.createUser("gate")
      let clone = repository.sandbox.appending("clone")
      try await repository.git("clone", "-q", repository.folder.string, clone.string)
      let before = try await states(repository, in: clone)
      #expect(before.exit == 1 && before.states["git-config"] == "error")
      #expect(before.remedies["git-config"]?.contains("credtree init") == true)
      try await repository.succeed("credtree", ["init"], in: clone)
      #expect(try await states(repository, in: clone).exit == 0)
    }
  }

  @Test func whatIsWrongIsNamedWithItsRemedy() async throws {
    try await withRepository("doctor-wrong") { repository in
      try await repository.createUser("gate")
      try await repository.succeed("chmod", ["644", repository.identity.string])
      try await repository.git("config", "diff.credtree.cachetextconv", "true")
      try repository.write("# credtree:begin\nold\n# credtree:end\n", to: ".gitattributes")
      try repository.write("{", to: "credentials/broken.json")
      try await repository.git("update-index", "--split-index")
      let found = try await states(repository)
      #expect(found.exit == 1)
      for name in ["identity-mode", "cachetextconv", "gitattributes", "store", "index"] {
        #expect(found.states[name] == "error", "\(name) \(found.states[name] ?? "-")")
      }
      #expect(found.remedies["identity-mode"]?.contains("chmod 600") == true)
    }
  }

  @Test func initWritesTheBlockAnew() async throws {
    try await withRepository("doctor-attributes") { repository in
      try repository.write(
        "*.png binary\n# credtree:begin\nold\n# credtree:end\n", to: ".gitattributes")
      try await repository.git("commit", "-q", "-a", "-m", "an old block")
      #expect(try await states(repository).states["gitattributes"] == "error")
      let told = try await repository.credtree("init")
      #expect(told.text.contains(".gitattributes"))
      #expect(try await states(repository).exit == 0)
      #expect(try await repository.git("status", "--porcelain") == "")
      let text = String(decoding: try repository.contents(of: ".gitattributes"), as: UTF8.self)
      #expect(text.hasPrefix("*.png binary\n# credtree:begin\n/credentials/"))
      #expect(try await repository.credtree("init").text.contains("nothing changed"))
    }
  }

  @Test func outsideOfARepositoryTheMachineIsLookedAt() async throws {
    try await withRepository("doctor-outside", isInitialised: false) { repository in
      let outside = repository.sandbox.appending("tmp")
      let found = try await states(repository, in: outside)
      #expect(found.exit == 1 && found.states["repository"] == "error")
      #expect(found.states["identity"] == "warning" && found.states["git"] == "ok")
    }
  }

  @Test func hooksAreToldOf() async throws {
    try await withRepository("doctor-hooks") { repository in
      try repository.write("#!/bin/sh\n", to: ".git/hooks/pre-commit")
      try await repository.succeed("chmod", ["755", ".git/hooks/pre-commit"])
      let found = try await states(repository)
      #expect(found.exit == 0 && found.states["hooks"] == "note")
    }
  }

  @Test(arguments: [
    ["merge.credtree.driver", "true"],
    ["merge.credtree.driver", "/nonexist/credtree merge-driver %O %A %B %L %P"],
    ["merge.credtree.driver", "credtree merge-driver %A %O %B %L %P"],
  ])
  func initMendsAMergeDriver(_ entry: [String]) async throws {
    try await withRepository("doctor-mend") { repository in
      try await repository.createUser("gate")
      let before = try await repository.git("config", entry[0])
      try await repository.git("config", entry[0], entry[1])
      try await repository.git("config", "--add", entry[0], "false")
      try await repository.git("config", "diff.credtree.textconv", "cat")
      let mended = try await repository.credtree("init")
      #expect(mended.text.contains("diff.credtree.textconv, merge.credtree.driver"))
      #expect(try await repository.git("config", "--get-all", entry[0]) == before)
      let found = try await states(repository)
      #expect(found.exit == 0, "\(found.states)")
      // What works stays as the user wrote it.
      let own = "env \(before)"
      try await repository.git("config", entry[0], own)
      #expect(try await repository.credtree("init").text.contains("nothing changed"))
      #expect(try await repository.git("config", entry[0]) == own)
    }
  }

  @Test(arguments: [
    ["merge.credtree.driver", "true"],
    ["merge.credtree.driver", "/nonexist/credtree merge-driver %O %A %B %L %P"],
    ["merge.credtree.driver", "credtree merge-driver %A %O %B %L %P"],
  ])
  func aMergeDriverThatCannotMergeFails(_ entry: [String]) async throws {
    try await withRepository("doctor-driver") { repository in
      try await repository.createUser("gate")
      try await repository.git("config", entry[0], entry[1])
      let found = try await states(repository)
      #expect(found.exit == 1 && found.states["merge-program"] == "error", "\(found.states)")
      #expect(found.remedies["merge-program"]?.contains("merge.credtree.driver") == true)
    }
  }

  @Test func whatGitRunsInThePlaceOfTextconvFails() async throws {
    try await withRepository("doctor-command") { repository in
      try await repository.createUser("gate")
      try await repository.git("config", "diff.credtree.command", "echo x")
      let found = try await states(repository)
      #expect(found.exit == 1 && found.states["program"] == "error")
      try await repository.git("config", "--unset-all", "diff.credtree.command")
      try await repository.git("config", "diff.credtree.textconv", "true")
      #expect(try await states(repository).states["program"] == "error")
    }
  }

  @Test(arguments: [
    [".gitattributes", "*.json -diff -merge"], [".git/info/attributes", "*.json merge=union"],
    ["credentials/.gitattributes", "* -merge"],
  ])
  func attributesThatTakeTheDriversAwayFail(_ line: [String]) async throws {
    try await withRepository("doctor-override") { repository in
      try await repository.createUser("gate")
      let former = (try? repository.contents(of: line[0])) ?? []
      try repository.write(
        String(decoding: former, as: UTF8.self) + line[1] + "\n", to: line[0])
      let found = try await states(repository)
      #expect(found.exit == 1 && found.states["gitattributes"] == "error", "\(found.states)")
    }
  }
}
