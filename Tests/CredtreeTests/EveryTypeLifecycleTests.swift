import Credtree
import Secrets
import SystemPackage
import TestSupport
import Testing

/// One credential of every type is created, read back, updated, rendered, and deleted, and what
/// is wrong is refused by the name of its field.
@Suite struct EveryTypeLifecycleTests {
  /// Artifacts that a type says it renders to, and its sample does not: it lacks what they need.
  private static let needingMore: [String: Set<String>] = [
    "kubernetes": [
      "k8s-secret:service-account-token", "pem:chain", "k8s-secret:bootstrap-token",
    ],
    "username-password": ["netrc", "git-credentials", "gitconfig"],
    "codecommit": ["netrc", "git-credentials", "gitconfig", "aws-credentials"],
    "seqera-compute": ["aws-credentials"],
    "sftp": ["netrc"],
    "ssh": ["known-hosts", "flux-git-secret", "argocd-repo-secret"],
    "google": ["gcp-external-account-json", "gcp-authorized-user-json", "docker-config"],
    "secret-text": ["k8s-secret:bootstrap-token"],
    "object-storage": ["litestream"],
    "keystore": ["pem:chain", "pem:ca"],
    "helm-repository": ["helm-repositories-yaml"],
    "hashed-password": ["k8s-secret:ingress-htpasswd", "htpasswd", "caddy-basicauth"],
    "gpg-key": ["maven-gpg-env"],
    "gitlab": ["docker-config"], "github": ["docker-config"],
    "github-app": ["flux-git-secret", "argocd-repo-secret"],
    "basic-auth": ["netrc"],
    "azure-cloud": ["cert-manager-issuer"],
    "aws": ["aws-trust-policy"],
    "api-token": [
      "terraform-credentials", "netrc", "lego-env", "k8s-secret:bootstrap-token",
    ],
    "tsig-key": ["acme-sh-env"],
  ]

  /// Options without which an artifact does not know where it belongs.
  private static let options = ["seqera-yaml": ["workspace": "acme/web", "key-file": "/run/key"]]

  /// What is changed where fields fit only each other.
  private static let updates: [String: String] = [
    "tls-certificate": #"{"ca": "@chain"}"#,
    "hashed-password": #"{"password": "Changed1!Changed1!", "currentPassword": "Passw0rd!"}"#,
    "gpg-key": #"{"privateKey": null}"#,
    "generic": #"{"CHANGED": "yes"}"#,
    "ca-certificate": #"{"certificates": "@chain"}"#,
    "mongodb": #"{"connectionString": "mongodb://u:changed@db.example.com/d"}"#,
  ]

  /// Whose sample has the same text as a secret and in clear.
  private static let samplesWithOneValueTwice: Set<String> = ["wireguard"]

  /// What fields are changed to, whichever of these is right first.
  private static let changes: [Node] =
    [
      "changed", "https://changed.example.com", "changed.example.com", "CHANGEDCHANGED22",
      "Changed1!Changed1!Changed1!Changed1!", "10.9.8.7", "changed@example.com",
      "00000000-0000-4000-8000-000000000000",
    ].map { .string($0) } + [.bool(true), .int(7)]

  private func members(_ json: String) throws -> [Member] {
    let text = Array(json.utf8)
    return try #require(try JSON.parse(text.span, strings: .secret).object)
  }

  private func input(_ type: String, _ name: String, _ values: [Member]) -> CredentialInput {
    var input = CredentialInput()
    input.type = type
    input.name = name
    input.values = values
    return input
  }

  /// The encrypted values of a file, as they are written.
  private func ciphertexts(_ name: String, in folder: FilePath) throws -> [String: String] {
    let text = try [UInt8](contentsOf: folder.appending("credentials/\(name).json"))
    let sealed = try JSON.parse(text.span)["secret"]?.object ?? []
    return Dictionary(
      uniqueKeysWithValues: sealed.compactMap { member in
        member.value.string.map { (member.key, $0) }
      })
  }

  private func plain(_ secret: borrowing SecretBytes) -> [UInt8] {
    secret.bytes.indices.map { secret.bytes[$0] }
  }

