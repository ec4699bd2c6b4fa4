import Documents
import SystemPackage
import TestSupport
import Testing

/// New secrets in place of old ones, which stay readable.
@Suite struct RotationTests {
  private func password(_ repository: TestRepository, _ options: String...) async throws -> String {
    try await repository.succeed(
      "credtree", ["reveal", "hub", "password"] + options, mayShowSecrets: true
    ).text
  }

  @Test func theOldValueStaysInItsRevision() async throws {
    try await withRepository("rotate") { repository in
      try await repository.createRegistryLogin("hub")
      let answer = try await repository.credtree("rotate", "hub", "--json")
      let result = try JSON.parse(answer.stdout.span)
      #expect(result["revision"]?.int == 2)
      #expect(result["changedFields"]?.array?.compactMap(\.string) == ["password"])
      let made = try await password(repository)
      repository.watch(made)
      #expect(made.utf8.count == 32)
      let old = try await password(repository, "--revision", "1")
      let isOld = old == repository.canary.text
      #expect(isOld)

      try await repository.credtree("rotate", "hub", "--generate", "password:12:digits")
      let digits = try await password(repository)
      repository.watch(digits)
      let isDigits = digits.utf8.count == 12 && digits.allSatisfy(\.isNumber)
      #expect(isDigits)

      let commits = try await repository.commitCount()
      for _ in 1...2 {
        try await repository.credtree("rotate", "hub", "password=@\(repository.canaryFile.string)")
      }
      #expect(try await repository.commitCount() == commits + 1)
      let subject = try await repository.git("log", "-1", "--format=%s")
      #expect(subject == "credtree: rotate hub (r4): password")
      try await repository.requireCleanRepository()
    }
  }

  @Test func whatCannotBeMadeUpMustBeGiven() async throws {
    try await withRepository("rotate") { repository in
      try await repository.createRegistryLogin("hub")
      try await repository.makeCertificates()
      try await repository.createCertificate("cert")
      for (words, status) in [
        (["cert"], Int32(2)), (["cert", "privateKey"], 2), (["hub", "username"], 2),
        (["hub", "nothing"], 5), (["hub", "password=typed"], 2), (["nobody"], 3),
      ] {
        let answer = try await repository.run("credtree", ["rotate"] + words)
        #expect(answer.exit == status, "\(words): \(answer.message)")
      }
      #expect(try await repository.commitCount() == 3)
    }
  }

  @Test func theNextRotationMovesOn() async throws {
    try await withRepository("rotate") { repository in
      try await repository.createRegistryLogin("hub")
      func due() throws -> String? {
        try repository.document("credentials/hub.json")["credential"]?["rotateBy"]?.string
      }
      try await repository.credtree(
        "update", "hub", "--rotate-by", "2026-01-01", "--expires-at", "2026-02-01")
      let answer = try await repository.credtree("rotate", "hub", "password")
      #expect(answer.message.contains("2026-02-01"))
      #expect(try due() == nil)
      try await repository.succeed(
        "sh", ["-c", "echo 'policy: { rotateAfter: 30d }' >> credtree.yaml"])
      try await repository.credtree("rotate", "hub", "--rotate-by", "2026-01-01")
      #expect(try due() == "2026-01-01T00:00:00Z")
      try await repository.credtree("rotate", "hub")
      #expect(try due().map { $0 > "2026-02" } == true)
      repository.watch(try await password(repository))
    }
  }
}
