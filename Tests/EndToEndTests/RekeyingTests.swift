import Documents
import SystemPackage
import TestSupport
import Testing

/// Thousands of files are one pack and one commit, or nothing.
@Suite(.serialized, .drawn) struct RekeyingTests {
  /// Somebody's key, which lies where secrets may be.
  private struct Keyholder {
    let file: FilePath
    let recipient: String

    init(_ name: String, in repository: TestRepository) async throws {
      let key = try await repository.succeed("age-keygen", [], mayShowSecrets: true)
      file = try repository.secretFile("\(name).key", key.stdout)
      recipient = String(
        try await repository.succeed("age-keygen", ["-y", file.string]).text.dropLast())
    }
  }

  /// A policy under which Alice reads everything, and these people with her, or a quorum does.
  private func setPolicy(
    _ repository: TestRepository, _ people: [(name: String, key: String)], access: String
  ) async throws {
    let alice = try await repository.succeed("age-keygen", ["-y", repository.identity.string])
    var lines = ["version: 1", "store: credentials", "members:"]
    lines.append("  alice: { role: admin, keys: [\(alice.text.dropLast())] }")
    lines += people.map { "  \($0.name): { role: viewer, keys: [\($0.key)] }" }
    lines += ["access:", "  - match: \"**\"", "    \(access)", ""]
    try repository.write(lines.joined(separator: "\n"), to: "credtree.yaml")
    try await repository.git("commit", "-qam", "policy")
  }

  private func fill(_ repository: TestRepository, _ count: Int) async throws {
    let tool = BuiltProducts.directory.appending("benchmark-tool")
    try await repository.succeed(tool.string, ["fill", repository.folder.string, String(count)])
    try await repository.git("add", "--all")
    try await repository.git("commit", "-qm", "fill")
    try await repository.git("repack", "-adq")
  }

  private func packs(_ repository: TestRepository) async throws -> Int {
    let text = try await repository.git("count-objects", "-v")
    return Int(text.split(separator: "\n").first { $0.hasPrefix("packs: ") }?.dropFirst(7) ?? "")
      ?? -1
  }