  /// A field and another value for it that makes a valid credential.
  private func change(to credential: OpenedCredential, given: [Member]) -> [Member] {
    let type = credential.type
    let stored = credential.public + credential.fields
    for field in type.fields.reversed()
    where field.isInput && !type.checkedFields.contains(field.id) {
      let isSecretToKeep = given.count > 1 && field.fieldClass == .secret
      guard !isSecretToKeep else { continue }
      for value in Self.changes + field.limits.choices.map({ .string($0) }) {
        let merged = type.merging([Member(field.id, value)], over: stored)
        guard
          let validated = try? type.validate(
            merged, provider: credential.metadata.provider, keeping: stored)
        else { continue }
        let values = validated.public + validated.confidentialAndSecret
        if values.first(where: { $0.key == field.id })?.value
          != stored.first(where: { $0.key == field.id })?.value
        {
          return [Member(field.id, value)]
        }
      }
    }
    Issue.record("\(type.id) has no field that can be changed alone: name some in 'updates'")
    return []
  }

  private func live(
    _ sample: TypeSample, _ workspace: Workspace, _ material: SampleMaterial, in folder: FilePath
  ) throws {
    let comment = Comment(rawValue: sample.type)
    let given = try members(material.filled(sample.valid))
    let name = "all/\(sample.type)"
    let created = try workspace.create(
      input(sample.type, name, given), nameIsExact: true, options: MutationOptions()
    ) { _ in nil }
    #expect(created.outcome == .created && created.revision == 1, comment)

    // Read back: every value that was given and is kept.
    let opened = try workspace.open(name)
    let validated = try opened.type.validate(given, keeping: opened.public + opened.fields)
    for member in validated.public + validated.confidentialAndSecret {
      // What is made anew each time is there, but never twice the same.
      let isHashed = opened.type.field(member.key)?.isInput == false
      #expect(opened.value(member.key) != nil, comment)
      #expect(
        isHashed || sample.type == "hashed-password" || opened.value(member.key) == member.value,
        "\(sample.type) \(member.key)")
    }
    let item = try workspace.get(name)
    #expect(item.header.metadata.type == sample.type, comment)
    let shown = JSON.write(item.document)
    for member in opened.fields where opened.type.field(member.key)?.fieldClass != .confidential {
      #expect(item.secretFields.contains(member.key), comment)
      guard let secret = opened.secret(member.key), secret.bytes.count > 3,
        !Self.samplesWithOneValueTwice.contains(sample.type)
      else { continue }
      #expect(
        !String(decoding: shown, as: UTF8.self).contains(
          String(decoding: plain(secret.bytes), as: UTF8.self)), "\(sample.type) \(member.key)")
    }

    // Update: one field, and nothing else changes its ciphertext.
    let before = try ciphertexts(name, in: folder)
    let json = Self.updates[sample.type].map { material.filled($0) }
    let change = try json.map { try members($0) } ?? change(to: opened, given: given)
    let updated = try workspace.update(
      name, with: input(sample.type, name, change), options: MutationOptions())
    #expect(updated.outcome == .updated && updated.revision == 2, comment)
    // Of a value that is not stored, another one is made.
    let isHash = change.contains { opened.type.field($0.key)?.isInputOnly ?? false }
    #expect(isHash || !Set(updated.changed).isDisjoint(with: change.map(\.key)), comment)
    for (key, text) in try ciphertexts(name, in: folder)
    where key != "seal" && !updated.changed.contains(key) {
      #expect(before[key] == text, "\(sample.type) \(key)")
    }
    if !isHash {
      let again = try workspace.update(
        name, with: input(sample.type, name, change), options: MutationOptions())
      #expect(again.outcome == .unchanged, comment)
    }

    // Render, or reveal.
    let artifacts = ArtifactCatalogue.names(accepting: opened.type)
    #expect(!artifacts.isEmpty, comment)
    for artifact in artifacts where Self.needingMore[sample.type]?.contains(artifact) != true {
      do {
        let rendered = try workspace.render(
          artifact, of: [name], selecting: CredentialFilter(),
          options: Self.options[artifact] ?? [:],
          skippingUnreadable: false)
        #expect(rendered.contents.bytes.count > 0, comment)
      } catch { Issue.record("\(sample.type) is no \(artifact): \(error)") }
    }
    let revealed = plain(try workspace.open(name).revealed(field: nil, asJSON: true))
    let document = try JSON.parse(revealed.span)
    #expect(document["type"]?.string == sample.type, comment)
    #expect(document["data"]?.object?.isEmpty == false, comment)

    // Delete.
    let deleted = try workspace.delete(name, options: MutationOptions())
    #expect(deleted.outcome == .deleted, comment)
    #expect(throws: Failure.self, comment) { try workspace.get(name) }
  }

  private func withWorkspace(
    _ name: String, _ body: (Workspace, SampleMaterial, FilePath) async throws -> Void
  ) async throws {
    try await withRepository(name) { (git: GitFixture) in
      let identity = "\(git.path)/.git/identity.txt"
      try await git.shell(
        "age-keygen -o .git/identity.txt 2>/dev/null; git config commit.gpgsign false")
      _ = try Setup.run(
        in: git.path, member: "alice", identityFile: identity, registers: false,
        options: MutationOptions())
      try await body(
        try Workspace(directory: git.path, identityFile: identity), try await SampleMaterial.shared,
        git.folder)
    }
  }

  @Test func everyTypeLives() async throws {
    try await withWorkspace("lifecycle") { workspace, material, folder in
      for sample in TypeSample.all { try live(sample, workspace, material, in: folder) }
      #expect(try workspace.list().total == 0)
      let names = try workspace.deleted(CredentialQuery()).document["credentials"]?.array ?? []
      #expect(names.count == TypeSample.all.count)
    }
  }

  @Test func whatIsWrongIsRefusedByItsField() async throws {
    try await withWorkspace("refusals") { workspace, material, folder in
      for sample in TypeSample.all {
        for (json, fields) in sample.refused {
          let wanted = fields == "-" ? ["data"] : fields.split(separator: " ").map { "data.\($0)" }
          let values = try members(material.filled(json))
          do throws(Failure) {
            _ = try workspace.create(
              input(sample.type, "wrong", values), nameIsExact: true, options: MutationOptions()
            ) { _ in nil }
            // What is missing may be made up, as a key is: then it is there.
            let opened = try workspace.open("wrong")
            let ids = fields.split(separator: " ").map(String.init)
            let isMade = ids.allSatisfy { id in
              !values.contains { $0.key == id } && opened.value(id) != nil
            }
            #expect(isMade, "\(sample.type) takes \(json)")
            _ = try workspace.delete("wrong", options: MutationOptions())
          } catch {
            #expect(error.code == .invalid, "\(sample.type): \(json)")
            #expect(
              error.details.compactMap(\.field).sorted() == wanted.sorted(),
              "\(sample.type): \(json)")
          }
        }
      }
      #expect(try workspace.list().total == 0)
      #expect((try? [UInt8](contentsOf: folder.appending("credentials/wrong.json"))) == nil)
    }
  }

  /// What no two credentials of a type may share is a rule as well.
  @Test(arguments: [("github-app", "repositoryUrl"), ("vpn-client", "certificateOwner")])
  func whatIsUniqueIsRefusedTwice(_ type: String, _ field: String) async throws {
    try await withWorkspace("unique") { workspace, material, _ in
      let sample = try #require(TypeSample.all.first { $0.type == type })
      var values = try members(material.filled(sample.valid))
      if field == "repositoryUrl" {
        values.append(Member(field, .string("https://github.com/acme/app")))
      }
      for name in ["one", "two"] {
        var input = input(type, name, values)
        input.parent = "gateway"
        do throws(Failure) {
          _ = try workspace.create(input, nameIsExact: true, options: MutationOptions()) { _ in nil
          }
          #expect(name == "one")
        } catch {
          #expect(error.code == .duplicate && name == "two", "\(error)")
          #expect(error.details.compactMap(\.field).contains("data.\(field)"))
        }
      }
    }
  }
}

extension CredentialType {
  /// The fields that checks hold against each other: none of them can be changed alone.
  fileprivate var checkedFields: Set<String> {
    Set(checks.flatMap(\.fields)).union(
      checks.isEmpty ? [] : ["certificate", "privateKey", "publicKey", "keystore", "accountKey"])
  }
}
