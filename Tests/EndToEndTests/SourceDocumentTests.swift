import Documents
import SystemPackage
import TestSupport
import Testing

/// The requests in another system's documentation are taken as they stand.
@Suite struct SourceDocumentTests {
  private static let page = TestRepository.sharedFile(
    "reference/source-docs/quave-one-credentials.txt")
  private static var hasPage: Bool { (try? [UInt8](contentsOf: page)) != nil }

  /// The bodies of the page's requests that create something, in order.
  private func bodies() throws -> [String] {
    let text = String(decoding: try [UInt8](contentsOf: Self.page), as: UTF8.self)
    return text.split(separator: "-d '").dropFirst().compactMap { part in
      part.split(separator: "' \\").first.map(String.init)
    }.filter { $0.contains("\"accountId\"") }
  }

  /// Gives one body to `create` as standard input.
  private func create(_ body: String, in repository: TestRepository) async throws -> Output {
    let file = try repository.secretFile("request.json", Array(body.utf8))
    return try await repository.run("credtree", ["create", "--from", "-", "--yes"], input: file)
  }

  @Test(.enabled(if: hasPage, "the shared folder with the documents is not here"))
  func theRequestsMakeCredentials() async throws {
    try await withRepository("documents") { repository in
      let bodies = try bodies()
      #expect(bodies.count == 5)
      let expected = [
        ("docker-hub", "Docker Hub", 0), ("staging-gate", "Staging gate", 0), ("", "", 5),
        ("wildcard-example-com", "*.example.com", 0), ("backups-bucket", "Backups bucket", 0),
      ]
      for (body, (name, title, status)) in zip(bodies, expected) {
        let answer = try await create(body, in: repository)
        #expect(answer.exit == Int32(status), "\(name): \(answer.message)")
        guard status == 0 else {
          #expect(answer.message.contains("certificate"))
          continue
        }
        let file = try repository.document("credentials/\(name).json")
        #expect(file["credential"]?["title"]?.string == title)
      }
      for secret in ["mypassword", "stagepass", "cf-token-here", "supersecret"] {
        repository.watch(secret)
      }
      let hub = try repository.document("credentials/docker-hub.json")
      #expect(hub["credential"]?["isDefault"]?.bool == true)
      try await repository.requireCleanRepository()
    }
  }
}
