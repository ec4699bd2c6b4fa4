import CredentialStore
import Credentials
import SystemPackage
import TestSupport
import Testing

@Suite struct SetupTests {
  @Test func aRepositoryIsSetUpInOneCommitAndOnlyOnce() async throws {
    try await withRepository("setup") { git in
      let workshop = try await Workshop(git)
      let setup = try workshop.setUp()
      #expect(setup.member == "alice" && setup.recipient == workshop.key)
      #expect(setup.identityFile == nil, "there was an identity")
      #expect(
        try await git.git("show", "--name-only", "--format=%s", "HEAD")
          == "credtree: init\n\n.gitattributes\n.sops.yaml\ncredtree.yaml\n")
      let head = try await git.git("rev-parse", "HEAD")
      let again = try workshop.setUp()
      #expect(again.isUnchanged && again.commit == nil)
      #expect(try await git.git("rev-parse", "HEAD") == head)
      #expect(try await git.git("status", "--porcelain") == "")
    }
  }

  @Test(arguments: ["untracked", "tracked", "modified", "staged"])
  func aUsersOwnFilesKeepEveryByte(_ state: String) async throws {
    try await withRepository("own") { git in
      let workshop = try await Workshop(git)
      let attributes = "*.png binary\r\n# mine  \n*.txt text"
      let rules = "# mine\ncreation_rules:\n  - path_regex: x # keep\n    age: age1x\n"
      try workshop.write(attributes, to: ".gitattributes")
      try workshop.write(rules, to: ".sops.yaml")
      if state != "untracked" { try await git.git("add", "-A") }
      if state == "tracked" || state == "modified" { try await git.git("commit", "-qm", "mine") }
      if state == "modified" {
        try workshop.write(attributes + "\n*.gif binary", to: ".gitattributes")
      }
      try workshop.setUp()
      let merged = try workshop.text(of: ".gitattributes")
      #expect(merged.utf8.starts(with: attributes.utf8))
      #expect(merged.contains("credtree:begin"))
      let mergedRules = try workshop.text(of: ".sops.yaml")
      for line in rules.split(separator: "\n") { #expect(mergedRules.contains(line)) }
      #expect(mergedRules.contains("credtree:begin"))
      try workshop.create("hub")
      #expect(try await git.git("status", "--porcelain") == "")
    }
  }

  @Test func aFileThatCannotTakeTheBlockIsLeftAlone() async throws {
    try await withRepository("broken") { git in
      let workshop = try await Workshop(git)
      try workshop.write("creation_rules: [", to: ".sops.yaml")
      #expect(failure { try workshop.setUp() }?.code == .invalid)
      #expect(try workshop.text(of: ".sops.yaml") == "creation_rules: [")
      #expect(try await git.git("status", "--porcelain") == "?? .sops.yaml\n")
    }
  }

  @Test func stagingOnlyCommitsNothing() async throws {
    try await withRepository("stage") { git in
      let workshop = try await Workshop(git)
      #expect(try workshop.setUp(commits: false).commit == nil)
      #expect(
        try await git.git("status", "--porcelain")
          == "A  .gitattributes\nA  .sops.yaml\nA  credtree.yaml\n")
      try await git.git("commit", "-qm", "mine")
      try workshop.create("hub")
    }
  }

  @Test(arguments: ["a b", "../x", "a/b", ""])
  func aMembersNameIsAName(_ name: String) async throws {
    try await withRepository("member") { git in
      let workshop = try await Workshop(git)
      let refusal = failure {
        _ = try Setup.run(
          in: git.path, member: name, identityFile: workshop.identityFile, registers: false,
          options: MutationOptions())
      }
      #expect(refusal?.code == .invalid)
    }
  }

  @Test func anIdentityFileMustSayItsPublicKey() async throws {
    try await withRepository("encrypted") { git in
      let workshop = try await Workshop(git)
      try workshop.write("nothing\n", to: ".git/broken.txt")
      let refusal = failure {
        _ = try Setup.run(
          in: git.path, member: "alice", identityFile: "\(workshop.git.path)/.git/broken.txt",
          registers: false, options: MutationOptions())
      }
      #expect(refusal?.code == .invalid)
    }
  }

  @Test func whatIsNoWorkTreeIsRefused() async throws {
    try await withSandbox("bare") { folder in
      let git = GitFixture(at: folder)
      func refusal() -> Failure? {
        failure {
          _ = try Setup.run(
            in: folder.string, member: nil, identityFile: nil, registers: false,
            options: MutationOptions())
        }
      }
      #expect(refusal()?.code == .system)
      try await git.initialize("--bare")
      #expect(refusal()?.code == .system)
    }
  }
}
