import Documents
import SystemPackage
import TestSupport
import Testing

/// `verify` accepts what entitled people signed, and nothing else.
@Suite struct VerifyTests {
  private func withHistory(
    policy: String = "", _ body: (SignedHistory, TestRepository) async throws -> Void
  ) async throws {
    try await withRepository("verify", isInitialised: false) { repository in
      try await body(SignedHistory(repository, policy: policy), repository)
    }
  }

  @Test func whatEntitledPeopleDoIsAccepted() async throws {
    try await withHistory { history, repository in
      try await history.create("gate", as: "alice")
      try await history.credtree("update", "gate", "username=v", as: "bob")
      try await history.credtree("rename", "gate", "door", as: "bob")
      try await history.credtree("delete", "door", as: "alice")
      try await history.credtree("restore", "door", "--yes", as: "bob")
      try await history.create("root/key", as: "alice")
      // What touches no credential needs no signature.
      try repository.write("hello\n", to: "README")
      try await history.commitAll(as: "mallory", signed: false)
      #expect(try await history.findings() == [])
      let answer = try await repository.credtree("verify", "--json")
      let document = try JSON.parse(answer.stdout.span)
      #expect(document["commits"]?.int == 7)
      #expect(document["root"]?.string == history.root)
    }
  }

  @Test func withoutARootNothingIsVerified() async throws {
    try await withHistory { history, repository in
      try await repository.git("config", "--unset", "credtree.root")
      let answer = try await repository.run("credtree", ["verify"])
      #expect(answer.exit == 1)
      #expect(answer.message.contains("no trust root"))
      try await repository.credtree("verify", "--root", history.root)
      #expect(try await repository.run("credtree", ["verify", "--root", "nothing"]).exit == 3)
    }
  }

  @Test func aCommitWithoutASignatureIsFound() async throws {
    try await withHistory { history, _ in
      try await history.create("gate", as: "bob")
      try await history.credtree("update", "gate", "username=v", "--no-sign", as: "bob")
      #expect(try await history.findings() == ["bob unsigned"])
      #expect(try await history.findings("HEAD~1") == [])
      #expect(try await history.findings("HEAD~1..HEAD") == ["bob unsigned"])
      #expect(try await history.findings("HEAD..HEAD~1") == [])
    }
  }

  @Test func anUnknownSignerIsFound() async throws {
    try await withHistory { history, _ in
      try await history.create("gate", as: "bob")
      try await history.sign(as: "mallory")
      try await history.repository.succeed(
        "credtree", ["update", "gate", "username=v"],
        environment: history.environment(of: "bob"))
      #expect(try await history.findings() == ["bob unknown-signer"])
    }
  }

  @Test func aSignatureOfAnotherCommitIsFound() async throws {
    try await withHistory { history, repository in
      try await history.create("gate", as: "alice")
      // The same signature, over another message.
      let commit = try await repository.git("cat-file", "commit", "HEAD")
      let forged = try repository.settingsFile("forged", commit + "\nand more\n")
      let id = try await repository.git("hash-object", "-t", "commit", "-w", forged.string)
      #expect(try await history.findings(id) == ["alice bad-signature"])
      // A signature for another purpose is none of a commit.
      try await repository.succeed(
        "sh",
        [
          "-euc",
          """
          git cat-file commit HEAD | sed '/^gpgsig/,/^ -----END/d' > "$1/payload"
          ssh-keygen -q -Y sign -n file -f "$2/alice" "$1/payload"
          { sed -n '1,/^committer/p' "$1/payload"; sed '1s/^/gpgsig /;1!s/^/ /' "$1/payload.sig"
            sed '1,/^committer/d' "$1/payload"; } > "$1/other"
          git hash-object -t commit -w "$1/other" > "$1/id"
          """, "sh", repository.sandbox.string, repository.inbox.string,
        ])
      let bytes = try [UInt8](contentsOf: repository.sandbox.appending("id"))
      let other = String(decoding: bytes.prefix(40), as: UTF8.self)
      #expect(try await history.findings(other) == ["alice bad-signature"])
    }
  }

