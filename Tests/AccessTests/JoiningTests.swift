import Access
import Configuration
import CredentialStore
import Credentials
import Documents
import Synchronization
import SystemPackage
import TestSupport
import Testing

@Suite struct JoiningTests {
  private func path(_ name: String) -> String { JoinRequest.path(of: name) }

  @Test func aRequestBecomesAccessInOneCommit() async throws {
    try await withOffice("joining") { office in
      try await office.setPolicy(
        "\(office.member(office.alice))\nteams: { ops: [alice] }",
        access: "  - match: \"**\"\n    readers: [ops]")
      try office.create("one")
      let made = try office.store(as: office.bob).join(
        as: "bob", with: try KeyInput(), identityFile: office.bob.identityFile,
        options: MutationOptions())
      #expect(made.request.keys == [office.bob.key] && made.identityFile == nil)
      #expect(!office.canRead("one", office.bob))
      let pending = try office.store().pendingRequests()
      #expect(pending.map(\.name) == ["bob"] && pending.first?.author == "Ann <ann@example.org>")
      let head = try await office.git.git("rev-parse", "HEAD")

      let questions = Mutex<[String]>([])
      let options = MutationOptions(confirmsNewReaders: { question in
        questions.withLock { $0.append(question) }
        return true
      })
      let change = try office.store().approve(
        "bob", Approval(role: .manager, teams: ["ops"]), options: options)
      #expect(change.outcome == .added && change.role == .manager)
      let asked = questions.withLock(\.self)
      #expect(asked.count == 1)
      #expect(asked.first?.contains("bob asks to join, as manager in ops") == true)
      #expect(asked.first?.contains(office.bob.key) == true)
      #expect(try await office.git.git("rev-parse", "HEAD^") == head)
      #expect(try office.store().pendingRequests().isEmpty)
      #expect(try await office.git.git("ls-files", ".credtree") == "")
      #expect(office.canRead("one", office.bob))
    }
  }

  /// Somebody else's commit between the question and the answer changes whose keys those are.
  @Test(arguments: [true, false])
  func onlyWhatWasShownIsLetIn(_ isSame: Bool) async throws {
    try await withOffice("joining-changed") { office in
      _ = try office.store().join(
        as: "bob", with: try KeyInput(keys: [office.bob.key]), identityFile: nil,
        options: MutationOptions())
      let options = MutationOptions(confirmsNewReaders: { _ in
        _ = try? office.store().join(
          as: "bob", with: KeyInput(keys: [isSame ? office.bob.key : office.carol.key]),
          identityFile: nil, options: MutationOptions())
        return true
      })
      let failure = failure {
        _ = try office.store().approve("bob", Approval(), options: options)
      }
      #expect(failure?.code == (isSame ? nil : .conflict))
      #expect(office.policyHasMember("bob") == isSame)
      #expect(try office.store().pendingRequests().isEmpty == isSame)
    }
  }

  @Test func withoutAnAnswerNothingHappens() async throws {
    try await withOffice("joining-asks") { office in
      _ = try office.store().join(
        as: "bob", with: try KeyInput(keys: [office.bob.key]), identityFile: nil,
        options: MutationOptions())
      let head = try await office.git.git("rev-parse", "HEAD")
      for options in [MutationOptions(), MutationOptions(confirmsNewReaders: { _ in false })] {
        let failure = failure {
          _ = try office.store().approve("bob", Approval(), options: options)
        }
        #expect(failure?.code == .forbidden)
        #expect(failure?.message.contains(office.bob.key) == true)
      }
      #expect(try await office.git.git("rev-parse", "HEAD") == head)
    }
  }

  @Test func nobodyTakesAMembersName() async throws {
    try await withOffice("joining-name") { office in
      for name in ["alice", "Alice"] {
        let failure = failure {
          _ = try office.store().join(
            as: name, with: try KeyInput(keys: [office.carol.key]), identityFile: nil,
            options: MutationOptions())
        }
        #expect(failure?.code == .duplicate)
      }
      // Whoever can push needs no command to write a request.
      let forged = JoinRequest(name: "alice", keys: [office.carol.key], createdAt: .now)
      try await office.git.shell("mkdir -p \(JoinRequest.folder)")
      try writeFile(
        forged.serialized(), to: FilePath("\(office.git.path)/\(path("alice"))"))
      try await office.git.git("add", "-A")
      try await office.git.git("commit", "-qm", "forged")
      #expect(try office.store().pendingRequests().first?.isMember == true)
      let failure = failure {
        _ = try office.store().approve("alice", Approval(), options: accepting)
      }
      #expect(failure?.code == .duplicate)
      // It takes saying so, and then the question says it too.
      let questions = Mutex<[String]>([])
      _ = try office.store().approve(
        "alice", Approval(addsToMember: true),
        options: MutationOptions(confirmsNewReaders: { question in
          questions.withLock { $0.append(question) }
          return true
        }))
      #expect(questions.withLock { $0.first?.contains("alice is a member") } == true)
      #expect(
        try office.store().configuration.member(named: "alice")?.keys
          == [office.alice.key, office.carol.key])
      #expect(try office.store().configuration.member(named: "alice")?.role == .admin)
    }
  }

  @Test func whatIsNoRequestIsListedAndRefused() async throws {
    try await withOffice("joining-broken") { office in
      try await office.git.shell("mkdir -p \(JoinRequest.folder)")
      let evil = #"{"version": 1, "name": "eve", "keys": ["x\"] }\n  eve: { role: admin"]}"#
      try office.write(evil, to: path("eve"))
      try office.write("not JSON", to: path("mallory"))
      try await office.git.git("add", "-A")
      try await office.git.git("commit", "-qm", "broken", "--author", "E\u{1B}[2Jve <e\u{202E}@x>")
      let pending = try office.store().pendingRequests()
      #expect(pending.map(\.name) == ["eve", "mallory"])
      #expect(pending.allSatisfy { $0.request == nil && !$0.problems.isEmpty })
      #expect(pending.first?.author == "E[2Jve <e@x>")
      let text = try office.text(of: "credtree.yaml")
      for name in ["eve", "mallory"] {
        let failure = failure {
          _ = try office.store().approve(name, Approval(), options: accepting)
        }
        #expect(failure?.code == .invalid)
      }
      #expect(try office.text(of: "credtree.yaml") == text)
    }
  }

  @Test func aKeyOfAMembersIsNotAskedForAgain() async throws {
    try await withOffice("joining-key") { office in
      func join(_ name: String, existing: Bool = false) -> Failure.Code? {
        failure {
          _ = try office.store().join(
            as: name, with: try KeyInput(keys: [office.alice.key]), identityFile: nil,
            asMember: existing, options: MutationOptions())
        }?.code
      }
      #expect(join("mallory") == .duplicate)
      #expect(join("alice", existing: true) == .duplicate)
      #expect(join("a b") == .invalid)
      let tracked = try await office.git.git("ls-files", ".credtree")
      #expect(tracked == "")
    }
  }
}
