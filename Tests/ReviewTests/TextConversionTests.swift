import Configuration
import CredentialStore
import Credentials
import Documents
import Review
import SystemPackage
import TestSupport
import Testing

@Suite(.drawn) struct TextConversionTests {
  private func text(_ bench: Bench, _ name: String) throws -> String {
    let file = try [UInt8](contentsOf: FilePath("\(bench.git.path)/credentials/\(name).json"))
    let text = try #require(
      TextConversion.text(of: file, configuration: try bench.store().configuration))
    return String(decoding: text, as: UTF8.self)
  }

  private func lines(_ bench: Bench, _ name: String) throws -> [String] {
    try text(bench, name).split(separator: "\n").map(String.init)
  }

  @Test func fieldsStandInOrderAndSecretsAreMarks() async throws {
    try await withBench("textconv") { bench in
      try bench.create("gate")
      let lines = try lines(bench, "gate")
      #expect(lines.first == "credential" && lines.contains("  name: gate"))
      #expect(lines.contains("  realm: Staging") && lines.contains("  alice"))
      let secret = try #require(lines.firstIndex(of: "secret"))
      #expect(lines[secret + 1].wholeMatch(of: #/  username: <sealed [0-9a-f]{12}>/#) != nil)
      #expect(lines[secret + 2].wholeMatch(of: #/  password: <sealed [0-9a-f]{12}>/#) != nil)
      #expect(lines.last?.wholeMatch(of: #/file: <sealed [0-9a-f]{12}>/#) != nil)
      #expect(
        !lines.contains { $0.contains("s3cret") || $0.contains("ENC[") || $0.contains("salt") })
    }
  }

  @Test func aMarkChangesWithItsCiphertextOnly() async throws {
    try await withBench("textconv-marks") { bench in
      try bench.create("gate")
      let before = try lines(bench, "gate")
      try bench.update("gate") { $0.values = [Member("password", .string("another"))] }
      let after = try lines(bench, "gate")
      let changed = zip(before, after).filter { $0 != $1 }.map { pair in
        pair.1.split(separator: ":")[0].trimmingPrefix(while: \.isWhitespace)
      }
      #expect(before.count == after.count)
      #expect(Set(changed).subtracting(["updatedAt"]) == ["revision", "password", "file"])
    }
  }

  @Test func aValueInTheWrongPlaceIsNotShown() async throws {
    try await withBench("textconv-plain") { bench in
      try bench.create("gate")
      let path = FilePath("\(bench.git.path)/credentials/gate.json")
      let file = String(decoding: try [UInt8](contentsOf: path), as: UTF8.self)
      let edited = file.replacing(
        #/"password": "ENC[^"]*"/#, with: "\"password\": \"naked-marker\"")
      let text = TextConversion.text(of: Array(edited.utf8), configuration: nil)
      let shown = text.map { String(decoding: $0, as: UTF8.self) }
      #expect(shown?.contains("naked-marker") != true)
    }
  }

  @Test func aSecretAmongPublicValuesIsNotShown() async throws {
    try await withBench("textconv-exposed") { bench in
      try bench.create("gate")
      let path = FilePath("\(bench.git.path)/credentials/gate.json")
      let file = String(decoding: try [UInt8](contentsOf: path), as: UTF8.self)
      let edited = file.replacing(
        #/"public": \{/#, with: "\"public\": {\n\t\t\"password\": \"naked-marker\","
      ).replacing(#/\n\t\t"password": "ENC[^"]*",/#, with: "")
      let text = try #require(TextConversion.text(of: Array(edited.utf8), configuration: nil))
      let shown = String(decoding: text, as: UTF8.self)
      #expect(!shown.contains("naked-marker") && shown.contains("  password: <not encrypted>\n"))
      #expect(shown.contains("  realm: Staging\n"))
    }
  }

  @Test func readersWithoutAMemberAreShownByKey() async throws {
    try await withBench("textconv-keys") { bench in
      try bench.create("gate")
      let file = try [UInt8](contentsOf: FilePath("\(bench.git.path)/credentials/gate.json"))
      let text = try #require(TextConversion.text(of: file, configuration: nil))
      #expect(String(decoding: text, as: UTF8.self).contains("\nreaders\n  age1"))
    }
  }

  @Test(arguments: ["", "{", "{}", "[1]", "plain text\n", "<<<<<<< ours\n{}\n", "\0\u{1}"])
  func whatIsNoCredentialHasNoText(_ file: String) {
    #expect(TextConversion.text(of: Array(file.utf8), configuration: nil) == nil)
  }

  @Test func damagedFilesNeitherCrashNorShowSecrets() async throws {
    try await withBench("textconv-fuzz") { bench in
      try bench.create("gate")
      let file = try [UInt8](contentsOf: FilePath("\(bench.git.path)/credentials/gate.json"))
      var generator = Numbers()
      for _ in 0..<300 {
        var damaged = file
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
          let place = Int.random(in: damaged.indices, using: &generator)
          switch Int.random(in: 0..<3, using: &generator) {
          case 0: damaged[place] = UInt8.random(in: 0...255, using: &generator)
          case 1: damaged.remove(at: place)
          default: damaged.insert(UInt8.random(in: 32...126, using: &generator), at: place)
          }
        }
        guard let text = TextConversion.text(of: damaged, configuration: nil) else { continue }
        #expect(!String(decoding: text, as: UTF8.self).contains("\u{1b}"))
      }
    }
  }
}
