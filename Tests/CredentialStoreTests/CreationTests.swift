import CredentialStore
import CredentialTypes
import Credentials
import Documents
import Secrets
import TestSupport
import Testing

@Suite struct CreationTests {
  @Test func aCredentialIsOneCommit() async throws {
    try await withWorkshop("create") { workshop in
      let result = try workshop.create("prod/hub")
      #expect(result.outcome == .created && result.revision == 1)
      let log = try await workshop.git.git(
        "log", "-1", "--format=%H|%s|%(trailers:unfold,separator=%x2C)", "--name-status")
      let lines = log.split(separator: "\n")
      let expected =
        "\(result.commit ?? "")|credtree: create prod/hub (r1)|Credential-Id: \(result.id),"
        + "Credential-Revision: 1,Credential-Change: create"
      #expect(lines[0] == expected)
      #expect(lines.dropFirst() == ["A\tcredentials/prod/hub.json"])
      #expect(try await workshop.git.git("status", "--porcelain") == "")
      let opened = try workshop.store().credential("prod/hub")
      #expect(opened.secret("password").flatMap { Node(.secret($0)).plainText } == "s3cret")
    }
  }

  @Test func theFirstRegistryLoginBecomesTheDefault() async throws {
    try await withWorkshop("default") { workshop in
      try workshop.create("gate", type: "basic-auth")
      #expect(try workshop.defaults() == [])
      try workshop.create("a")
      #expect(try workshop.defaults() == ["a"])
      try workshop.create("b")
      #expect(try workshop.defaults() == ["a"])
    }
  }

  @Test func whatIsCommittedDecidesAndNotTheWorkTree() async throws {
    try await withWorkshop("worktree") { workshop in
      try workshop.create("a")
      try await workshop.git.shell("sed -i 's/container-registry/basic-auth/' credentials/a.json")
      try workshop.create("b")
      try await workshop.git.shell("git checkout -q credentials; rm credentials/a.json")
      try workshop.create("c")
      try await workshop.git.shell("git checkout -q credentials")
      #expect(try workshop.defaults() == ["a"])
    }
  }

  @Test func anotherDefaultDemotesTheFirstInTheSameCommit() async throws {
    try await withWorkshop("demote") { workshop in
      try workshop.create("a")
      let result = try workshop.create("b", isDefault: true)
      #expect(try workshop.defaults() == ["b"])
      #expect(result.notes.contains { $0.contains("a is no longer") })
      let names = try await workshop.git.git("show", "--name-only", "--format=", "HEAD")
      #expect(names == "credentials/a.json\ncredentials/b.json\n")
      #expect(try workshop.store().credential("a").revision == 2)
      try workshop.create("c", isDefault: false)
      #expect(try workshop.defaults() == ["b"])
    }
  }

  @Test func theDefaultIsRefusedWhereItCannotBe() async throws {
    try await withWorkshop("nodefault") { workshop in
      let refusal = failure { try workshop.create("gate", type: "basic-auth", isDefault: true) }
      #expect(refusal?.code == .invalid && refusal?.details.map(\.field) == ["isDefault"])
      try workshop.create("gate", type: "basic-auth", isDefault: false)
    }
  }

