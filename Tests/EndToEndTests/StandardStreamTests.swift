import SystemPackage
import TestSupport
import Testing

/// Output that goes nowhere is an error, and never goes into a file instead.
@Suite struct StandardStreamTests {
  private func shell(_ repository: TestRepository, _ line: String) async throws -> Output {
    let tool = BuiltProducts.directory.appending("credtree").string
    return try await repository.run("bash", ["-c", line, "bash", tool])
  }

  @Test(arguments: ["list", "get gate", "reveal gate password", "--help", "--version"])
  func outputThatCannotBeWritten(_ command: String) async throws {
    try await withRepository("streams") { repository in
      try await repository.createUser("gate")
      let full = try await shell(repository, "\"$1\" \(command) > /dev/full")
      #expect(full.exit == 9, "\(full.status)")
      let closed = try await shell(repository, "\"$1\" \(command) >&-")
      #expect(closed.exit == 9, "\(closed.status)")
      let gone = try await shell(repository, "\"$1\" \(command) | true; exit ${PIPESTATUS[0]}")
      #expect([0, 141].contains(gone.exit), "\(gone.status)")
    }
  }

  /// A file that is opened while standard output is closed would else be the standard output.
  @Test func aClosedStreamIsNoFile() async throws {
    try await withRepository("streams") { repository in
      try await repository.createUser("gate")
      let change = try await shell(repository, "\"$1\" update gate username=other >&- 2>&- <&-")
      #expect(change.exit == 9)
      let user = try await repository.credtree("reveal", "gate", "username", mayShowSecrets: true)
      #expect(user.text == "other")
      try await repository.requireCleanRepository()
    }
  }
}
