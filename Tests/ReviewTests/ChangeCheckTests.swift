import Age
import CredentialStore
import Credentials
import Documents
import Git
import Review
import TestSupport
import Testing

/// What a commit that is about to be made would bring.
@Suite struct ChangeCheckTests {
  private func staged(
    _ bench: Bench, opening: Bool = false, at now: Timestamp = .now
  ) throws -> ChangeCheck {
    let store = try Store(root: bench.git.path, source: .index)
    let head = try store.repository().head().commit
    return try ChangeCheck.run(store, since: head, opening: opening, at: now)
  }

  /// Each finding's rule, credential, and field.
  private func findings(
    _ bench: Bench, opening: Bool = false, at now: Timestamp = .now
  ) throws -> [String] {
    try staged(bench, opening: opening, at: now).report.findings.map { finding in
      [finding.rule.rawValue, finding.credential, finding.field].compactMap(\.self)
        .joined(separator: " ")
    }
  }

  @Test func onlyWhatIsStagedIsLookedAt() async throws {
    try await withBench("staged") { bench in
      try bench.create("gate")
      try bench.create("door")
      #expect(try staged(bench).report.credentials == 0)
      try await bench.git.shell("sed -i 's/Staging/Open/' credentials/gate.json")
      #expect(try findings(bench) == [])
      try await bench.git.shell("git add credentials/gate.json")
      let check = try staged(bench)
      #expect(check.report.credentials == 1)
      #expect(try findings(bench) == ["no-new-revision gate"])
      // The work tree is mended, and the index is not.
      try await bench.git.shell("git show HEAD:credentials/gate.json > credentials/gate.json")
      #expect(try findings(bench) == ["no-new-revision gate"])
      try await bench.git.shell(
        "git add credentials/gate.json; echo broken > credentials/door.json")
      #expect(try findings(bench) == [])
    }
  }

  @Test func theFirstCommitIsCheckedWhole() async throws {
    try await withBench("first") { bench in
      try bench.create("gate")
      try await bench.git.shell("git update-ref -d HEAD")
      let check = try staged(bench)
      #expect(check.report.credentials == 1 && check.report.isClean && check.isOfEverything)
    }
  }

  @Test(arguments: [
    ("echo broken > credentials/gate.json", "damaged-file gate"),
    (
      #"sed -i 's/\("password": \)"ENC[^"]*"/\1"s3cret"/' credentials/gate.json"#,
      "secret-in-clear gate password"
    ),
    (
      #"sed -i 's/\("password": \)"ENC[^"]*"/\1"ENC[s3cret]"/' credentials/gate.json"#,
      "secret-in-clear gate password"
    ),
    (
      "sed -i '/\"seal\": /d; s/\\(\"salt\".*\\),$/\\1/' credentials/gate.json",
      "integrity gate seal"
    ),
    ("sed -i '/\"salt\": /d' credentials/gate.json", "integrity gate salt"),
    ("cp credentials/gate.json credentials/copy.json", "duplicate-id copy id"),
    ("cp credentials/gate.json credentials/Gate.json", "duplicate-name gate"),
    (
      #"sed -i 's/"isDefault"/"parent": "nobody",\n\t\t"isDefault"/' credentials/gate.json"#,
      "unknown-parent gate parent"
    ),
    (
      #"sed -i 's/"revision": 2/"revision": 1/' credentials/gate.json"#, "earlier-revision gate"
    ),
    // No character of a recipient is a b.
    ("sed -i '/recipient/s/age1./age1b/' credentials/gate.json", "damaged-file gate"),
  ])
  func aFlawThatIsStaged(command: String, finding: String) async throws {
    try await withBench("flaw") { bench in
      try bench.create("gate")
      try bench.update("gate") { $0.title = "Gate" }
      try bench.create("door")
      try await bench.git.shell("\(command)\ngit add -A credentials")
      let found = try findings(bench)
      #expect(found.contains(finding), "\(found)")
    }
  }

  @Test func whatWasWrongBeforeIsNoFinding() async throws {
    try await withBench("before") { bench in
      try bench.create("gate")
      try bench.create("door")
      try await bench.git.shell(
        """
        cp credentials/gate.json credentials/copy.json
        git add -A credentials
        git commit -qm copy
        """)
      try bench.update("door", commits: false) { $0.title = "Door" }
      #expect(try findings(bench) == [])
      #expect(try bench.findings(opening: false).contains("duplicate-id copy id"))
    }
  }

