import Documents
import TestSupport
import Testing

/// Nextflow Tower and Seqera Platform, whose requests have one shape.
@Suite struct TowerShapeTests {
  /// The sample as it could have worked: GitHub has no access key.
  private func request(_ name: String) throws -> String {
    try SourceSamples.text("tower-\(name)").replacing("accessKey", with: "username")
      .replacing("secretKey", with: "password")
  }

  private let secret = "LBf5hPpuDy/jH02JCt7lzH7jDtcBHMEiyoHPhzvz"

  @Test func theSamplesFieldsAreNotThoseOfGitHub() async throws {
    try await withRepository("tower") { repository in
      let refused = try await repository.send(
        try SourceSamples.text("tower-create"), "create", "--compat", "tower")
      #expect(refused.exit == 5 && refused.stdout.isEmpty)
      let body = try refused.errorBody
      let sample = try SourceSamples.document("tower-bad-request")
      #expect(body.object?.map(\.key) == sample.object?.map(\.key))
      let message = try #require(body["message"]?.string)
      let start = try #require(sample["message"]?.string).dropLast(22)
      #expect(message.hasPrefix(start))
      #expect(message.contains("data.accessKey: is not a field of github"))
      #expect(message.contains("username, password"))
      repository.watch(secret)
    }
  }

  @Test func everyCallAnswersAsTheSamplesDo() async throws {
    try await withRepository("tower") { repository in
      let created = try await repository.send(
        try request("create"), "create", "--compat", "tower", "--yes")
      #expect(
        differences(try SourceSamples.document("tower-created"), try created.response) == [])
      let id = try #require(try created.response["credentialsId"]?.string)
      let file = try repository.document("credentials/git-hub-access-credentials.json")
      #expect(file["credential"]?["title"]?.string == "Git Hub Access Credentials")
      #expect(file["credential"]?["category"]?.string == "repositories")
      #expect(file["public"]?["username"]?.string == "FKIC2OSY9QYNOGDPTS6R")

      // Using it is what leaves a time.
      try await repository.credtree("reveal", id, "password", mayShowSecrets: true)
      let list = try await repository.response("list", "--compat", "tower")
      #expect(differences(try SourceSamples.document("tower-list"), list) == [])
      let described = try await repository.response("get", id, "--compat", "tower")
      #expect(differences(try SourceSamples.document("tower-described"), described) == [])

      // The sample's own id is another credential's.
      let wrong = try await repository.send(try request("update"), "update", id, "--json")
      #expect(wrong.exit == 5)
      let update = try request("update").replacing("1mO5qKOUcacMaFXJsmJzQh", with: id)
      let same = try await repository.send(update, "update", "--replace", "--compat", "tower")
      #expect(same.exit == 0 && same.stdout.isEmpty, "\(same.message)")
      let changed = try await repository.send(
        update.replacing("corporate", with: "private"), "update", "--replace", "--compat", "tower")
      #expect(changed.exit == 0 && changed.stdout.isEmpty, "\(changed.message)")
      let now = try await repository.response("get", id, "--json")
      #expect(now["description"]?.string == "Git Hub private account")
      #expect(now["revision"]?.int == 2)
      // A PUT is the whole object: without keys it is none.
      let withoutKeys = #"{"credentials": {"id": "\#(id)", "provider": "github"}}"#
      let partial = try await repository.send(withoutKeys, "update", "--replace")
      #expect(partial.exit == 5)

      // What was printed goes back in.
      let printed = String(decoding: JSON.write(described), as: UTF8.self)
      #expect(try await repository.send(printed, "update").exit == 0)

      let gone = try await repository.run("credtree", ["delete", id, "--compat", "tower"])
      #expect(gone.exit == 0 && gone.stdout.isEmpty)
      let missing = try await repository.run("credtree", ["get", id, "--compat", "tower"])
      #expect(missing.exit == 3)
      #expect(try missing.errorBody["message"]?.string?.hasPrefix("Oops...") == true)
      repository.watch(secret)
    }
  }

  @Test func requestsOfSeqeraPlatform() async throws {
    try await withRepository("seqera") { repository in
      let request = try SourceSamples.text("seqera-create")
      let created = try await repository.send(request, "create", "--compat", "seqera", "--yes")
      #expect(try created.response.object?.map(\.key) == ["credentialsId"], "\(created.message)")
      repository.watch("registry-pass-word")
      let file = try repository.document("credentials/registry-login.json")
      #expect(file["credential"]?["type"]?.string == "container-registry")
      #expect(file["public"]?["server"]?.string == "registry.example.com")
      let described = try await repository.response(
        "get", "registry-login", "--compat", "seqera")
      let item = try #require(described["credentials"])
      #expect(
        item.object?.map(\.key) == [
          "id", "name", "description", "provider", "baseUrl", "category", "deleted", "lastUsed",
          "dateCreated", "lastUpdated", "keys",
        ])
      #expect(item["provider"]?.string == "container-reg")
      #expect(item["baseUrl"]?.string == "registry.example.com")
      #expect(item["keys"]?["discriminator"]?.string == "container-reg")
      #expect(item["deleted"]?.isNull == true)

      for (change, field) in [
        (
          ("\"discriminator\": \"container-reg\"", "\"discriminator\": \"aws\""),
          "keys.discriminator"
        ),
        (("\"deleted\": false", "\"deleted\": true"), "credentials.deleted"),
        (("\"description\"", "\"descriptoin\""), "credentials.descriptoin"),
      ] {
        let refused = try await repository.send(
          request.replacing(change.0, with: change.1).replacing("registry-login", with: "other"),
          "create", "--json")
        #expect(refused.exit == 5, "\(field)")
        #expect(
          try refused.errorBody["details"]?.array?.first?["field"]?.string == field,
          "\(refused.message)")
      }

      let taken = try await repository.run(
        "credtree", ["validate-name", "Registry-Login", "--compat", "seqera"])
      #expect(taken.exit == 4)
      #expect(try taken.errorBody.object?.map(\.key) == ["message"])
      let free = try await repository.run(
        "credtree", ["validate-name", "another", "--compat", "seqera"])
      #expect(free.exit == 0 && free.stdout.isEmpty)

      try repository.write(
        "imagePullAccountSecretId: registry-login\nname: my-app\n", to: "app.yaml")
      try await repository.git("add", "app.yaml")
      let refused = try await repository.run(
        "credtree", ["delete", "registry-login", "--compat", "seqera"])
      #expect(refused.exit == 4)
      let body = try refused.errorBody
      #expect(body.object?.map(\.key) == ["credentialsId", "conflicts"])
      #expect(body["credentialsId"] == item["id"])
      let conflict = try #require(body["conflicts"]?.array?.first)
      #expect(conflict.object?.map(\.key) == ["id", "name", "type", "url"])
      #expect(conflict["url"]?.string == "app.yaml:1")

      try await repository.git("rm", "-qf", "app.yaml")
      let gone = try await repository.run(
        "credtree", ["delete", "registry-login", "--compat", "seqera"])
      #expect(gone.exit == 0 && gone.stdout.isEmpty)
      let deleted = try await repository.response("list", "--deleted", "--compat", "seqera")
      #expect(deleted["credentials"]?.array?.first?["deleted"]?.bool == true)
    }
  }
}