  @Test func aViewersSignatureIsFound() async throws {
    try await withHistory { history, repository in
      try await history.create("gate", as: "alice")
      try await history.edit(
        "credentials/gate.json", "\"revision\": 1", "\"revision\": 2", as: "carol")
      // The seal is broken as well, which a key shows.
      #expect(try await history.findings() == ["carol not-entitled"])
      let seen = try await repository.run(
        "credtree", ["verify"], environment: history.environment(of: "bob"))
      #expect(seen.exit == 1)
      #expect(seen.text.contains("broken-seal"), "\(seen.text)")
    }
  }

  @Test func aManagerOfOtherCredentialsIsFound() async throws {
    try await withHistory { history, _ in
      try await history.create("root/key", as: "alice")
      try await history.git("rm", "-q", "credentials/root/key.json", as: "bob")
      try await history.commitAll(as: "bob")
      #expect(try await history.findings() == ["bob not-entitled"])
    }
  }

  @Test func aFileThatWasRolledBackIsFound() async throws {
    try await withHistory { history, repository in
      try await history.create("gate", as: "bob")
      try await history.credtree("update", "gate", "username=v", as: "bob")
      try await history.git("checkout", "-q", "HEAD~1", "--", "credentials", as: "bob")
      try await history.commitAll(as: "bob")
      #expect(try await history.findings() == ["bob rolled-back"])
      // Also by way of its deletion.
      try await history.git("rm", "-q", "credentials/gate.json", as: "bob")
      try await history.commitAll(as: "bob")
      try await history.git("checkout", "-q", "HEAD~3", "--", "credentials", as: "bob")
      try await history.commitAll(as: "bob")
      #expect(try await history.findings() == ["bob rolled-back", "bob rolled-back"])
    }
  }

