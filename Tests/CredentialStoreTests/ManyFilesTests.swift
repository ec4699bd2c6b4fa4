import CredentialStore
import Credentials
import Files
import TestSupport
import Testing

/// So many files that their objects are one pack.
@Suite struct ManyFilesTests {
  private func files(_ count: Int, _ text: String) -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: (0..<count).map {
        ("credentials/f\($0 % 7)/g/\($0).json", "\(text) \($0)\n")
      })
  }

  private func count(_ git: GitFixture, _ what: String) async throws -> Int {
    let text = try await git.git("count-objects", "-v")
    let line = text.split(separator: "\n").first { $0.hasPrefix("\(what): ") }
    return Int(line?.dropFirst(what.count + 2) ?? "") ?? -1
  }

  @Test func theyAreOnePackAndOneCommit() async throws {
    try await withRepository("store") { git in
      let store = try Store(git)
      try store.write(["other": "stays\n"])
      let loose = try await count(git, "count")
      try store.write(files(300, "first"))
      #expect(try await count(git, "packs") == 1)
      #expect(try await count(git, "count") == loose + 1)
      try await store.expectClean()
      #expect(try await git.git("show", "HEAD:credentials/f1/g/8.json") == "first 8\n")
      #expect(try await git.git("show", "HEAD:other") == "stays\n")
      // A program stays one, and deletions empty folders.
      try await git.shell(
        "chmod +x credentials/f2/g/2.json; git update-index --chmod=+x credentials/f2/g/2.json; "
          + "git commit -qm program")
      let all = files(300, "second")
      let kept = all.filter { !$0.key.hasPrefix("credentials/f0/") }
      try store.change(
        ChangeSet(
          writes: kept.mapValues { Array($0.utf8) },
          deletions: Set(all.keys).subtracting(kept.keys), message: CommitMessage("credtree: x")))
      #expect(try await count(git, "packs") == 2)
      try await store.expectClean()
      #expect(!FileReader.exists("\(git.path)/credentials/f0"))
      let mode = try await git.git("ls-files", "-s", "credentials/f2/g/2.json")
      #expect(mode.hasPrefix("100755"))
      #expect(try store.write(kept) == .unchanged)
    }
  }

  @Test func theyCanBeStagedOnly() async throws {
    try await withRepository("store") { git in
      try Store(git).write(["other": "stays\n"])
      let staging = try Store(git, isStagingOnly: true)
      guard case .staged(let paths) = try staging.write(files(150, "staged")) else {
        Issue.record("not staged")
        return
      }
      #expect(paths.count == 150)
      let status = try await git.git("status", "--porcelain").split(separator: "\n")
      #expect(status.count == 150 && status.allSatisfy { $0.hasPrefix("A  ") })
      try await git.git("commit", "-qm", "by git")
      try await Store(git).expectClean()
    }
  }

  @Test func oneThatIsInTheWayStopsAll() async throws {
    try await withRepository("store") { git in
      let store = try Store(git)
      try store.write(files(150, "first"))
      try await git.shell("echo mine > credentials/f3/g/3.json")
      let head = try await git.git("rev-parse", "HEAD")
      #expect(failure { try store.write(files(150, "second")) }?.code == .conflict)
      #expect(try await git.git("rev-parse", "HEAD") == head)
      #expect(try await git.git("status", "--porcelain") == " M credentials/f3/g/3.json\n")
    }
  }
}
