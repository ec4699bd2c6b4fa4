import Age
import CredentialStore
import Credentials
import Documents
import Review
import TestSupport
import Testing

/// What `check` finds in a store, one flaw at a time.
@Suite struct StoreCheckTests {
  @Test func aStoreInOrderHasNoFindings() async throws {
    try await withBench("clean") { bench in
      try bench.create("gate")
      try bench.create("prod/db")
      let report = try StoreCheck.run(try bench.store())
      #expect(report.isClean && report.credentials == 2 && report.opened == 2)
      let closed = try StoreCheck.run(try bench.store(), opening: false)
      #expect(closed.isClean && closed.credentials == 2 && closed.opened == 0)
    }
  }

  @Test func aReadablePartThatWasEditedNeedsAKeyToBeSeen() async throws {
    try await withBench("edited") { bench in
      try bench.create("gate")
      try await bench.git.shell("sed -i 's/Staging/Public/' credentials/gate.json")
      #expect(try bench.findings() == ["integrity gate"])
      #expect(try bench.findings(opening: false) == [])
    }
  }

  @Test(arguments: [
    ("echo broken > credentials/gate.json", "damaged-file gate"),
    ("printf '\\n<<<<<<< ours\\n' >> credentials/gate.json", "unresolved-merge gate"),
    (
      "mkdir 'credentials/my gate'; mv credentials/gate.json 'credentials/my gate/x.json'",
      "invalid-name my gate/x"
    ),
    ("git mv credentials/gate.json credentials/door.json", "name-differs door"),
    (
      #"sed -i 's/"type": "basic-auth"/"type": "basic-oath"/' credentials/gate.json"#,
      "unknown-type gate"
    ),
    (
      #"sed -i 's/\("password": \)"ENC[^"]*"/\1"s3cret"/' credentials/gate.json"#,
      "secret-in-clear gate password"
    ),
    (
      #"sed -i 's/"realm": "Staging"/"password": "s3cret"/' credentials/gate.json"#,
      "secret-in-clear gate password"
    ),
    (
      #"sed -i 's/"realm": "Staging"/"realms": "x"/' credentials/gate.json"#,
      "invalid-field gate realms"
    ),
    (
      #"""
      echo 'projects: [api]' >> credtree.yaml
      sed -i 's/"projects": \[\]/"projects": [\n\t\t\t"web"\n\t\t]/' credentials/gate.json
      """#,
      "unknown-project gate projects"
    ),
    (
      #"sed -i 's/"isDefault": false/"isDefault": true/' credentials/gate.json"#,
      "invalid-default gate"
    ),
    (
      "sed -i '/password.*ENC/d' credentials/gate.json", "invalid-field gate password"
    ),
  ])
  func aFlawOfOneFile(command: String, finding: String) async throws {
    try await withBench("flaw") { bench in
      try bench.create("gate")
      try await bench.git.shell(command)
      #expect(try bench.findings(opening: false).contains(finding))
    }
  }

  @Test func whatIsWrongBetweenFiles() async throws {
    try await withBench("between") { bench in
      try bench.createRegistry("hub")
      try await bench.git.shell("cp credentials/hub.json credentials/Hub.json")
      #expect(
        try bench.findings(opening: false) == [
          "name-differs Hub", "duplicate-id Hub id", "two-defaults Hub isDefault",
          "duplicate-name hub", "two-defaults hub isDefault",
        ])
    }
  }

  @Test func twoDefaultsAfterAMerge() async throws {
    try await withBench("defaults") { bench in
      try await bench.git.shell("git switch -qc side")
      try bench.createRegistry("one")
      try await bench.git.shell("git switch -q -")
      try bench.createRegistry("two")
      #expect(try bench.findings() == [])
      try await bench.git.shell("git merge -q --no-edit side")
      #expect(try bench.findings() == ["two-defaults one isDefault", "two-defaults two isDefault"])
      _ = try bench.store().setDefault("two", options: .init())
      #expect(try bench.findings() == [])
    }
  }

  @Test func aPathWithoutARule() async throws {
    try await withBench("rule") { bench in
      try bench.create("gate")
      try await bench.git.shell(#"sed -i 's/match: "\*\*"/match: "prod\/**"/' credtree.yaml"#)
      #expect(try bench.findings(opening: false) == ["no-access-rule gate"])
    }
  }

  @Test func readersWhomThePolicyGainedOrLost() async throws {
    try await withBench("readers") { bench in
      try bench.create("gate")
      let key = try X25519Identity.generate().recipient.text
      try await bench.admit("dora", key)
      let finding = try #require(try StoreCheck.run(try bench.store()).findings.first)
      #expect(finding.rule == .readersDiffer && finding.message.contains("cannot: dora;"))
      try bench.update("gate") { $0.title = "Gate" }
      #expect(try bench.findings() == [])
      try await bench.git.shell("git checkout -q HEAD~2 -- credtree.yaml")
      let other = try #require(try StoreCheck.run(try bench.store()).findings.first)
      #expect(other.rule == .readersDiffer && other.message.contains("should not: \(key);"))
    }
  }

  @Test func whatIsDue() async throws {
    try await withBench("due") { bench in
      let start = try #require(Timestamp("2026-01-01T00:00:00Z"))
      func later(_ days: Int64) -> Timestamp {
        Timestamp(secondsSince1970: start.secondsSince1970 + days * 86400)
      }
      try bench.create("gate")
      try bench.update("gate") { $0.expiresAt = later(100) }
      #expect(try bench.findings(at: later(99)) == [])
      #expect(try bench.findings(at: later(100)) == ["expired gate expiresAt"])
      try await bench.git.shell("echo 'policy: { expiryWarning: 30d }' >> credtree.yaml")
      #expect(try bench.findings(at: later(69)) == [])
      #expect(try bench.findings(at: later(70)) == ["expires-soon gate expiresAt"])
      try bench.update("gate") {
        $0.expiresAt = later(9000)
        $0.rotateBy = later(50)
      }
      #expect(try bench.findings(at: later(50)) == ["rotation-due gate rotateBy"])
    }
  }

  @Test func anOldValueIsDueByThePolicy() async throws {
    try await withBench("age") { bench in
      try bench.create("gate")
      let now = Timestamp.now
      func later(_ days: Int64) -> Timestamp {
        Timestamp(secondsSince1970: now.secondsSince1970 + days * 86400 + 60)
      }
      #expect(try bench.findings(at: later(10_000)) == [])
      try await bench.git.shell("echo 'policy: { rotateAfter: 180d }' >> credtree.yaml")
      #expect(try bench.findings(at: later(179)) == [])
      #expect(try bench.findings(at: later(180)) == ["rotation-due gate updatedAt"])
    }
  }

  @Test func noFindingHoldsAValue() async throws {
    try await withBench("canary") { bench in
      try bench.create("gate")
      try await bench.git.shell(
        #"sed -i 's/\("password": \)"ENC[^"]*"/\1"CANARY-81"/; s/Staging/CANARY-82/' "#
          + "credentials/gate.json")
      let report = try StoreCheck.run(try bench.store())
      #expect(!report.isClean)
      #expect(!report.findings.contains { "\($0)".contains("CANARY") })
    }
  }
}

/// What `check --range` finds in what changed.
@Suite struct RangeCheckTests {
  private func findings(_ bench: Bench) throws -> [String] {
    RangeCheck.findings(in: try bench.diff("HEAD~1..HEAD"), folder: "credentials").map {
      "\($0.rule.rawValue) \($0.file ?? "")"
    }
  }

  @Test func aChangeWithItsRevisionIsInOrder() async throws {
    try await withBench("range") { bench in
      try bench.create("gate")
      try bench.update("gate") { $0.title = "Gate" }
      #expect(try findings(bench) == [])
    }
  }

  @Test func anEditByHand() async throws {
    try await withBench("hand") { bench in
      try bench.create("gate")
      try await bench.git.shell("sed -i 's/Staging/Open/' credentials/gate.json; git commit -qam x")
      #expect(try findings(bench) == ["no-new-revision credentials/gate.json"])
    }
  }

  @Test func aFileThatWentBack() async throws {
    try await withBench("back") { bench in
      try bench.create("gate")
      try bench.update("gate") { $0.title = "Gate" }
      try await bench.git.shell("git checkout -q HEAD~1 -- credentials; git commit -qm back")
      #expect(try findings(bench) == ["earlier-revision credentials/gate.json"])
    }
  }
}