  @Test func somebodyWhoAddsHimselfIsFoundAndStaysNobody() async throws {
    try await withHistory { history, repository in
      try await history.edit(
        "credtree.yaml", "members:\n", "members:\n\(try history.member("mallory", "admin"))",
        as: "mallory")
      try await history.edit(
        "credtree.yaml", "readers: [alice, bob, carol]", "readers: [alice, bob, carol, mallory]",
        as: "mallory")
      #expect(try await history.findings() == ["mallory unknown-signer", "mallory unknown-signer"])
      // Alice notices nothing, and makes a credential that he can read.
      try await history.create("gate", as: "alice")
      #expect(
        try await history.findings() == [
          "mallory unknown-signer", "mallory unknown-signer", "alice unknown-reader",
        ])
      // A manager is entitled to credentials, and not to the policy.
      try await repository.git("reset", "-q", "--hard", history.root)
      try await history.edit(
        "credtree.yaml", "members:\n", "members:\n\(try history.member("mallory", "admin"))",
        as: "bob")
      #expect(try await history.findings() == ["bob not-entitled"])
      // An admin is.
      try await repository.git("reset", "-q", "--hard", history.root)
      try await history.edit(
        "credtree.yaml", "members:\n", "members:\n\(try history.member("mallory", "manager"))",
        as: "alice")
      try await history.create("gate", as: "mallory")
      #expect(try await history.findings() == [])
    }
  }

  @Test func whoLeftIsNobodyAnyMore() async throws {
    try await withHistory { history, repository in
      let line = try history.member("bob", "manager")
      let text = String(decoding: try repository.contents(of: "credtree.yaml"), as: UTF8.self)
      try repository.write(
        text.replacing(line, with: "").replacing("alice, bob, carol", with: "alice, carol"),
        to: "credtree.yaml")
      try await history.commitAll(as: "alice")
      // The tool refuses him, so the file is somebody else's.
      try await history.create("gate", as: "alice")
      try await history.git("commit", "-q", "--amend", "-S", "--no-edit", as: "bob")
      #expect(try await history.findings() == ["alice unknown-signer"])
    }
  }

  @Test func aGoodMergeIsAcceptedAndAnEvilOneIsNot() async throws {
    try await withHistory { history, repository in
      try await history.create("gate", as: "alice")
      try await history.git("checkout", "-q", "-b", "side", as: "bob")
      try await history.credtree("update", "gate", "username=v", as: "bob")
      try await history.create("other", as: "bob")
      try await history.git("checkout", "-q", "main", as: "alice")
      try await history.create("third", as: "alice")
      // The policy too: bob brings it into his branch, though he could not change it.
      try await history.edit(
        "credtree.yaml", "members:\n", "members:\n\(try history.member("mallory", "viewer"))",
        as: "alice")
      let main = try await repository.git("rev-parse", "HEAD")
      try await history.git("checkout", "-q", "side", as: "bob")
      try await history.git("merge", "-q", "--no-edit", "-S", "main", as: "bob")
      #expect(try await history.findings() == [])
      try await history.git("checkout", "-q", "main", as: "bob")
      try await history.git("merge", "-q", "--no-ff", "--no-edit", "-S", "side", as: "bob")
      #expect(try await history.findings() == [])
      // Nobody signed for the merge.
      try await repository.git("reset", "-q", "--hard", main)
      try await history.git(
        "merge", "-q", "--no-ff", "--no-edit", "--no-gpg-sign", "side~1", as: "bob")
      #expect(try await history.findings() == ["bob unsigned"])
      // A merge that takes away what one side did.
      try await repository.git("reset", "-q", "--hard", main)
      try await history.git("merge", "-q", "--no-commit", "--no-ff", "side~1", as: "bob")
      try await history.git("checkout", "-q", main, "--", "credentials/gate.json", as: "bob")
      try await history.git("commit", "-q", "-S", "-m", "merge", as: "bob")
      #expect(try await history.findings() == ["bob rolled-back"])
      // A merge that slips in another policy.
      try await repository.git("reset", "-q", "--hard", main)
      try await history.git("merge", "-q", "--no-commit", "--no-ff", "side~1", as: "bob")
      try await history.edit(
        "credtree.yaml", "{ role: manager", "{ role: admin", as: "bob")
      #expect(try await history.findings() == ["bob not-entitled"])
      // A merge that takes back a policy.
      try await repository.git("reset", "-q", "--hard", main)
      try await history.git("merge", "-q", "--no-commit", "--no-ff", "side~1", as: "bob")
      try await history.git("checkout", "-q", history.root, "--", "credtree.yaml", as: "bob")
      try await history.git("commit", "-q", "-S", "-m", "merge", as: "bob")
      #expect(try await history.findings() == ["bob not-entitled"])
    }
  }

  /// Only Alice may change `root/**`; whoever merges brings hers together, and decides nothing.
  @Test func aMergeDecidesNothingThatTheRulesManagersHaveToDecide() async throws {
    try await withHistory { history, repository in
      try await history.create("root/key", as: "alice")
      try await history.git("checkout", "-q", "-b", "side", as: "alice")
      try await history.credtree("update", "root/key", "username=side", as: "alice")
      try await history.git("checkout", "-q", "main", as: "bob")
      try await history.create("gate", as: "bob")
      let main = try await repository.git("rev-parse", "HEAD")
      try await history.git("merge", "-q", "--no-ff", "--no-edit", "-S", "side", as: "bob")
      #expect(try await history.findings() == [])
      // Both sides changed it: taking one of them is a decision.
      try await repository.git("reset", "-q", "--hard", main)
      try await history.credtree("update", "root/key", "username=main", as: "alice")
      for (person, findings) in [("bob", ["bob not-entitled"]), ("alice", [])] {
        try await history.git(
          "merge", "-q", "--no-ff", "--no-edit", "-S", "-X", "theirs", "side", as: person)
        #expect(try await history.findings() == findings, "\(person)")
        try await repository.git("reset", "-q", "--hard", "HEAD~1")
      }
    }
  }

  @Test func aRebasedBranchNeedsTheSignaturesOfWhoeverRebasesIt() async throws {
    try await withHistory { history, repository in
      try await history.create("gate", as: "alice")
      try await history.git("checkout", "-q", "-b", "side", as: "bob")
      try await history.create("other", as: "bob")
      try await history.git("checkout", "-q", "main", as: "alice")
      try await history.create("third", as: "alice")
      try await history.git("checkout", "-q", "-b", "signed", "side", as: "bob")
      try await history.git("rebase", "-q", "-S", "main", as: "bob")
      #expect(try await history.findings() == [])
      try await history.git("checkout", "-q", "-b", "unsigned", "side", as: "bob")
      try await history.git("rebase", "-q", "--no-gpg-sign", "main", as: "bob")
      #expect(try await history.findings() == ["bob unsigned"])
      // Rebased by a viewer, what he signs is his.
      try await history.git("checkout", "-q", "-b", "viewer", "side", as: "carol")
      try await history.git("rebase", "-q", "-S", "main", as: "carol")
      #expect(try await history.findings() == ["carol not-entitled"])
    }
  }

  @Test func aShallowCloneIsNoAnswer() async throws {
    try await withHistory { history, repository in
      for name in ["one", "two", "three"] { try await history.create(name, as: "bob") }
      let clone = repository.sandbox.appending("clone").string
      try await repository.git("clone", "-q", "--depth", "2", "file://\(repository.folder)", clone)
      for arguments in [
        ["verify", "--root", history.root], ["verify", "--root", "HEAD", "HEAD~1"],
      ] {
        let answer = try await repository.run("credtree", ["-C", clone] + arguments)
        #expect(answer.exit == 9, "\(arguments) \(answer.message)")
        #expect(answer.message.contains("--unshallow"))
      }
      // What is known to be behind the trust root needs nothing from beyond the edge.
      try await repository.credtree("-C", clone, "verify", "--root", "HEAD~1")
    }
  }

  @Test func anotherHistoryIsFound() async throws {
    try await withHistory { history, repository in
      try await history.create("gate", as: "alice")
      try await history.git("checkout", "-q", "--orphan", "other", as: "alice")
      try await history.git("commit", "-q", "-S", "-m", "again", as: "alice")
      #expect(try await history.findings() == ["alice outside-root"])
      // A branch of something else is none of ours.
      try await history.git("rm", "-q", "-r", "credentials", "credtree.yaml", as: "alice")
      try await history.git("commit", "-q", "--amend", "--allow-empty", "-m", "pages", as: "alice")
      #expect(try await history.findings() == [])
    }
  }

  @Test func everyCommitIsToBeSignedWhereThePolicySaysSo() async throws {
    try await withHistory(policy: "policy: { requireSignedCommits: true }\n") {
      history, repository in
      try repository.write("hello\n", to: "README")
      try await history.commitAll(as: "carol")
      #expect(try await history.findings() == [])
      try repository.write("bye\n", to: "README")
      try await history.commitAll(as: "carol", signed: false)
      #expect(try await history.findings() == ["carol unsigned"])
    }
  }

  @Test func whatIsNoCredentialIsFound() async throws {
    try await withHistory { history, repository in
      try await history.create("gate", as: "alice")
      try await history.create("door", as: "alice")
      let head = try await repository.git("rev-parse", "HEAD")
      let gate = try repository.contents(of: "credentials/gate.json")
      try repository.write(String(decoding: gate, as: UTF8.self), to: "credentials/door.json")
      try await history.commitAll(as: "alice")
      let found = try await history.findings()
      #expect(found == ["alice changed-id", "alice damaged"])
      try await repository.git("reset", "-q", "--hard", head)
      try repository.write("{}\n", to: "credentials/gate.json")
      try await history.commitAll(as: "alice")
      #expect(try await history.findings() == ["alice damaged"])
      try await repository.git("reset", "-q", "--hard", head)
      try await history.edit(
        "credentials/gate.json", "\"title\": \"gate\"", "\"title\": \"x\"", as: "alice")
      #expect(try await history.findings() == ["alice no-new-revision"])
      try await repository.git("reset", "-q", "--hard", head)
      try await repository.succeed(
        "sh", ["-euc", "cd credentials; rm gate.json; ln -s ../README gate.json"])
      try await history.commitAll(as: "alice")
      #expect(try await history.findings() == ["alice damaged"])
    }
  }

  @Test func anOwnTypeIsWatched() async throws {
    try await withHistory { history, repository in
      try await repository.succeed("mkdir", ["-p", ".credtree/types"])
      try repository.write("{}\n", to: ".credtree/types/x.json")
      try await history.commitAll(as: "carol")
      #expect(try await history.findings() == ["carol not-entitled"])
    }
  }
}
