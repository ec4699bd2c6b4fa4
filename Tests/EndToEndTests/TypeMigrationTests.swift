import Documents
import SystemPackage
import TestSupport
import Testing

/// Types that change together with the credentials that have them.
@Suite struct TypeMigrationTests {
  private func definition(_ fields: String) -> String {
    #"{"type": "deploy-token", "title": "Deploy token", "category": "mine", "fields": [\#(fields)]}"#
  }
  private static let token = #"{"id": "token", "kind": "string", "class": "secret"}"#

  private func withTokens(_ body: (TestRepository) async throws -> Void) async throws {
    try await withRepository("migrate") { repository in
      let fields = #"{"id": "note", "kind": "string", "class": "public"}, \#(Self.token)"#
      try Array(definition(fields).utf8).write(to: repository.inbox.appending("type.json"))
      try await repository.credtree("types", "create", "--from", file(repository))
      for name in ["shop", "web"] {
        try await repository.credtree(
          "create", "deploy-token", name, "note=\(name)", "token=@\(repository.canaryFile.string)")
      }
      try await body(repository)
      try await repository.requireCleanRepository()
    }
  }

  private func file(_ repository: TestRepository) -> String {
    repository.inbox.appending("type.json").string
  }

  private func update(_ repository: TestRepository, _ fields: String, _ steps: [String])
    async throws -> Output
  {
    try Array(definition(fields).utf8).write(to: repository.inbox.appending("type.json"))
    return try await repository.run(
      "credtree",
      ["types", "update", "--from", file(repository), "--json"]
        + steps.flatMap { ["--migrate", $0] })
  }

  private func shown(_ repository: TestRepository, _ name: String) async throws -> [String] {
    let answer = try await repository.credtree("get", name, "--json")
    let item = try JSON.parse(answer.stdout.span)
    return (item["data"]?.object ?? []).map { "\($0.key)=\($0.value.string ?? "")" }
  }

  @Test func fieldsAreRenamedInOneCommit() async throws {
    try await withTokens { repository in
      let fields =
        #"{"id": "remark", "kind": "string", "class": "public"}, {"id": "key", "kind": "string", "class": "secret"}"#
      #expect(try await update(repository, fields, []).exit == 4)
      let commits = try await repository.commitCount()
      let answer = try await update(
        repository, fields, ["rename:note=remark", "rename:token=key"])
      #expect(answer.exit == 0, "\(answer.message)")
      let result = try JSON.parse(answer.stdout.span)
      #expect(result["migrated"]?.array?.compactMap(\.string) == ["shop", "web"])
      #expect(try await repository.commitCount() == commits + 1)
      #expect(try await shown(repository, "shop") == ["remark=shop"])
      let key = try await repository.succeed(
        "credtree", ["reveal", "web", "key"], mayShowSecrets: true)
      let isKept = key.text == repository.canary.text
      #expect(isKept)
      let old = try await repository.succeed(
        "credtree", ["reveal", "web", "--revision", "1", "--json"], mayShowSecrets: true)
      #expect(old.text.contains("\"note\""))
    }
  }

  @Test func fieldsAreRemovedAndFilledIn() async throws {
    try await withTokens { repository in
      let fields =
        #"{"id": "stage", "kind": "enum", "choices": ["prod", "test"], "class": "public", "required": true}, {"id": "pin", "kind": "string", "class": "secret", "required": true}, \#(Self.token)"#
      let half = try await update(repository, fields, ["remove:note", "set:stage=prod"])
      #expect(half.exit == 4 && half.message.contains("shop"))
      #expect(
        try await update(repository, fields, ["remove:note", "set:stage=moon", "generate:pin"]).exit
          == 4)
      #expect(try await shown(repository, "shop") == ["note=shop"])
      let answer = try await update(
        repository, fields, ["remove:note", "set:stage=prod", "generate:pin:4:digits"])
      #expect(answer.exit == 0, "\(answer.message)")
      #expect(try await shown(repository, "web") == ["stage=prod"])
      let pin = try await repository.succeed(
        "credtree", ["reveal", "web", "pin"], mayShowSecrets: true)
      #expect(pin.text.utf8.count == 4)
      let again = try await update(repository, fields, ["set:stage=test"])
      #expect(try JSON.parse(again.stdout.span)["message"]?.string == "Credential type unchanged")
    }
  }

  private static let refused: [(String, Int32)] = [
    ("rename:note", 2), ("note=remark", 2), ("remove:", 2), ("rename:nothing=note", 5),
    ("remove:note", 5), ("set:nothing=x", 5), ("set:token=typed", 2), ("generate:nothing", 5),
  ]

  @Test func stepsThatDoNotFitAreRefused() async throws {
    try await withTokens { repository in
      for (step, status) in Self.refused {
        let fields = #"{"id": "note", "kind": "string", "class": "public"}, \#(Self.token)"#
        let answer = try await update(repository, fields, [step])
        #expect(answer.exit == status, "\(step): \(answer.message)")
      }
      // What was sealed is not made readable by a definition.
      let open =
        #"{"id": "note", "kind": "string", "class": "public"}, {"id": "key", "kind": "string", "class": "public"}"#
      #expect(try await update(repository, open, ["rename:token=key"]).exit == 4)
    }
  }
}
