import SystemPackage
import TestSupport
import Testing

/// The real sops, where it is installed: it opens what we write, and we open what it edits.
@Suite(.enabled(if: isInstalled("sops"), "sops is not installed"))
struct SOPSProgramTests {
  private func sops(_ repository: TestRepository, _ arguments: [String]) async throws -> Output {
    try await repository.succeed(
      "sops", arguments, environment: ["SOPS_AGE_KEY_FILE": repository.identity.string],
      mayShowSecrets: true)
  }

  @Test func sopsOpensEveryFileWeWrite() async throws {
    try await withRepository("sops") { repository in
      try await repository.makeCertificates()
      try await repository.createRegistryLogin("hub")
      try await repository.createUser("gate")
      try await repository.createCertificate("shop")
      for name in ["hub", "gate", "shop"] {
        let opened = try await sops(
          repository,
          ["decrypt", "--extract", "[\"secret\"][\"seal\"]", "credentials/\(name).json"])
        #expect(opened.stdout.count == 64)
      }
      let password = try await sops(
        repository,
        ["decrypt", "--extract", "[\"secret\"][\"password\"]", "credentials/gate.json"])
      let matches = password.text == repository.canary.text
      #expect(matches)
    }
  }

  @Test func weOpenASecretThatSOPSEdited() async throws {
    try await withRepository("sops") { repository in
      try await repository.createUser("gate")
      let before = try repository.contents(of: "credentials/gate.json")
      _ = try await sops(
        repository, ["set", "credentials/gate.json", "[\"secret\"][\"password\"]", "\"edited\""])
      let after = try repository.contents(of: "credentials/gate.json")
      #expect(changedKeys(before, after) == ["lastmodified", "mac", "password"])

      let revealed = try await repository.succeed("credtree", ["reveal", "gate", "password"])
      #expect(revealed.text == "edited")
      let difference = try await repository.succeed("credtree", ["diff"])
      #expect(difference.text.contains("changed without a new revision"))
      try await repository.succeed("git", ["commit", "-qam", "edited with sops"])
      try await repository.credtree("update", "gate", "username=other")
      let again = try await sops(
        repository,
        ["decrypt", "--extract", "[\"secret\"][\"username\"]", "credentials/gate.json"])
      #expect(again.text == "other")
    }
  }

  /// The keys of the lines that differ, sorted.
  private func changedKeys(_ before: [UInt8], _ after: [UInt8]) -> [String] {
    let old = Set(String(decoding: before, as: UTF8.self).split(separator: "\n"))
    let changed = String(decoding: after, as: UTF8.self).split(separator: "\n")
      .filter { !old.contains($0) }
    return changed.compactMap { $0.split(separator: "\"").dropFirst().first.map(String.init) }
      .sorted()
  }
}
