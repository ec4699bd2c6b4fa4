import Documents
import TestSupport
import Testing

/// Lists of credentials: filters, order, and pages.
@Suite struct ListingTests {
  private func names(_ repository: TestRepository, _ options: String...) async throws -> [String] {
    let output = try await repository.succeed("credtree", ["list", "--json"] + options)
    let document = try JSON.parse(output.stdout.span)
    return (document["credentials"]?.array ?? []).compactMap { $0["name"]?.string }
  }

  @Test func filtersOrderAndPages() async throws {
    try await withRepository("listing") { repository in
      try await repository.createRegistryLogin("hub")
      try await repository.createUser("prod/gate")
      try await repository.createUser("stage/gate")
      try await repository.makeCertificates()
      try await repository.createCertificate("cert")
      try await repository.credtree(
        "update", "stage/gate", "--title", "Übergang", "--category", "web", "--expires-at",
        "2026-01-01")
      try await repository.credtree("assign-projects", "hub", "shop", "api")

      #expect(try await names(repository) == ["cert", "hub", "prod/gate", "stage/gate"])
      #expect(
        try await names(repository, "--type", "BASIC_AUTH") == ["prod/gate", "stage/gate"])
      #expect(
        try await names(repository, "--type", "basic-auth", "--type", "tls-certificate")
          == ["cert", "prod/gate", "stage/gate"])
      #expect(try await names(repository, "--category", "web") == ["stage/gate"])
      #expect(try await names(repository, "--search", "GATE") == ["prod/gate", "stage/gate"])
      #expect(try await names(repository, "--search", "über") == ["stage/gate"])
      #expect(try await names(repository, "--default") == ["hub"])
      #expect(try await names(repository, "--project", "shop") == ["hub"])
      #expect(try await names(repository, "--project", "nothing") == [])
      #expect(try await names(repository, "--provider", "container-registry") == ["hub"])
      #expect(try await names(repository, "--expired-before", "2026-06-01") == ["stage/gate"])
      #expect(try await names(repository, "--expired-before", "2026-01-01") == [])
      #expect(
        try await names(repository, "--sort", "name:desc")
          == ["stage/gate", "prod/gate", "hub", "cert"])
      #expect(try await names(repository, "--sort", "expiresAt").first == "stage/gate")

      let paged = try await repository.credtree(
        "list", "--json", "--page", "2", "--page-size", "3")
      let document = try JSON.parse(paged.stdout.span)
      #expect(document["total"]?.int == 4)
      #expect(document["page"]?.int == 2)
      #expect(document["pageSize"]?.int == 3)
      #expect(document["credentials"]?.array?.count == 1)
      let behind = try await repository.credtree("list", "--json", "--page", "9")
      let empty = try JSON.parse(behind.stdout.span)
      #expect(empty["total"]?.int == 4)
      #expect(empty["pageSize"]?.int == 20)
      #expect(empty["credentials"]?.array?.isEmpty == true)

      for (options, status) in [
        (["--page", "0"], Int32(2)), (["--page-size", "1001"], 2), (["--sort", "size"], 2),
        (["--expired-before", "soon"], 2), (["--type", "nothing"], 3),
      ] {
        let answer = try await repository.run("credtree", ["list"] + options)
        #expect(answer.exit == status, "\(options): \(answer.message)")
      }
    }
  }

  @Test func aProjectThatIsNotNamed() async throws {
    try await withRepository("listing") { repository in
      try await repository.createRegistryLogin("hub")
      try await repository.succeed("sh", ["-c", "echo 'projects: [web]' >> credtree.yaml"])
      let answer = try await repository.run("credtree", ["list", "--project", "shop"])
      #expect(answer.exit == 3)
      #expect(try await names(repository, "--project", "web") == [])
    }
  }
}
