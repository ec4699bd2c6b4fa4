import Documents
import SystemPackage
import TestSupport
import Testing

/// A credential file, held to programs that know nothing of Credtree.
@Suite struct SOPSToolsTests {
  private static let oracle = TestRepository.sharedFile("tools/sops-oracle.py")
  private static var hasOracle: Bool { (try? [UInt8](contentsOf: oracle)) != nil }

  @Test func ageRecoversTheDataKey() async throws {
    try await withRepository("sops") { repository in
      try await repository.createRegistryLogin("hub")
      let file = try repository.document("credentials/hub.json")
      let entries = try #require(file["sops"]?["age"]?.array)
      #expect(entries.count == 1)
      let wrapped = try #require(entries[0]["enc"]?.string)
      let path = try repository.secretFile("enc.age", Array(wrapped.utf8))
      let key = try await repository.succeed(
        "age", ["-d", "-i", repository.identity.string, path.string], mayShowSecrets: true)
      #expect(key.stdout.count == 32)
      let recipient = try await repository.succeed(
        "age-keygen", ["-y", repository.identity.string])
      #expect(entries[0]["recipient"]?.string.map { $0 + "\n" } == recipient.text)
    }
  }

  @Test(.enabled(if: hasOracle, "the reader from the shared folder is not here"))
  func anIndependentReaderOpensEveryFileWeWrite() async throws {
    try await withRepository("sops") { repository in
      try await repository.makeCertificates()
      try await repository.createRegistryLogin("hub")
      try await repository.createUser("gate")
      try await repository.createCertificate("shop")
      try await repository.credtree("update", "gate", "username=other")
      for name in ["hub", "gate", "shop"] {
        let opened = try await repository.succeed(
          "python3", [Self.oracle.string, "decrypt", "credentials/\(name).json"],
          environment: ["SOPS_AGE_KEY_FILE": repository.identity.string], mayShowSecrets: true)
        let plain = try JSON.parse(opened.stdout.span)
        #expect(plain["credential"]?["name"]?.string == name)
        if name == "gate" {
          let matches = plain["secret"]?["password"]?.string == repository.canary.text
          #expect(matches)
        }
      }
    }
  }
}
