import Documents
import TestSupport
import Testing

/// Nuvla: templates, resources, and its statuses.
@Suite struct NuvlaShapeTests {
  @Test func templatesMakeCredentials() async throws {
    try await withRepository("nuvla") { repository in
      // Nuvla's credentials need no name, files do.
      let token = try await repository.send(
        try SourceSamples.text("nuvla-create-swarm-token"), "create", "edge/worker", "--compat",
        "nuvla", "--yes")
      #expect(token.exit == 0, "\(token.message)")
      repository.watch("abcs1234token")
      let answer = try token.response
      let id = try #require(answer["resource-id"]?.string)
      #expect(answer.object?.map(\.key) == ["status", "message", "resource-id"])
      #expect(answer["status"]?.int == 201 && answer["message"]?.string == "\(id) created")
      let file = try repository.document("credentials/edge/worker.json")
      #expect(file["credential"]?["type"]?.string == "swarm-token")
      #expect(file["credential"]?["parent"]?.string == "infrastructure-service/edge")
      #expect(file["public"]?["scope"]?.string == "WORKER")

      let storage = try await repository.send(
        try SourceSamples.text("nuvla-create-s3"), "create", "--compat", "nuvla", "--yes")
      #expect(storage.exit == 0, "\(storage.message)")
      repository.watch("nuvla-s3-secret-key")

      let resource = try await repository.response("get", id, "--compat", "nuvla")
      #expect(
        resource.object?.map(\.key) == [
          "id", "resource-type", "created", "updated", "name", "description", "subtype", "method",
          "parent", "scope", "operations",
        ])
      #expect(resource["operations"]?.array?.map { $0["rel"]?.string } == ["edit", "delete"])
      let collection = try await repository.response("list", "--compat", "nuvla")
      #expect(collection["count"]?.int == 2)
      #expect(collection["resource-type"]?.string == "credential-collection")

      // The whole resource back, changed.
      let changed = String(decoding: JSON.write(resource), as: UTF8.self)
        .replacing(#""description": """#, with: #""description": "Joins the edge""#)
      let updated = try await repository.send(changed, "update", "--compat", "nuvla")
      #expect(updated.exit == 0, "\(updated.message)")
      #expect(try updated.response["description"]?.string == "Joins the edge")
      #expect(try updated.response["subtype"]?.string == "swarm-token")

      let gone = try await repository.response("delete", id, "--compat", "nuvla")
      #expect(gone["status"]?.int == 200 && gone["message"]?.string == "\(id) deleted")
      let missing = try await repository.run("credtree", ["get", id, "--compat", "nuvla"])
      #expect(missing.exit == 3)
      #expect(try missing.errorBody["status"]?.int == 404)
    }
  }

  @Test func aMadeKeyIsToldOnce() async throws {
    try await withRepository("nuvla") { repository in
      let made = try await repository.send(
        try SourceSamples.text("nuvla-create-api-key"), "create", "robot", "--compat", "nuvla",
        "--yes", mayShowSecrets: true)
      #expect(made.exit == 0, "\(made.message)")
      let answer = try made.response
      #expect(
        answer.object?.map(\.key) == ["status", "message", "resource-id", "secret-key"])
      let secret = try #require(answer["secret-key"]?.string)
      #expect(secret.split(separator: ".").map(\.count) == [6, 6, 6, 6, 6])
      repository.watch(secret)
      let key = try await repository.response("get", "robot", "--compat", "nuvla")
      #expect(key["subtype"]?.string == "api-key")
      let presented = try repository.secretFile("presented", Array(secret.utf8))
      let check = try await repository.run("credtree", ["check-secret", "robot"], input: presented)
      #expect(check.exit == 0, "\(check.message)")
    }
  }

  @Test func whatIsRefused() async throws {
    try await withRepository("nuvla") { repository in
      for (document, exit, status) in [
        (#"{"template": {"href": "credential-template/nothing"}}"#, Int32(3), 404),
        (#"{"template": {"scope": "WORKER"}}"#, 5, 400),
        (
          #"{"template": {"href": "credential-template/swarm-token", "scope": "BOSS", "token": "t"}}"#,
          5, 400
        ),
        (#"{"template": {"href": "credential-template/swarm-token", "acl": {}}}"#, 5, 400),
        (#"{"template": {"href": "credential-template/api-key"}, "tags": []}"#, 5, 400),
        (#"{"template": ["href"]}"#, 5, 400),
        // A comma that is not there, as in the documentation's request for Kubernetes.
        (#"{"template": {"href": "credential-template/x" "key": "k"}}"#, 5, 400),
      ] {
        let refused = try await repository.send(document, "create", "name", "--compat", "nuvla")
        #expect(refused.exit == exit, "\(document): \(refused.message)")
        #expect(try refused.errorBody["status"]?.int == status)
      }
      try await repository.createRegistryLogin("hub")
      try repository.write("image: cred://hub\n", to: "app.yaml")
      try await repository.git("add", "app.yaml")
      let used = try await repository.run("credtree", ["delete", "hub", "--compat", "nuvla"])
      #expect(used.exit == 4)
      let body = try used.errorBody
      #expect(body["status"]?.int == 409)
      #expect(body["resource-id"]?.string?.hasPrefix("credential/") == true)
    }
  }

  @Test func templatesAreListed() async throws {
    try await withRepository("nuvla") { repository in
      let collection = try await repository.response("types", "list", "--compat", "nuvla")
      #expect(collection["resource-type"]?.string == "credential-template-collection")
      let template = try await repository.response(
        "types", "show", "kubernetes", "--compat", "nuvla")
      #expect(
        template["id"]?.string == "credential-template/infrastructure-service-kubernetes")
      #expect(template["ca"]?.string == "" && template["cert"]?.string == "")
    }
  }
}