  @Test func manyFilesAreOnePackAndOneCommit() async throws {
    try await withRepository("rekey") { repository in
      let bob = try await Keyholder("bob", in: repository)
      try await fill(repository, 500)
      try await setPolicy(
        repository, [("bob", bob.recipient)], access: "readers: [alice, bob]")
      let (before, loose) = (
        try await packs(repository), try await repository.git("count-objects")
      )
      #expect(before == 1)
      let commits = try await repository.git("rev-list", "--count", "HEAD")
      try await repository.credtree("rekey", "--yes")
      #expect(try await packs(repository) == 2)
      let after = try await repository.git("count-objects")
      let count = (Int(after.prefix { $0 != " " }) ?? 0) - (Int(loose.prefix { $0 != " " }) ?? 0)
      #expect(count == 1, "the commit alone is loose")
      #expect(
        try await repository.git("rev-list", "--count", "HEAD") == "\((Int(commits) ?? 0) + 1)")
      try await repository.requireCleanRepository()
      let revealed = try await repository.run(
        "credtree", ["reveal", "team0/login499", "username"],
        environment: ["XDG_CONFIG_HOME": "/nowhere", "CREDTREE_IDENTITY_FILE": bob.file.string])
      #expect(revealed.text == "user")
    }
  }

  @Test(.timeLimit(.minutes(30)))
  func aRekeyKilledAtAnyMoment() async throws {
    try await withRepository("rekey-crash") { repository in
      let bob = try await Keyholder("bob", in: repository)
      try await fill(repository, 1000)
      var numbers = Numbers()
      var span = Duration.seconds(4)
      var (killed, unfinished) = (0, 0)
      // Until some were cut off in the middle of being put in place.
      for round in 0..<40 where round < 8 || unfinished < 3 {
        let people = round % 2 == 0 ? [("bob", bob.recipient)] : []
        let readers = people.isEmpty ? "[alice]" : "[alice, bob]"
        try await setPolicy(repository, people, access: "readers: \(readers)")
        let before = try await repository.head()
        // The beginning only opens and seals; what can be cut off lies behind it.
        let moment = span * Double.random(in: 0.4..<1, using: &numbers)
        let wasRunning = try await repository.runAndKill(
          "credtree", ["rekey", "--yes"], after: moment)
        if wasRunning { killed += 1 }
        span = span * (wasRunning ? 1.1 : 0.8)
        let journal = repository.folder.appending(".git/credtree/pending")
        if (try? [UInt8](contentsOf: journal)) != nil { unfinished += 1 }

        // The next command finishes or discards what was begun.
        let check = try await repository.run("credtree", ["rekey", "--check", "--json"])
        let total = try JSON.parse(check.stdout.span)["total"]?.int
        let isDone = try await repository.head() != before
        #expect(total == (isDone ? 0 : 1000) && check.exit == (isDone ? 0 : 1), "round \(round)")
        let status = try await repository.git("status", "--porcelain")
        #expect(status.isEmpty, "round \(round)")
        let fsck = try await repository.run("git", ["fsck", "--strict", "--no-dangling"])
        #expect(fsck.exit == 0, "round \(round)")
        try await repository.credtree("rekey", "--yes")
        try await repository.requireCleanRepository()
      }
      #expect(killed >= 3, "only \(killed) were killed before they ended")
      #expect(unfinished >= 3, "only \(unfinished) were killed while they wrote")
      let left = try await repository.succeed(
        "find", [repository.folder.string, "-name", "*.credtree-*", "-o", "-name", "*.lock"])
      #expect(left.text.isEmpty)
    }
  }

  @Test(
    .enabled(
      if: (try? [UInt8](contentsOf: TestRepository.sharedFile("tools/sops-oracle.py"))) != nil,
      "the reader from the shared folder is not here"))
  func anIndependentReaderOpensWhatWasRekeyed() async throws {
    try await withRepository("rekey-oracle") { repository in
      let oracle = TestRepository.sharedFile("tools/sops-oracle.py")
      let bob = try await Keyholder("bob", in: repository)
      let carol = try await Keyholder("carol", in: repository)
      let people = [("bob", bob.recipient), ("carol", carol.recipient)]
      try await repository.createUser("gate")
      func opens(_ holders: [FilePath]) async throws -> Bool {
        var keys: [UInt8] = []
        for holder in holders { keys += try [UInt8](contentsOf: holder) + [10] }
        let file = try repository.secretFile("together", keys)
        let opened = try await repository.run(
          "python3", [oracle.string, "decrypt", "credentials/gate.json"],
          environment: ["SOPS_AGE_KEY_FILE": file.string], mayShowSecrets: true)
        guard opened.exit == 0 else { return false }
        let password = try JSON.parse(opened.stdout.span)["secret"]?["password"]?.string
        return password == repository.canary.text
      }
      // Added, then a quorum, then more readers of one group, then readers again.
      try await setPolicy(repository, people, access: "readers: [alice, bob]")
      try await repository.credtree("rekey", "--yes")
      #expect(try await opens([bob.file]))
      #expect(try await !opens([carol.file]))
      try await setPolicy(
        repository, people, access: "quorum: { threshold: 2, groups: [[alice], [bob]] }")
      try await repository.credtree("rekey", "--yes")
      #expect(try await opens([repository.identity, bob.file]))
      #expect(try await !opens([repository.identity]))
      try await setPolicy(
        repository, people, access: "quorum: { threshold: 2, groups: [[alice], [bob, carol]] }")
      try await repository.credtree("rekey", "--yes", "--identity", bob.file.string)
      #expect(try await opens([repository.identity, carol.file]))
      #expect(try await !opens([bob.file, carol.file]))
      try await repository.credtree(
        "update", "gate", "username=other", "--identity", carol.file.string)
      #expect(try await opens([repository.identity, bob.file]))
      try await setPolicy(repository, people, access: "readers: [carol]")
      try await repository.credtree("rekey", "--yes", "--identity", carol.file.string)
      #expect(try await opens([carol.file]))
      #expect(try await !opens([repository.identity, bob.file]))
    }
  }

  @Test func aQuorumSaysWhoIsMissing() async throws {
    try await withRepository("rekey-quorum") { repository in
      let bob = try await Keyholder("bob", in: repository)
      let carol = try await Keyholder("carol", in: repository)
      try await setPolicy(
        repository, [("bob", bob.recipient), ("carol", carol.recipient)],
        access: "quorum: { threshold: 2, groups: [[alice], [bob, carol]] }")
      try await repository.succeed(
        "credtree",
        [
          "create", "basic-auth", "gate", "username=stage",
          "password=@\(repository.canaryFile.string)", "--yes",
        ])
      let alone = try await repository.run("credtree", ["reveal", "gate", "password", "--json"])
      #expect(alone.exit == 6)
      let error = try JSON.parse(alone.stderr.span)
      #expect(error["code"]?.string == "forbidden" && error["missingGroups"]?.int == 1)
      #expect(error["holders"]?.array?.first?.array?.compactMap(\.string) == ["bob", "carol"])
      #expect(error["error"]?.string?.contains("1 more is missing: bob or carol") == true)
      let together = try await repository.succeed(
        "credtree", ["reveal", "gate", "password", "--identity", carol.file.string],
        mayShowSecrets: true)
      let matches = together.text == repository.canary.text
      #expect(matches)
    }
  }
}
