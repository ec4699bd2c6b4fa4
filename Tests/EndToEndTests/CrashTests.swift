import SystemPackage
import TestSupport
import Testing

/// Whatever moment a process dies at, the repository is at the revision before or after it.
@Suite(.serialized, .drawn) struct CrashTests {
  @Test(.timeLimit(.minutes(30)))
  func anUpdateKilledAtAnyMoment() async throws {
    try await withRepository("crash") { repository in
      try await repository.createUser("gate")
      let passwords = ["first-kanarie-4Qz81", "second-kanarie-9Lm27"]
      for password in passwords { repository.watch(password) }
      let files = try passwords.map { try repository.secretFile($0, Array($0.utf8)) }
      try await repository.credtree("update", "gate", "password=@\(files[1].string)")
      // How long an update takes depends on what else the machine does, so this follows it.
      var numbers = Numbers()
      var span = Duration.milliseconds(100)
      var killed = 0
      for round in 0..<100 {
        let before = try await repository.head()
        let moment = span * Double.random(in: 0..<1, using: &numbers)
        let wasRunning = try await repository.runAndKill(
          "credtree", ["update", "gate", "password=@\(files[round % 2].string)"], after: moment)
        if wasRunning { killed += 1 }
        span = span * (wasRunning ? 1.1 : 0.8)

        // The next command finishes or discards what was begun, and says what is true now.
        let revealed = try await repository.credtree(
          "reveal", "gate", "password", mayShowSecrets: true)
        let known = passwords.contains(revealed.text)
        #expect(known, "round \(round)")
        try await repository.credtree("update", "gate", "username=user\(round)")
        let whole = try await repository.run("git", ["status", "--porcelain"])
        #expect(whole.text.isEmpty, "round \(round): \(whole.text)")
        let made = try await repository.git("rev-list", "--count", "\(before)..HEAD")
        #expect(made == "1" || made == "2", "round \(round)")
        let kept = try await repository.run("git", ["merge-base", "--is-ancestor", before, "HEAD"])
        #expect(kept.exit == 0, "round \(round)")
      }
      try await repository.requireCleanRepository()
      #expect(killed >= 20, "only \(killed) of 100 updates were killed before they ended")
      let revisions = try await repository.git(
        "log", "--reverse", "--format=%(trailers:key=Credential-Revision,valueonly,separator=)",
        "--", "credentials/gate.json"
      ).split(separator: "\n").compactMap { Int($0) }
      #expect(revisions == Array(1...max(1, revisions.count)))
      let left = try await repository.succeed(
        "find", [repository.folder.string, "-name", "*.credtree-*", "-o", "-name", "*.lock"])
      #expect(left.text.isEmpty)
    }
  }
}
