import CredentialStore
import Credentials
import Documents
import TestSupport
import Testing

@Suite struct UpdatingTests {
  private func password(_ workshop: Workshop, _ name: String) throws -> String? {
    try workshop.store().credential(name).secret("password").flatMap {
      Node(.secret($0)).plainText
    }
  }

  @Test func whatIsNotNamedStays() async throws {
    try await withWorkshop("update") { workshop in
      try workshop.create("hub") { $0.title = "Hub" }
      let result = try workshop.update("hub") { $0.values = [Member("login", .string("eve"))] }
      #expect(result.outcome == .updated && result.revision == 2 && result.changed == ["username"])
      let opened = try workshop.store().credential("hub")
      #expect(opened.metadata.title == "Hub" && opened.metadata.isDefault)
      #expect(try password(workshop, "hub") == "s3cret")
      let diff = try await workshop.git.git(
        "diff", "--no-textconv", "-U0", "HEAD~1", "--", "credentials")
      #expect(!diff.contains("-\t\t\"password\"") && diff.contains("-\t\t\"username\""))
      #expect(
        try await workshop.git.git("log", "-1", "--format=%s")
          == "credtree: update hub (r2): username\n")
    }
  }

  @Test func whereNothingDiffersNothingIsWritten() async throws {
    try await withWorkshop("noop") { workshop in
      try workshop.create("hub")
      let head = try await workshop.git.git("rev-parse", "HEAD")
      let result = try workshop.update("hub") { input in
        input.values = [Member("password", .string("s3cret"))]
        input.isDefault = true
      }
      #expect(result.outcome == .unchanged && result.revision == 1 && result.commit == nil)
      #expect(try await workshop.git.git("rev-parse", "HEAD") == head)
    }
  }

  @Test func promotionAndDemotionAreOneCommit() async throws {
    try await withWorkshop("promote") { workshop in
      try workshop.create("a")
      try workshop.create("b")
      let result = try workshop.update("b") { $0.isDefault = true }
      #expect(result.changed == ["isDefault"])
      #expect(try workshop.defaults() == ["b"])
      #expect(
        try await workshop.git.git("show", "--name-only", "--format=", "HEAD")
          == "credentials/a.json\ncredentials/b.json\n")
      try workshop.update("b") { $0.isDefault = false }
      #expect(try workshop.defaults() == [])
    }
  }

  @Test func twoDefaultsThatAMergeLeftAreBothDemoted() async throws {
    try await withWorkshop("merge") { workshop in
      try workshop.create("a")
      try await workshop.git.git("checkout", "-q", "-b", "other", "HEAD~1")
      try workshop.create("b")
      try await workshop.git.git("merge", "-q", "-m", "merge", "main")
      #expect(try workshop.defaults() == ["a", "b"])
      try workshop.create("c", isDefault: true)
      #expect(try workshop.defaults() == ["c"])
    }
  }

  @Test func whatNeverChangesIsRefusedAllAtOnce() async throws {
    try await withWorkshop("unchanging") { workshop in
      try workshop.create("hub")
      let refusal = failure {
        try workshop.update("hub") { input in
          input.type = "basic-auth"
          input.provider = "AZURE"
          input.credentialID = "1mO5qKOUcacMaFXJsmJzQh"
          input.name = "other"
        }
      }
      #expect(refusal?.code == .invalid)
      #expect(refusal?.details.map(\.field) == ["type", "provider", "credentialId", "name"])
      try workshop.update("hub") { input in
        input.type = "CONTAINER_REGISTRY"
        input.name = "hub"
        input.title = "Hub"
      }
    }
  }

  @Test func anotherSystemsFreeNameIsTheTitle() async throws {
    try await withWorkshop("title") { workshop in
      let created = try workshop.create("docker-hub") { $0.title = "Docker Hub" }
      let result = try workshop.update("docker-hub") { input in
        input.credentialID = created.id
        input.name = "Docker Hub (updated)"
      }
      #expect(result.changed == ["title"] && result.name == "docker-hub")
      #expect(
        try workshop.store().credential("docker-hub").metadata.title == "Docker Hub (updated)")
    }
  }

  @Test func aProviderStays() async throws {
    try await withWorkshop("provider") { workshop in
      func configured(_ input: inout CredentialInput) {
        input.values = [
          Member("commonName", .string("*.example.com")),
          Member("providerConfig", .string(#"{"apiToken":"cf-token-here"}"#)),
        ]
      }
      try workshop.create("wild", type: "acme-wildcard") { input in
        configured(&input)
        input.provider = "cloudflare"
      }
      #expect(try workshop.store().credential("wild").metadata.provider == "CLOUDFLARE")
      #expect(failure { try workshop.update("wild") { $0.provider = "GCP" } }?.code == .invalid)
      try workshop.update("wild") { input in
        input.provider = "CLOUDFLARE"
        input.title = "Wild"
      }
      #expect(try workshop.store().credential("wild").metadata.provider == "CLOUDFLARE")
    }
  }

  @Test func unsetRemovesAValue() async throws {
    try await withWorkshop("unset") { workshop in
      try workshop.create("gate", type: "basic-auth") { input in
        input.values.append(Member("realm", .string("Staging")))
      }
      let result = try workshop.update("gate") { $0.unset = ["realm"] }
      #expect(result.changed == ["realm"])
      #expect(try workshop.store().credential("gate").text("realm") == nil)
      let required = failure { try workshop.update("gate") { $0.unset = ["login"] } }
      #expect(required?.details.map(\.field) == ["data.username"])
      #expect(failure { try workshop.update("gate") { $0.unset = ["nope"] } }?.code == .invalid)
    }
  }

  @Test func stagedChangesOfTheUsersOwnSurvive() async throws {
    try await withWorkshop("staged") { workshop in
      try workshop.create("hub")
      try await workshop.git.shell(
        "echo mine > mine; git add mine; echo more >> mine; echo new > new")
      try workshop.update("hub") { $0.title = "Hub" }
      try workshop.create("other")
      try workshop.delete("other")
      #expect(try await workshop.git.git("status", "--porcelain") == "AM mine\n?? new\n")
      #expect(try await workshop.git.git("show", ":mine") == "mine\n")
    }
  }

  @Test func anUncommittedEditIsAConflict() async throws {
    try await withWorkshop("dirty") { workshop in
      try workshop.create("hub")
      try workshop.edit("credentials/hub.json", "\"description\": \"\"", "\"description\": \"x\"")
      #expect(failure { try workshop.update("hub") { $0.title = "Hub" } }?.code == .conflict)
      #expect(try workshop.text(of: "credentials/hub.json").contains("\"description\": \"x\""))
    }
  }

  @Test func stagedOnlyChangesBuildOnEachOther() async throws {
    try await withWorkshop("chain") { workshop in
      let head = try await workshop.git.git("rev-parse", "HEAD")
      let created = try workshop.create("hub", options: unrecorded)
      #expect(created.commit == nil)
      try workshop.update("hub", options: unrecorded) { $0.title = "Hub" }
      let updated = try workshop.update("hub", options: unrecorded) { input in
        input.values = [Member("password", .string("another"))]
      }
      #expect(updated.revision == 3 && updated.commit == nil)
      #expect(try await workshop.git.git("rev-parse", "HEAD") == head)
      #expect(try await workshop.git.git("status", "--porcelain") == "A  credentials/hub.json\n")
      try await workshop.git.git("commit", "-qm", "mine")
      let opened = try workshop.store().credential("hub")
      #expect(opened.revision == 3 && opened.metadata.title == "Hub")
      #expect(try password(workshop, "hub") == "another")
      try workshop.delete("hub", options: unrecorded)
      #expect(try await workshop.git.git("status", "--porcelain") == "D  credentials/hub.json\n")
      #expect(failure { try workshop.delete("hub", options: unrecorded) }?.code == .notFound)
    }
  }

  @Test func whoCannotOpenItCannotChangeIt() async throws {
    try await withWorkshop("key") { workshop in
      try workshop.create("hub")
      let eve = try await Workshop(workshop.git, named: "eve")
      #expect(failure { try eve.update("hub") { $0.title = "Hub" } }?.code == .forbidden)
      #expect(failure { try eve.create("b", isDefault: true) }?.code == .forbidden)
      #expect(try workshop.defaults() == ["hub"])
    }
  }
}
