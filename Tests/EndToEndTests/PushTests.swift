import SystemPackage
import TestSupport
import Testing

/// A bare repository whose pre-receive hook runs `verify` takes in good commits only.
@Suite struct PushTests {
  private enum Hook: String, CaseIterable {
    /// The tool reads what git gives to the hook.
    case pushed = "exec \"$TOOL\" verify --pre-receive"
    /// A hook as people write it.
    case loop = """
      status=0
      while read old new ref; do "$TOOL" verify "$old..$new" || status=1; done
      exit $status
      """
  }

  private func withServer(
    _ hook: Hook, _ body: (SignedHistory, TestRepository) async throws -> Void
  ) async throws {
    try await withRepository("push", isInitialised: false) { repository in
      let history = try await SignedHistory(repository)
      let bare = repository.sandbox.appending("server.git")
      try await repository.succeed(
        "git", ["clone", "-q", "--bare", repository.folder.string, bare.string])
      try await repository.succeed(
        "git", ["-C", bare.string, "config", "credtree.root", history.root])
      let tool = BuiltProducts.directory.appending("credtree").string
      let script = "#!/bin/sh\nTOOL='\(tool)'\n\(hook.rawValue)\n"
      let file = bare.appending("hooks/pre-receive")
      try Array(script.utf8).write(to: file)
      try await repository.succeed("chmod", ["755", file.string])
      try await repository.git("remote", "add", "origin", bare.string)
      try await repository.git("fetch", "-q")
      repository.search(objectsOf: bare)
      try await body(history, repository)
    }
  }

  /// Pushes, and returns the reasons of a refusal, or `nil` where it was accepted.
  private func push(_ what: String..., in repository: TestRepository) async throws -> String? {
    let answer = try await repository.run("git", ["push", "-q", "origin"] + what)
    guard answer.exit != 0 else { return nil }
    guard answer.message.contains("pre-receive hook declined") else {
      return "something else: \(answer.message)"
    }
    let words = answer.message.split { $0 == " " || $0 == "\n" }
    return words.filter {
      $0.hasSuffix(":") && $0 != "remote:" && $0 != "error:" && $0.first != "/"
    }
    .map { $0.dropLast() }.joined(separator: " ")
  }

  private func expectTaken(_ what: String..., in repository: TestRepository) async throws {
    let answer = try await repository.run("git", ["push", "-q", "origin"] + what)
    #expect(answer.exit == 0, "\(what): \(answer.message)")
  }

  @Test(arguments: Hook.allCases)
  private func goodCommitsAreTakenAndBadOnesAreNot(_ hook: Hook) async throws {
    try await withServer(hook) { history, repository in
      try await history.create("gate", as: "bob")
      try await expectTaken("main", in: repository)
      let good = try await repository.git("rev-parse", "HEAD")
      func expect(_ reason: String, _ make: () async throws -> Void) async throws {
        try await make()
        let answer = try await push("HEAD:main", in: repository)
        #expect(answer?.contains(reason) == true, "\(reason): \(answer ?? "accepted")")
        let branch = try await push("HEAD:refs/heads/new", in: repository)
        #expect(branch?.contains(reason) == true, "\(reason): \(branch ?? "accepted")")
        try await repository.git("reset", "-q", "--hard", good)
      }
      try await expect("unsigned") {
        try await history.credtree("update", "gate", "username=v", "--no-sign", as: "bob")
      }
      try await expect("unknown-signer") {
        try await history.git("rm", "-q", "credentials/gate.json", as: "mallory")
        try await history.commitAll(as: "mallory")
      }
      try await expect("not-entitled") {
        try await history.git("rm", "-q", "credentials/gate.json", as: "carol")
        try await history.commitAll(as: "carol")
      }
      try await expect("rolled-back") {
        try await history.credtree("update", "gate", "username=v", as: "bob")
        try await history.git("checkout", "-q", good, "--", "credentials", as: "bob")
        try await history.commitAll(as: "bob")
      }
      try await expect("unknown-signer") {
        try await history.edit(
          "credtree.yaml", "members:\n", "members:\n\(try history.member("mallory", "admin"))",
          as: "mallory")
      }
      try await expect("unknown-reader") {
        try await history.edit(
          "credtree.yaml", "[alice, bob, carol]\n",
          "[alice, bob, carol, mallory]\nteams: { }\n", as: "mallory")
        try await history.edit(
          "credtree.yaml", "members:\n", "members:\n\(try history.member("mallory", "viewer"))",
          as: "mallory")
        try await history.create("door", as: "alice")
      }
      try await expect("not-entitled") {
        try await history.git("checkout", "-q", "--detach", as: "bob")
        try await history.create("side", as: "bob")
        let side = try await repository.git("rev-parse", "HEAD")
        try await history.git("checkout", "-q", "main", as: "bob")
        try await history.create("other", as: "bob")
        try await history.git("merge", "-q", "--no-commit", "--no-ff", side, as: "bob")
        try await history.edit("credtree.yaml", "role: viewer", "role: admin", as: "bob")
      }
      // A good merge, a new branch, a tag, and a deleted branch.
      try await history.git("checkout", "-q", "-b", "side", as: "bob")
      try await history.create("side", as: "bob")
      try await history.git("checkout", "-q", "main", as: "alice")
      try await history.create("other", as: "alice")
      try await history.git("merge", "-q", "--no-edit", "-S", "side", as: "bob")
      try await expectTaken("main", "side", in: repository)
      try await repository.git("tag", "-m", "one", "v1")
      try await repository.git("tag", "blob", "HEAD:credtree.yaml")
      try await expectTaken("v1", in: repository)
      try await expectTaken(":side", in: repository)
      if hook == .pushed { try await expectTaken("blob", in: repository) }
    }
  }

  @Test func aBranchThatIsMovedLosesNothing() async throws {
    try await withServer(.pushed) { history, repository in
      try await history.create("gate", as: "bob")
      try await history.credtree("update", "gate", "username=v", as: "bob")
      try await expectTaken("main", in: repository)
      // Back to an earlier commit, or to a history without the last change.
      #expect(try await push("-f", "HEAD~1:main", in: repository)?.contains("rolled-back") == true)
      #expect(try await push("-f", "HEAD~2:main", in: repository)?.contains("rolled-back") == true)
      try await repository.git("reset", "-q", "--hard", "HEAD~1")
      try await history.create("door", as: "bob")
      #expect(try await push("-f", "main", in: repository)?.contains("rolled-back") == true)
      // The same, with the change after it.
      try await history.git("cherry-pick", "-S", "origin/main", as: "bob")
      try await expectTaken("-f", "main", in: repository)
      // Without a root the hook lets nothing in.
      try await repository.succeed(
        "git", ["-C", "\(repository.sandbox)/server.git", "config", "--unset", "credtree.root"])
      try await history.create("third", as: "bob")
      #expect(try await push("main", in: repository) != nil)
      let bare = try await repository.run(
        "credtree", ["-C", "\(repository.sandbox)/server.git", "verify", "--root", history.root])
      #expect(bare.exit == 0, "\(bare.message)")
    }
  }
}
