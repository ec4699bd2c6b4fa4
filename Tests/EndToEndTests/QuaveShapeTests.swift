import Documents
import SystemPackage
import TestSupport
import Testing

/// Quave ONE: its requests make credentials, and `--compat quave` answers as it does.
@Suite struct QuaveShapeTests {
  /// A repository of the account that the documentation's samples are for.
  private func withAccount(_ body: (TestRepository) async throws -> Void) async throws {
    try await withRepository("quave") { repository in
      let configuration = String(
        decoding: try repository.contents(of: "credtree.yaml"), as: UTF8.self)
      try repository.write(
        configuration + "account: { id: ACC_ID, name: Acme }\n", to: "credtree.yaml")
      try await repository.git("commit", "-qam", "account")
      try await body(repository)
      for secret in ["mypassword", "stagepass", "cf-token-here", "supersecret"] {
        repository.watch(secret)
      }
    }
  }

  private func create(_ name: String, in repository: TestRepository) async throws -> Output {
    try await repository.send(
      try SourceSamples.text("quave-create-\(name)"), "create", "--compat", "quave", "--yes")
  }

  @Test func requestsMakeCredentials() async throws {
    try await withAccount { repository in
      let created = try SourceSamples.document("quave-created")
      for (sample, name, title, type, values) in [
        (
          "container-registry", "docker-hub", "Docker Hub", "container-registry",
          #"{"server": "https://index.docker.io/v1/"}"#
        ),
        ("basic-auth", "staging-gate", "Staging gate", "basic-auth", "{}"),
        (
          "acme-wildcard", "wildcard-example-com", "*.example.com", "acme-wildcard",
          #"{"commonName": "*.example.com", "altNames": ["example.com"]}"#
        ),
        (
          "object-storage", "backups-bucket", "Backups bucket", "object-storage",
          #"{"bucket": "my-backups", "region": "us-east-1", "endpoint": "https://s3.example.com"}"#
        ),
      ] {
        let answer = try await create(sample, in: repository)
        #expect(answer.exit == 0, "\(answer.message)")
        #expect(differences(created, try answer.response) == [])
        let file = try repository.document("credentials/\(name).json")
        #expect(file["credential"]?["title"]?.string == title)
        #expect(file["credential"]?["type"]?.string == type)
        let text = Array(values.utf8)
        #expect(file["public"] == (try JSON.parse(text.span)))
      }
      // A JSON text is stored as the object that it holds.
      let config = try await repository.succeed(
        "credtree", ["reveal", "wildcard-example-com", "providerConfig", "--json"],
        mayShowSecrets: true)
      #expect(
        try config.response["data"]?["providerConfig"]?["apiToken"]?.string == "cf-token-here")
      // The sample's certificate is three dots.
      let certificate = try await create("tls-certificate", in: repository)
      #expect(certificate.exit == 5)
      #expect(try certificate.errorBody["error"]?.string?.contains("data.certificate") == true)
      try await repository.requireCleanRepository()
    }
  }

  @Test func certificatesAreTaken() async throws {
    try await withAccount { repository in
      try await repository.makeCertificates()
      func pem(_ name: String) throws -> String {
        String(decoding: try [UInt8](contentsOf: repository.inbox.appending(name)), as: UTF8.self)
          .replacing("\n", with: "\\n")
      }
      let sample = try SourceSamples.text("quave-create-tls-certificate")
        .replacing(#""-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----""#, with: "@KEY@")
        .replacing(
          #""ca": "-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----""#, with: "@CA@"
        )
        .replacing(
          #""-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----""#, with: "@CERT@"
        )
        .replacing("@KEY@", with: "\"\(try pem("leaf.key"))\"")
        .replacing("@CERT@", with: "\"\(try pem("leaf.pem"))\"")
        .replacing("@CA@", with: "\"ca\": \"\(try pem("intermediate.pem"))\"")
      let answer = try await repository.send(sample, "create", "--compat", "quave", "--yes")
      #expect(answer.exit == 0, "\(answer.message)")
      let item = try await repository.response("get", "example-com-cert", "--compat", "quave")
      #expect(item["type"]?.string == "TLS_CERTIFICATE")
      #expect(item["data"]?["commonName"]?.string == "shop.example.com")
      #expect(item["data"]?["privateKey"] == nil)

      // What the tool computed goes back in with the rest, and cannot be changed.
      let printed = String(decoding: JSON.write(item), as: UTF8.self)
      let same = try await repository.send(printed, "update", "--compat", "quave")
      #expect(try same.response["message"]?.string == "No changes", "\(same.message)")
      let name = #""commonName": "shop.example.com""#
      let changed = try await repository.send(
        printed.replacing(name, with: #""commonName": "other.example.com""#), "update")
      #expect(changed.exit == 5 && changed.message.contains("data.commonName"))
    }
  }

  @Test func responsesAreThoseOfTheSamples() async throws {
    try await withAccount { repository in
      #expect(try await create("container-registry", in: repository).exit == 0)
      let sample = try SourceSamples.document("quave-list")
      // There are no targets here that it could have been pushed to.
      let ignored: Set<String> = ["credentials[].regionSyncStatuses"]
      let list = try await repository.response("list", "--compat", "quave")
      #expect(differences(sample, list, ignoring: ignored) == [])
      let filtered = try await repository.response(
        "list", "--type", "CONTAINER_REGISTRY", "--compat", "quave")
      #expect(filtered == list)
      let item = try #require(sample["credentials"]?.array?.first)
      let got = try await repository.response("get", "docker-hub", "--compat", "quave")
      #expect(differences(item, got, ignoring: ["regionSyncStatuses"]) == [])

      let id = try #require(got["credentialId"]?.string)
      let secret = try repository.document("credentials/docker-hub.json")["secret"]?["password"]
      let update = try SourceSamples.text("quave-update").replacing("CREDENTIAL_ID", with: id)
      let updated = try await repository.send(update, "update", "--compat", "quave")
      #expect(
        differences(try SourceSamples.document("quave-updated"), try updated.response) == [])
      let file = try repository.document("credentials/docker-hub.json")
      #expect(file["credential"]?["title"]?.string == "Docker Hub (updated)")
      #expect(file["secret"]?["password"] == secret, "what is not sent keeps its ciphertext")
      let user = try await repository.response("get", id, "--json")
      #expect(user["data"]?["username"]?.string == "newuser")

      let unchanged = try await repository.send(update, "update", "--compat", "quave")
      #expect(try unchanged.response["message"]?.string == "No changes")
      let made = try await repository.response("set-default", id, "--compat", "quave")
      #expect(made.object?.map(\.key) == ["credentialId", "message"])
    }
  }

  @Test func whatIsInUseStays() async throws {
    try await withAccount { repository in
      #expect(try await create("container-registry", in: repository).exit == 0)
      try repository.write(
        """
        appId: app-1
        name: my-app
        imagePullAccountSecretId: docker-hub

        """, to: "my-app.yaml")
      try await repository.git("add", "my-app.yaml")
      let refused = try await repository.run(
        "credtree", ["delete", "docker-hub", "--compat", "quave"])
      #expect(refused.exit == 4)
      #expect(
        differences(try SourceSamples.document("quave-in-use"), try refused.errorBody) == [],
        "\(refused.message)")
      let references = try await repository.response(
        "references", "docker-hub", "--compat", "quave")
      let sample = try SourceSamples.document("quave-references")
      #expect(references.object?.map(\.key) == ["references"])
      #expect(
        references["references"]?.object?.map(\.key) == sample["references"]?.object?.map(\.key))
      #expect(
        differences(
          try #require(sample["references"]?["apps"]),
          try #require(references["references"]?["apps"])) == [])
      try await repository.git("rm", "-qf", "my-app.yaml")
      let gone = try await repository.response("delete", "docker-hub", "--compat", "quave")
      #expect(gone["message"]?.string == "Credential deleted successfully")
    }
  }

  @Test func nullRemovesAndObjectsAreMerged() async throws {
    try await withAccount { repository in
      #expect(try await create("acme-wildcard", in: repository).exit == 0)
      #expect(try await create("object-storage", in: repository).exit == 0)
      let patch = #"{"description": null, "data": {"region": null, "endpoint": null}}"#
      #expect(try await repository.send(patch, "update", "backups-bucket").exit == 0)
      let file = try repository.document("credentials/backups-bucket.json")
      #expect(file["public"]?.object?.map(\.key) == ["bucket"])

      let merged = try await repository.send(
        #"{"data": {"providerConfig": {"zoneId": "zone-1", "accountId": "acc-1"}}}"#,
        "update", "wildcard-example-com")
      #expect(merged.exit == 0, "\(merged.message)")
      let removed = try await repository.send(
        #"{"data": {"providerConfig": {"accountId": null}}}"#, "update", "wildcard-example-com")
      #expect(removed.exit == 0, "\(removed.message)")
      let config = try await repository.succeed(
        "credtree", ["reveal", "wildcard-example-com", "providerConfig", "--json"],
        mayShowSecrets: true)
      let keys = try config.response["data"]?["providerConfig"]?.object?.map(\.key)
      #expect(keys == ["apiToken", "zoneId"])

      for (document, field) in [
        (#"{"name": null}"#, "name"), (#"{"data": {"secretKey": null}}"#, "data.secretKey"),
        (#"{"data": {"secretKey": ""}}"#, "data.secretKey"),
        (#"{"accountId": "OTHER"}"#, "accountId"), (#"{"type": "AWS"}"#, "type"),
        (#"{"credentialId": "1mO5qKOUcacMaFXJsmJzQh"}"#, "credentialId"),
        (#"{"password": "x"}"#, "password"), (#"{"data": {"nothing": "x"}}"#, "data.nothing"),
      ] {
        let refused = try await repository.send(document, "update", "backups-bucket", "--json")
        #expect(refused.exit == 5, "\(document)")
        let fields = try refused.errorBody["details"]?.array?.compactMap { $0["field"]?.string }
        #expect(fields?.contains(field) == true, "\(document): \(refused.message)")
      }
      let kept = try await repository.send(
        #"{"data": {"secretKey": ""}}"#, "update", "backups-bucket", "--blank-keeps")
      #expect(kept.exit == 0 && kept.text.contains("nothing changed"))
    }
  }
}