  @Test func twoDefaults() async throws {
    try await withBench("defaults") { bench in
      try bench.createRegistry("one")
      try bench.createRegistry("two")
      try await bench.git.shell(
        #"sed -i 's/"isDefault": false/"isDefault": true/' credentials/two.json; git add -A"#)
      let found = try findings(bench)
      #expect(found.contains("two-defaults one isDefault"))
      #expect(found.contains("two-defaults two isDefault"))
    }
  }

  @Test func aParentThatGoesLeavesAnOrphan() async throws {
    try await withBench("parent") { bench in
      try bench.create("gate")
      try bench.create("child")
      try bench.update("child") { $0.parent = "gate" }
      try await bench.git.shell("git rm -q credentials/gate.json")
      let check = try staged(bench)
      #expect(check.lost.map(\.header.name) == ["gate"] && check.lost.allSatisfy { !$0.isRenamed })
      #expect(try findings(bench) == ["unknown-parent child parent"])
    }
  }

  @Test func aRenamedCredentialIsNotLost() async throws {
    try await withBench("renamed") { bench in
      try bench.create("gate")
      _ = try bench.store().rename("gate", to: "door", options: MutationOptions(commits: false)) {
        _ in
        [:]
      }
      let check = try staged(bench)
      #expect(check.lost.map(\.isRenamed) == [true])
      #expect(check.report.isClean, "\(check.report)")
    }
  }

  @Test func theTimeOfWhatIsTouchedCounts() async throws {
    try await withBench("due") { bench in
      let now = Timestamp.now
      func later(_ days: Int64) -> Timestamp {
        Timestamp(secondsSince1970: now.secondsSince1970 + days * 86400)
      }
      try bench.create("gate")
      try await bench.git.shell(
        "echo 'policy: { expiryWarning: 30d }' >> credtree.yaml; git commit -qam policy")
      // One that is made to end soon is as it was meant; one that has ended is not.
      try bench.update("gate", commits: false) { $0.expiresAt = later(10) }
      #expect(try findings(bench) == [])
      #expect(try findings(bench, at: later(11)) == ["expired gate expiresAt"])
      try await bench.git.shell("git commit -qm short")
      try bench.update("gate", commits: false) { $0.title = "Gate" }
      #expect(try findings(bench, at: later(11)) == [])
      try bench.update("gate", commits: false) { $0.rotateBy = later(-1) }
      #expect(try findings(bench) == ["rotation-due gate rotateBy"])
    }
  }

  @Test func aPolicyIsHeldAgainstEverything() async throws {
    try await withBench("policy") { bench in
      try bench.create("gate")
      try bench.create("door")
      let key = try X25519Identity.generate().recipient.text
      try await bench.git.shell(
        """
        sed -i 's/^teams:/  dora: { role: viewer, keys: [\(key)] }\\nteams:/
          s/readers: \\[/readers: [dora, /' credtree.yaml
        git add credtree.yaml
        """)
      #expect(try findings(bench) == ["readers-differ door", "readers-differ gate"])
      try await bench.git.shell("git commit -qm dora")
      #expect(try findings(bench) == [])
    }
  }

  @Test func withAKeyMACAndSealAreChecked() async throws {
    try await withBench("sealed") { bench in
      try bench.create("gate")
      try await bench.git.shell(
        "sed -i 's/Staging/Open/; s/\"revision\": 1/\"revision\": 2/' credentials/gate.json; git add -A"
      )
      #expect(try findings(bench) == [])
      let store = try bench.store(at: .index)
      let check = try ChangeCheck.run(store, since: try store.repository().head().commit)
      #expect(check.report.findings.map(\.rule) == [.integrity] && check.report.opened == 1)
    }
  }

  @Test func anUnresolvedMerge() async throws {
    try await withBench("merge") { bench in
      try bench.create("gate")
      try await bench.git.shell("git switch -qc side")
      try bench.update("gate") { $0.title = "Side" }
      try await bench.git.shell("git switch -q -")
      try bench.update("gate") { $0.title = "Main" }
      // The driver that `init` names is whoever called it: here, the tests.
      try await bench.git.shell(
        "git config --remove-section merge.credtree; git merge -q side >/dev/null 2>&1 || true")
      let status = try await bench.git.git("status", "--short")
      let found = try staged(bench).report
      #expect(found.findings.map(\.rule) == [.unresolvedMerge], "\(status) \(found)")
    }
  }

  @Test func whatWasReadIsKeptAndMayBeLost() async throws {
    try await withBench("kept") { bench in
      try bench.create("gate")
      try bench.create("door")
      try bench.create("wall", commits: false)
      let file = "\(bench.git.path)/.git/credtree/identities"
      #expect(try findings(bench) == [])
      try await bench.git.shell("test -s .git/credtree/identities")
      for damage in ["head -c 90 \(file) > x; mv x \(file)", "echo x >> \(file)", "rm \(file)"] {
        try await bench.git.shell(damage)
        #expect(try findings(bench) == [])
      }
      try await bench.git.shell("cp credentials/gate.json credentials/wall.json; git add -A")
      #expect(try findings(bench).contains("duplicate-id wall id"))
    }
  }
}

/// With a key, a certificate and the key beside it are held together.
@Suite struct KeyMatchTests {
  @Test func aKeyOfAnotherCertificate() async throws {
    try await withBench("match") { bench in
      try await bench.git.shell(
        """
        for name in one two; do
          mkdir .git/$name
          openssl req -x509 -newkey rsa:2048 -nodes -keyout .git/$name/key.pem \
            -out .git/$name/cert.pem -days 90 -subj /CN=shop.example \
            -addext subjectAltName=DNS:shop.example 2>.git/log
        done
        """)
      try bench.createCertificate("one", folder: "\(bench.git.path)/.git/one")
      try bench.createCertificate("two", folder: "\(bench.git.path)/.git/two")
      #expect(try bench.findings() == [])
      let store = try bench.store()
      let other = try store.open("two").contents.fields
      let opened = try store.open("one")
      var contents = opened.contents
      contents.fields = contents.fields.map { field in
        other.first { $0.key == field.key && field.key == "privateKey" } ?? field
      }
      let file = try contents.sealed(
        for: try store.access(for: "one"), replacing: opened, at: .now)
      try bench.write(file, to: "credentials/one.json")
      let report = try StoreCheck.run(try bench.store())
      #expect(report.findings.map(\.rule) == [.invalidField], "\(report)")
      #expect(try bench.findings() == ["invalid-field one privateKey"])
      #expect(try bench.findings(opening: false) == [])
    }
  }
}
