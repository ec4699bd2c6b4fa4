import Documents
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// `reveal --for`: what is handed over is opened by the real age, and by nobody else.
@Suite struct SealedHandOverTests {
  /// A key pair that age-keygen or ssh-keygen makes, and its public key.
  private func key(_ name: String, _ kind: String, in repository: TestRepository) async throws
    -> (file: FilePath, recipient: String)
  {
    let file = repository.inbox.appending(name)
    if kind == "age" {
      try await repository.succeed(
        "age-keygen", ["-o", file.string], mayShowSecrets: true)
      let recipient = try await repository.succeed("age-keygen", ["-y", file.string]).text
      return (file, recipient.replacing("\n", with: ""))
    }
    let size = kind == "rsa" ? ["-b", "2048"] : []
    try await repository.succeed(
      "ssh-keygen",
      ["-q", "-t", kind, "-N", "", "-C", "them@example.com", "-f", file.string] + size)
    let text = try [UInt8](contentsOf: FilePath(file.string + ".pub"))
    return (file, String(decoding: text, as: UTF8.self).replacing("\n", with: ""))
  }

  /// What `age -d` makes of a packet.
  private func opened(
    _ packet: [UInt8], with key: FilePath, in repository: TestRepository
  ) async throws -> Output {
    let file = repository.sandbox.appending("packet.age")
    try packet.write(to: file)
    return try await repository.run(
      "age", ["-d", "-i", key.string, file.string], mayShowSecrets: true)
  }

  @Test(arguments: ["age", "ed25519", "rsa"])
  func ageOpensThePayload(_ kind: String) async throws {
    try await withRepository("handover") { repository in
      try await repository.createRegistryLogin("hub")
      let (file, recipient) = try await key("them", kind, in: repository)
      let packet = try await repository.credtree("reveal", "hub", "--for", recipient)
      #expect(packet.text.hasPrefix("-----BEGIN AGE ENCRYPTED FILE-----\n"))
      #expect(packet.message.contains("sealed for 1 key, of nobody in credtree.yaml"))
      let output = try await opened(packet.stdout, with: file, in: repository)
      let payload = try JSON.parse(output.stdout.span)
      #expect(payload["discriminator"]?.string == "container-registry")
      #expect(payload["type"]?.string == "container-registry")
      #expect(payload["name"]?.string == "hub")
      #expect(payload["revision"]?.int == 1)
      #expect(payload["username"]?.string == "robot")
      #expect(payload["password"]?.string == repository.canary.text)
      #expect(payload["salt"] == nil && payload["seal"] == nil)

      // Alice's own key does not open it.
      let own = try await opened(packet.stdout, with: repository.identity, in: repository)
      #expect(own.exit != 0)
    }
  }

  @Test func oneFieldAndBytes() async throws {
    try await withRepository("handover") { repository in
      try await repository.createRegistryLogin("hub")
      let (file, recipient) = try await key("them", "age", in: repository)
      let keys = repository.inbox.appending("keys")
      try Array("# them\r\n\n \(recipient) \n".utf8).write(to: keys)
      let bytes = try await repository.credtree(
        "reveal", "hub", "password", "--for", "@\(keys.string)", "--no-armor", "--quiet")
      #expect(bytes.message == "")
      #expect(Array(bytes.stdout.prefix(22)) == Array("age-encryption.org/v1\n".utf8))
      let output = try await opened(bytes.stdout, with: file, in: repository)
      #expect(output.text == repository.canary.text)

      let json = try await repository.credtree(
        "reveal", "hub", "password", "--for", recipient, "--json")
      let document = try JSON.parse(json.stdout.span)
      #expect(document["field"]?.string == "password")
      #expect(document["recipients"]?.array?.compactMap(\.string) == [recipient])
      #expect(document["members"]?.array?.isEmpty == true)
      let packet = try #require(document["keys"]?.string)
      let again = try await opened(Array(packet.utf8), with: file, in: repository)
      #expect(again.text == repository.canary.text)
    }
  }

  @Test func membersAndTeamsWithAllTheirKeys() async throws {
    try await withRepository("handover") { repository in
      try await repository.createRegistryLogin("hub")
      let (ageFile, ageKey) = try await key("bob-age", "age", in: repository)
      let (sshFile, sshKey) = try await key("bob-ssh", "ed25519", in: repository)
      let yaml = String(decoding: try repository.contents(of: "credtree.yaml"), as: UTF8.self)
      try repository.write(
        yaml.replacing(
          "\nteams:",
          with: "\n  bob: { role: viewer, keys: [\"\(ageKey)\", \"\(sshKey)\"] }\nteams:"),
        to: "credtree.yaml")
      // He may not read it by the policy: this is handed over on purpose.
      let packet = try await repository.credtree("reveal", "hub", "--for", "bob", "--json")
      let document = try JSON.parse(packet.stdout.span)
      #expect(document["members"]?.array?.compactMap(\.string) == ["bob"])
      #expect(document["recipients"]?.array?.count == 2)
      for file in [ageFile, sshFile] {
        let text = try #require(document["keys"]?.string)
        let output = try await opened(Array(text.utf8), with: file, in: repository)
        #expect(output.exit == 0)
      }
      let both = try await repository.credtree(
        "reveal", "hub", "--for", "alice", "--for", ageKey, "--json")
      let recipients = try JSON.parse(both.stdout.span)["members"]?.array?.compactMap(\.string)
      #expect(recipients == ["alice", "bob"])
    }
  }

  @Test func recipientsThatAreNone() async throws {
    try await withRepository("handover") { repository in
      try await repository.createRegistryLogin("hub")
      let (file, _) = try await key("them", "age", in: repository)
      let secret = try [UInt8](contentsOf: file)
      let line = String(decoding: secret, as: UTF8.self).split(separator: "\n")
        .first { $0.hasPrefix("AGE-SECRET-KEY-") }
      let identity = String(try #require(line))
      repository.watch(identity)
      let empty = repository.inbox.appending("empty")
      try Array("# nobody\n".utf8).write(to: empty)
      for (recipient, status, word) in [
        ("allice", Int32(3), "did you mean 'alice'"), ("age1nothing", 5, "cannot be encrypted to"),
        (identity, 5, "private key"), ("ssh-dss AAAA", 5, "ssh-ed25519 or ssh-rsa"),
        ("@\(empty.string)", 5, "no key"), ("@\(empty.string).not", 9, ""),
        ("@\(file.string)", 5, "private key"), ("", 5, "unknown kind"),
      ] {
        let answer = try await repository.run(
          "credtree", ["reveal", "hub", "--for", recipient])
        #expect(answer.exit == status, "\(answer.message)")
        #expect(answer.stdout.isEmpty)
        #expect(answer.message.contains(word), "\(answer.message)")
      }
      for arguments in [["--no-armor"], ["--for", "alice", "--no-armor", "--json"]] {
        let answer = try await repository.run("credtree", ["reveal", "hub"] + arguments)
        #expect(answer.exit == 2 && answer.stdout.isEmpty)
      }
      let field = try await repository.run("credtree", ["reveal", "hub", "no", "--for", "alice"])
      #expect(field.exit == 3)
    }
  }
}
