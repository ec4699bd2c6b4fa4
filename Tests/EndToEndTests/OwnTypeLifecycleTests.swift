import Documents
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// A type that is added while the program runs, with every kind of rule in it, is used like a
/// built-in one: no Swift is written for it.
@Suite struct OwnTypeLifecycleTests {
  /// Every demand of rules, every test of conditions, and every property of fields and types.
  private static let definition = #"""
    {
      "type": "relay-login", "title": "Relay login", "category": "relay", "aliases": ["relay"],
      "allowsDefault": true, "artifacts": ["docker-config"], "unique": [["label"]],
      "fields": [
        {"id": "mode", "kind": "enum", "class": "public", "choices": ["basic", "cert", "hook"], "default": "basic"},
        {"id": "server", "kind": "registry", "class": "public", "required": true, "aliases": ["host"]},
        {"id": "label", "kind": "string", "class": "public", "pattern": "[a-z-]+", "notPattern": "x-.*", "minBytes": 3, "maxBytes": 12, "hint": "a word"},
        {"id": "username", "kind": "string", "class": "confidential", "defaults": [{"when": {"mode": "hook"}, "value": "hook"}, {"valueOf": "label"}]},
        {"id": "password", "kind": "string", "class": "secret"},
        {"id": "token", "kind": "string", "class": "secret"},
        {"id": "port", "kind": "int", "class": "public", "min": 1, "max": 65535},
        {"id": "callback", "kind": "url", "class": "public", "schemes": ["https"]},
        {"id": "pin", "kind": "base64", "class": "secret", "decodedBytes": 4},
        {"id": "key", "kind": "json", "class": "secret", "format": "google-service-account"},
        {"id": "certificate", "kind": "pem-certificate", "class": "public"},
        {"id": "certificateKey", "kind": "pem-private-key", "class": "secret"},
        {"id": "note", "kind": "string", "class": "public", "inputOnly": true},
        {"id": "reference", "kind": "string", "class": "public", "made": true},
        {"id": "addresses", "kind": "list<host>", "class": "public"}
      ],
      "rules": [
        {"exactlyOne": [["password"], ["token"], ["certificateKey"]]},
        {"when": {"mode": "cert"}, "require": ["certificateKey"]},
        {"when": {"mode": ["basic", "hook"]}, "forbid": ["certificate"], "message": "is for the mode cert alone"},
        {"together": ["certificate", "certificateKey"]},
        {"when": {"mode": {"not": "cert"}}, "anyOf": [["label"], ["username"]]},
        {"when": {"label": {"matches": "old-.*"}}, "limit": {"port": {"max": 1024}}},
        {"when": {"server": {"host": ".*\\.example\\.com"}}, "require": ["port"]},
        {"when": {"callback": {"present": true}}, "make": ["reference"]},
        {"when": {"server": {"host": "localhost"}}, "warn": "server", "message": "is this machine alone"},
        {"limit": {"token": {"pattern": "rt_.*"}}, "severity": "warning", "message": "does not look like a token"}
      ],
      "checks": [{"check": "key-pair", "fields": ["certificate", "certificateKey"]}],
      "otherFields": {"kind": "string", "class": "public", "names": "x_[a-z]+"}
    }
    """#

  /// Documents that are wrong, and the fields that are complained about.
  private static let wrong: [(json: String, fields: [String])] = [
    (#"{"server": "relay.io", "label": "abc"}"#, ["password"]),
    (#"{"server": "relay.io", "label": "abc", "password": "p", "token": "rt_x"}"#, ["token"]),
    (#"{"label": "abc", "password": "p"}"#, ["server"]),
    (#"{"server": "relay.io", "mode": "moon", "label": "abc", "password": "p"}"#, ["mode"]),
    (#"{"server": "relay.io", "label": "ABC", "password": "p"}"#, ["label"]),
    (#"{"server": "relay.io", "label": "x-abc", "password": "p"}"#, ["label"]),
    (#"{"server": "relay.io", "label": "ab", "password": "p"}"#, ["label"]),
    (#"{"server": "relay.io", "label": "abcdefghijklm", "password": "p"}"#, ["label"]),
    (#"{"server": "relay.io", "label": "abc", "password": "p", "port": 0}"#, ["port"]),
    (
      #"{"server": "relay.io", "label": "abc", "password": "p", "callback": "http://a.io"}"#,
      ["callback"]
    ),
    (#"{"server": "relay.io", "label": "abc", "password": "p", "pin": "AAAA"}"#, ["pin"]),
    (#"{"server": "relay.io", "label": "abc", "password": "p", "key": {"type": "x"}}"#, ["key"]),
    (
      #"{"server": "relay.io", "label": "abc", "password": "p", "reference": "mine"}"#,
      ["reference"]
    ),
    (
      #"{"server": "relay.io", "label": "abc", "password": "p", "addresses": ["a b"]}"#,
      ["addresses"]
    ),
    (#"{"server": "relay.io", "label": "abc", "password": "p", "other": "1"}"#, ["other"]),
    (#"{"server": "relay.io", "mode": "cert", "password": "p"}"#, ["certificateKey"]),
    (
      #"{"server": "relay.io", "label": "abc", "password": "p", "certificate": "@cert"}"#,
      ["certificate", "certificateKey"]
    ),
    (
      #"{"server": "relay.io", "mode": "cert", "certificate": "@cert", "certificateKey": "@otherkey"}"#,
      ["certificate"]
    ),
    (#"{"server": "relay.io", "password": "p"}"#, ["label"]),
    (#"{"server": "relay.io", "label": "old-one", "password": "p", "port": 2000}"#, ["port"]),
    (#"{"server": "relay.example.com", "label": "abc", "password": "p"}"#, ["port"]),
  ]

  /// The document that a command prints.
  private func json(_ arguments: String..., in repository: TestRepository) async throws -> Node {
    let output = try await repository.succeed("credtree", arguments + ["--json"])
    return try JSON.parse(output.stdout.span)
  }

  private func document(_ name: String, _ data: String) -> String {
    #"{"type": "relay-login", "name": "\#(name)", "data": \#(data)}"#
  }

  @Test func aTypeThatIsAddedIsUsedLikeAnother() async throws {
    let material = try await SampleMaterial.shared
    try await withRepository("own") { repository in
      let file = try repository.secretFile("type.json", Array(Self.definition.utf8))
      let unknown = try await repository.run("credtree", ["create", "relay-login", "gate"])
      #expect(unknown.exit == 3)
      try await repository.credtree("types", "create", "--from", file.string)
      let shown = try await repository.credtree("types", "show", "RELAY_LOGIN", "--json")
      let type = try JSON.parse(shown.stdout.span)
      #expect(type["builtIn"]?.bool == false)
      #expect(type["rules"]?.array?.count == 10)

      for (json, fields) in Self.wrong {
        let input = try repository.secretFile(
          "wrong.json", Array(material.filled(document("wrong", json)).utf8))
        let answer = try await repository.run(
          "credtree", ["create", "--from", input.string, "--json"])
        #expect(answer.exit == 5, "\(json)")
        let details = try JSON.parse(answer.stderr.span)["details"]?.array ?? []
        #expect(
          details.compactMap { $0["field"]?.string }.sorted() == fields.map { "data.\($0)" },
          "\(json): \(answer.message)")
      }

      let canary = repository.canary.text
      let quoted = String(decoding: JSON.write(.string(canary)), as: UTF8.self)
      let data = """
        {"host": "localhost:5000", "label": "gate", "username": "robot", "password": \(quoted), \
        "note": "not kept", "callback": "https://a.example.com", "x_team": "web"}
        """
      let input = try repository.secretFile("input.json", Array(document("gate", data).utf8))
      let created = try await repository.credtree("create", "--from", input.string)
      #expect(created.message.contains("data.server: is this machine alone"))
      let list = try await repository.credtree("list", "--type", "relay", "--json")
      #expect(try JSON.parse(list.stdout.span)["total"]?.int == 1)

      let item = try await json("get", "gate", in: repository)
      #expect(item["category"]?.string == "relay")
      #expect(item["isDefault"]?.bool == true)
      #expect(item["secretFields"]?.array?.compactMap(\.string) == ["password"])
      #expect(item["data"]?["server"]?.string == "localhost:5000")
      #expect(item["data"]?["username"]?.string == "robot")
      #expect(item["data"]?["x_team"]?.string == "web")
      #expect(item["data"]?["note"] == nil)
      let reference = try #require(item["data"]?["reference"]?.string)

      let revealed = try await repository.credtree(
        "reveal", "gate", "password", mayShowSecrets: true)
      #expect(revealed.text == canary)
      let config = try await repository.render("docker-config", ["gate"], to: "config.json")
      let rendered = try [UInt8](contentsOf: config)
      let auths = try JSON.parse(rendered.span)["auths"]
      #expect(auths?.object?.map(\.key) == ["localhost:5000"])
      let resolved = try await repository.credtree("resolve", "--image", "localhost:5000/app")
      #expect(resolved.text == "gate\n")

      // A change keeps what was made, and rules hold for the whole.
      try await repository.credtree("update", "gate", "port=5000")
      let again = try await json("get", "gate", in: repository)
      #expect(again["revision"]?.int == 2)
      #expect(again["data"]?["reference"]?.string == reference)
      let bad = try await repository.run("credtree", ["update", "gate", "label=old-gate"])
      #expect(bad.exit == 5 && bad.message.contains("data.port"))
      let twice = try repository.secretFile(
        "twice.json",
        Array(document("twin", #"{"server": "a.io", "label": "gate", "password": "p"}"#).utf8))
      let twin = try await repository.run("credtree", ["create", "--from", twice.string])
      #expect(twin.exit == 4)

      let used = try await repository.run("credtree", ["types", "delete", "relay-login"])
      #expect(used.exit == 4)
      try await repository.credtree("delete", "gate")
      try await repository.credtree("types", "delete", "relay-login")
      let gone = try await repository.run("credtree", ["types", "show", "relay-login"])
      #expect(gone.exit == 3)
    }
  }

  /// The same life through the built program, for some of the built-in types.
  @Test(arguments: ["aws", "google", "postgresql", "totp", "wireguard", "jwt-signing-key"])
  func builtInTypesThroughTheProgram(_ type: String) async throws {
    let material = try await SampleMaterial.shared
    try await withRepository("types") { repository in
      let sample = try #require(TypeSample.all.first { $0.type == type })
      let text = #"{"type": "\#(type)", "name": "one", "data": \#(material.filled(sample.valid))}"#
      let input = try repository.secretFile("input.json", Array(text.utf8))
      try await repository.credtree("create", "--from", input.string)
      let item = try await json("get", "one", in: repository)
      #expect(item["type"]?.string == type)
      #expect(item["secretFields"]?.array?.isEmpty == false)
      let revealed = try await repository.credtree(
        "reveal", "one", "--json", mayShowSecrets: true)
      let document = try JSON.parse(revealed.stdout.span)
      for field in item["secretFields"]?.array?.compactMap(\.string) ?? [] {
        #expect(document["data"]?[field] != nil, "\(field)")
      }
      // What was revealed is a document that makes the same credential.
      let again = try repository.secretFile("again.json", revealed.stdout)
      let same = try await repository.credtree("update", "one", "--from", again.string, "--json")
      #expect(try JSON.parse(same.stdout.span)["message"]?.string == "No changes")
      // A key that is missing may be made up.
      for (json, fields) in sample.refused.prefix(3) where fields != "-" && json != "{}" {
        let text = #"{"type": "\#(type)", "name": "two", "data": \#(material.filled(json))}"#
        let wrong = try repository.secretFile("wrong.json", Array(text.utf8))
        let answer = try await repository.run(
          "credtree", ["create", "--from", wrong.string, "--json"])
        #expect(answer.exit == 5)
        let details = try JSON.parse(answer.stderr.span)["details"]?.array ?? []
        #expect(
          Set(details.compactMap { $0["field"]?.string })
            == Set(fields.split(separator: " ").map { "data.\($0)" }))
      }
      try await repository.credtree("update", "one", "--description", "changed")
      try await repository.credtree("delete", "one")
      let gone = try await repository.run("credtree", ["get", "one"])
      #expect(gone.exit == 3)
    }
  }
}
