import Documents
import TestSupport
import Testing

/// infra0: credentials, their projects, and their types.
@Suite struct Infra0ShapeTests {
  private let keys = """
    [{"fieldId": "host", "keyValue": "db.example.com"}, {"fieldId": "database", "keyValue": "shop"},
     {"fieldId": "username", "keyValue": "app"}, {"fieldId": "password", "keyValue": "db-secret-1"}]
    """

  /// The document's request with values in place of the words that describe them.
  private func request(_ keys: String, projects: String = #"["web"]"#) throws -> String {
    try SourceSamples.text("infra0-create")
      .replacing("\t", with: "").replacing("\n", with: "")
      .replacing(#""credentialName": "string (required)""#, with: #""credentialName": "Shop DB""#)
      .replacing(
        #""credentialTypeId": "string (required)""#, with: #""credentialTypeId": "PostgreSQL""#
      )
      .replacing("string (optional)", with: "The shop's database")
      .replacing(#"[{"fieldId": "string","keyValue": "any"}]"#, with: keys)
      .replacing(#"["string"]"#, with: projects)
  }

  private static let item = [
    "id", "credentialName", "credentialTypeId", "description", "keys", "projectIds", "createdAt",
    "updatedAt",
  ]

  @Test func everyCall() async throws {
    try await withRepository("infra0") { repository in
      // The words of the document are no type.
      let words = try await repository.send(
        try SourceSamples.text("infra0-create"), "create", "--compat", "infra0")
      #expect(words.exit == 3)
      #expect(try words.errorBody.object?.map(\.key) == ["error"])

      let created = try await repository.send(
        try request(keys), "create", "--compat", "infra0", "--yes")
      #expect(created.exit == 0, "\(created.message)")
      repository.watch("db-secret-1")
      let item = try created.response
      #expect(item.object?.map(\.key) == Self.item)
      #expect(item["credentialName"]?.string == "Shop DB")
      #expect(item["projectIds"]?.array == [.string("web")])
      let shown = item["keys"]?.array?.map { $0["keyValue"]?.string }
      #expect(shown == ["db.example.com", "shop", nil, nil])
      let file = try repository.document("credentials/shop-db.json")
      #expect(file["credential"]?["type"]?.string == "postgresql")
      #expect(file["public"]?["host"]?.string == "db.example.com")
      let id = try #require(item["id"]?.string)
      #expect(try await repository.response("get", id, "--compat", "infra0") == item)

      let list = try await repository.response("list", "--compat", "infra0")
      #expect(list.object?.map(\.key) == ["data", "total", "page", "pageSize"])
      #expect(list["pageSize"]?.int == 20 && list["page"]?.int == 1 && list["total"]?.int == 1)
      #expect(list["data"]?.array == [item])
      let behind = try await repository.response(
        "list", "--page", "7", "--page-size", "5", "--compat", "infra0")
      #expect(behind["data"]?.array?.isEmpty == true && behind["total"]?.int == 1)

      let records = try await repository.response(
        "assign-projects", id, "web", "api", "--compat", "infra0")
      #expect(records.array?.map { $0["projectId"]?.string } == ["api", "web"])
      #expect(
        records.array?.first?.object?.map(\.key) == ["credentialId", "projectId", "assignedAt"])
      let again = try await repository.response(
        "assign-projects", id, "web", "api", "--compat", "infra0")
      #expect(again == records)
      let ofProject = try await repository.response(
        "list", "--project", "api", "--compat", "infra0")
      #expect(ofProject.array?.count == 1)

      // The whole object back, changed, with the values that were not shown.
      let printed = String(
        decoding: JSON.write(try await repository.response("get", id, "--compat", "infra0")),
        as: UTF8.self)
      let updated = try await repository.send(
        printed.replacing("Shop DB", with: "Shop").replacing("The shop's", with: "A"), "update",
        "--compat", "infra0")
      #expect(updated.exit == 0, "\(updated.message)")
      #expect(try updated.response["credentialName"]?.string == "Shop")
      #expect(try updated.response["description"]?.string == "A database")
      let blank = #"{"id": "\#(id)", "keys": [{"fieldId": "password", "keyValue": ""}]}"#
      #expect(try await repository.send(blank, "update").exit == 5)
      let kept = try await repository.send(blank, "update", "--blank-keeps")
      #expect(kept.exit == 0 && kept.text.contains("nothing changed"))

      let gone = try await repository.response("delete", id, "--compat", "infra0")
      #expect(gone == (try SourceSamples.document("infra0-deleted")))
    }
  }

  @Test(arguments: [
    (
      #"[{"fieldId": "host", "keyValue": "a"}, {"fieldId": "host", "keyValue": "b"}]"#,
      "keys[1].fieldId"
    ),
    (#"[{"keyValue": "a"}]"#, "keys[0].fieldId"), (#"["host"]"#, "keys[0]"),
    (#"[{"fieldId": "host", "value": "a"}]"#, "keys[0].value"), (#"{"host": "a"}"#, "keys"),
    (#"[{"fieldId": "nothing", "keyValue": "a"}]"#, "data.nothing"),
  ])
  func keysThatAreNone(_ keys: String, _ field: String) async throws {
    try await withRepository("infra0") { repository in
      let refused = try await repository.send(try request(keys), "create", "--json")
      #expect(refused.exit == 5)
      let fields = try refused.errorBody["details"]?.array?.compactMap { $0["field"]?.string }
      #expect(fields?.contains(field) == true, "\(refused.message)")
    }
  }

  @Test func types() async throws {
    try await withRepository("infra0") { repository in
      let request = try SourceSamples.text("infra0-create-type")
      let created = try await repository.send(request, "types", "create", "--compat", "infra0")
      #expect(created.exit == 0, "\(created.message)")
      let type = try created.response
      #expect(type.object?.map(\.key) == ["id", "typeName", "description", "fields"])
      let sent = try SourceSamples.document("infra0-create-type")
      #expect(type["typeName"] == sent["typeName"] && type["fields"] == sent["fields"])
      #expect(
        try await repository.response("types", "show", "Deploy Token", "--compat", "infra0")
          == type)
      let list = try await repository.response(
        "types", "list", "--search", "deploy", "--compat", "infra0")
      #expect(list["total"]?.int == 1 && list["data"]?.array == [type])
      let paged = try await repository.response("types", "list", "--page-size", "3", "--json")
      #expect(paged["types"]?.array?.count == 3 && (paged["total"]?.int ?? 0) > 60)

      let credential = try await repository.send(
        """
        {"credentialName": "Shop", "credentialTypeId": "Deploy Token", "keys": [
          {"fieldId": "API Key", "keyValue": "deploy-secret"},
          {"fieldId": "settings", "keyValue": {"a": ["settings-secret"]}}]}
        """, "create", "--compat", "infra0", "--yes")
      #expect(credential.exit == 0, "\(credential.message)")
      repository.watch("deploy-secret")
      repository.watch("settings-secret")
      let revealed = try await repository.succeed(
        "credtree", ["reveal", "Shop", "API Key"], mayShowSecrets: true)
      #expect(revealed.text == "deploy-secret")
      let patch = #"{"data": {"settings": {"a": null, "b": {"c": 1, "d": null}}}}"#
      let patched = try await repository.send(patch, "update", "Shop")
      #expect(patched.exit == 0, "\(patched.message)")
      let settings = try await repository.succeed(
        "credtree", ["reveal", "Shop", "settings"], mayShowSecrets: true)
      #expect(try settings.response == .object([Member("b", .object([Member("c", .int(1))]))]))

      let used = try await repository.run(
        "credtree", ["types", "delete", "deploy-token", "--compat", "infra0"])
      #expect(used.exit == 4)
      try await repository.credtree("delete", "Shop")
      let deleted = try await repository.response(
        "types", "delete", "deploy-token", "--compat", "infra0")
      #expect(deleted == (try SourceSamples.document("infra0-deleted")))

      for (document, fields) in [
        (#"{"typeName": "T"}"#, ["fields"]), (#"{"typeName": "", "fields": []}"#, ["fields"]),
        (
          #"{"typeName": "T", "fields": [{"fieldName": "a", "fieldType": "colour"}]}"#,
          ["fields[0].fieldLabel", "fields[0].fieldType"]
        ),
      ] {
        let refused = try await repository.send(document, "types", "create", "--json")
        #expect(refused.exit == 5, "\(document)")
        let found = try refused.errorBody["details"]?.array?.compactMap { $0["field"]?.string }
        #expect(fields.allSatisfy { found?.contains($0) == true }, "\(refused.message)")
      }
    }
  }
}
