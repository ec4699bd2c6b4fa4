import Subprocess
import SystemPackage
import TestSupport
import Testing

/// Stores that earlier versions wrote, one folder a version, kept for good: they must open, and
/// render to the same bytes.
@Suite struct KeptStoreTests {
  private static let store = FilePath("\(#filePath)")
    .removingLastComponent().removingLastComponent().removingLastComponent()
    .appending("fixtures/stores/0.1")

  @Test(arguments: [
    ("docker-config", ["render", "docker-config", "docker-hub"]),
    ("htpasswd.bcrypt", ["render", "htpasswd", "web/staging-gate"]),
    ("htpasswd.apr1", ["render", "htpasswd", "web/staging-gate", "--option", "hash=apr1"]),
    (
      "htpasswd.sha512-crypt",
      ["render", "htpasswd", "web/staging-gate", "--option", "hash=sha512-crypt"]
    ),
    ("pem-combined", ["render", "pem:combined", "shop"]),
  ])
  func rendersAsItDid(_ expected: String, _ arguments: [String]) async throws {
    let kept = try [UInt8](contentsOf: Self.store.appending("rendered").appending(expected))
    for member in [Member.alice, .bob] {
      let answer = try await credtree(arguments, as: [member])
      #expect(answer.status == .exited(0), "\(answer.stderr)")
      #expect(Array(answer.stdout.utf8) == kept)
    }
  }

  @Test(arguments: [
    ("backups", "secretKey", "kept-secret-key"), ("docker-hub", "password", "kept-password-2"),
    ("web/staging-gate", "password", "kept-gate"),
  ])
  func opens(_ name: String, _ field: String, _ value: String) async throws {
    let answer = try await credtree(["reveal", name, field], as: [.alice])
    #expect(answer.stdout == value)
  }

  @Test func aQuorumOpensTogetherAndNotAlone() async throws {
    let together = try await credtree(
      ["reveal", "root/admin", "password"], as: [.alice, .bob])
    #expect(together.stdout == "kept-root")
    let alone = try await credtree(["reveal", "root/admin", "password"], as: [.alice])
    #expect(alone.status == .exited(6) && alone.stdout.isEmpty)
  }

  /// Runs the tool in a home folder with the private keys of some members.
  private func credtree(_ arguments: [String], as members: [Member]) async throws -> Run {
    try await withSandbox("kept") { home in
      for member in members {
        let path = home.appending(member.place)
        _ = try await shell("mkdir -p $(dirname '\(path.string)')", in: home)
        try writeFile(try [UInt8](contentsOf: Self.store.appending(member.file)), to: path)
      }
      return try await runTool("credtree", ["-C", Self.store.string] + arguments, in: home)
    }
  }

  /// A member of the kept store, and where his private key belongs.
  enum Member {
    case alice, bob

    var file: String { self == .alice ? "alice.txt" : "bob.pem" }
    var place: String { self == .alice ? ".config/sops/age/keys.txt" : ".ssh/id_ed25519" }
  }
}