  @Test func everyProblemIsToldAtOnce() async throws {
    try await withWorkshop("problems") { workshop in
      try workshop.edit(
        "credtree.yaml", "version: 1\n", "version: 1\naccount: { id: acme }\nprojects: [web]\n")
      let refusal = failure {
        try workshop.create("gate", type: "basic-auth", isDefault: true) { input in
          input.accountID = "other"
          input.title = "a\u{1b}[2J"
          input.category = String(repeating: "x", count: 21)
          input.baseURL = String(repeating: "x", count: 201)
          input.description = String(repeating: "x", count: 65_537)
          input.projects = ["web", "nope"]
          input.values = [Member("colour", .string("red")), Member("username", .string("a:b"))]
        }
      }
      #expect(refusal?.code == .invalid)
      #expect(
        Set(refusal?.details.compactMap(\.field) ?? []) == [
          "accountId", "title", "category", "baseUrl", "description", "projects", "isDefault",
          "data.colour", "data.username", "data.password",
        ])
      #expect(try workshop.store().reader.names() == [])
    }
  }

  @Test(arguments: ["../a", "a b", "a\0b", "", String(repeating: "x", count: 101)])
  func anInvalidNameIsRefused(_ name: String) async throws {
    try await withWorkshop("name") { workshop in
      let refusal = failure { try workshop.create(name) }
      #expect(refusal?.code == .invalid && refusal?.details.map(\.field) == ["name"])
    }
  }

  @Test func namesDifferInMoreThanCase() async throws {
    try await withWorkshop("case") { workshop in
      let first = try workshop.create("Prod/Hub")
      #expect(failure { try workshop.create("Prod/Hub") }?.code == .duplicate)
      #expect(failure { try workshop.create("prod/hub") }?.code == .duplicate)
      #expect(failure { try workshop.create(first.id) }?.code == .duplicate, "it is an id")
      try workshop.create("prod/hub2")
    }
  }

  @Test func anUntrackedFileIsNotOverwritten() async throws {
    try await withWorkshop("untracked") { workshop in
      try await workshop.git.shell("mkdir -p credentials; echo mine > credentials/hub.json")
      #expect(failure { try workshop.create("hub") }?.code == .conflict)
      #expect(try workshop.text(of: "credentials/hub.json") == "mine\n")
    }
  }

  @Test func aPersonIsAskedOnlyForWhatIsMissing() async throws {
    try await withWorkshop("ask") { workshop in
      func asked(_ input: CredentialInput) -> (asked: [String], code: Failure.Code?) {
        var asked: [String] = []
        let failure = failure {
          _ = try workshop.store().create(input, nameIsExact: true, options: MutationOptions()) {
            asked.append($0.id)
            let bytes = Array("typed".utf8)
            return Secret(SecretBytes(copying: bytes.span))
          }
        }
        return (asked, failure?.code)
      }
      var input = CredentialInput()
      input.type = "basic-auth"
      input.name = "gate"
      #expect(asked(input) == ([], .invalid), "the user name is missing as well")
      input.values = [Member("login", .string("bob"))]
      input.isDefault = true
      #expect(asked(input) == ([], .invalid))
      input.isDefault = nil
      #expect(asked(input) == (["password"], nil))
      #expect(asked(input) == ([], .invalid), "the name is taken by now")
      input.name = "hub"
      input.type = "container-registry"
      #expect(asked(input) == (["password"], nil))
    }
  }

  @Test func aCommitHasTheSubjectThatWasAskedFor() async throws {
    try await withWorkshop("subject") { workshop in
      try workshop.create("hub", options: MutationOptions(subject: "new\nlogin"))
      let log = try await workshop.git.git("log", "-1", "--format=%s")
      #expect(log == "new login\n")
    }
  }

  @Test func aLinkedStoreFolderIsRefused() async throws {
    try await withWorkshop("link") { workshop in
      try workshop.create("hub")
      try await workshop.git.shell(
        "git mv credentials real; ln -s real credentials; git add -A; git commit -qm link")
      #expect(failure { _ = try workshop.store() }?.code == .integrity)
      #expect(failure { try workshop.create("other") }?.code == .integrity)
    }
  }

  @Test func theConfigurationMustBeAtTheRoot() async throws {
    try await withWorkshop("root") { workshop in
      try await workshop.git.shell("mkdir sub; cp credtree.yaml sub")
      let store = try CredentialStore.Store(
        root: "\(workshop.git.path)/sub", identityFile: workshop.identityFile)
      var input = CredentialInput()
      input.type = "basic-auth"
      input.name = "gate"
      input.values = [Member("username", .string("a")), Member("password", .string("b"))]
      let refusal = failure {
        _ = try store.create(input, nameIsExact: true, options: MutationOptions()) { _ in nil }
      }
      #expect(refusal?.code == .invalid)
    }
  }
}
