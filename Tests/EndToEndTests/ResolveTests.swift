import Documents
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// `resolve`: which credential applies, as scripts ask it.
@Suite struct ResolveTests {
  private func registry(
    _ name: String, _ server: String, in repository: TestRepository
  ) async throws {
    try await repository.credtree(
      "create", "container-registry", name, "username=bob", "server=\(server)",
      "password=@\(repository.canaryFile.string)")
  }

  private func answer(_ repository: TestRepository, _ options: String...) async throws -> String {
    let output = try await repository.run("credtree", ["resolve"] + options)
    return output.exit == 0 ? output.text.replacing("\n", with: "") : "exit \(output.exit ?? -1)"
  }

  @Test func imagesAndTheDefault() async throws {
    try await withRepository("resolve") { repository in
      #expect(try await answer(repository, "--image", "nginx") == "exit 3")
      try await registry("hub", "docker.io", in: repository)
      try await registry("ghcr", "ghcr.io", in: repository)
      try await registry("team", "ghcr.io/team", in: repository)
      #expect(try await answer(repository, "--image", "nginx") == "hub")
      #expect(try await answer(repository, "--image", "index.docker.io/library/nginx:1") == "hub")
      #expect(try await answer(repository, "--image", "ghcr.io/team/app") == "team")
      #expect(try await answer(repository, "--image", "ghcr.io/other/app") == "ghcr")
      #expect(try await answer(repository, "--image", "quay.io/x") == "hub")
      #expect(
        try await answer(repository, "--image", "quay.io/x", "--purpose", "build") == "exit 3")
      #expect(
        try await answer(repository, "--image", "ghcr.io/x", "--purpose", "build") == "ghcr")
      #expect(
        try await answer(repository, "--image", "ghcr.io/x", "--credential", "hub") == "hub")

      let output = try await repository.credtree("resolve", "--image", "ghcr.io/team/app", "--json")
      let document = try JSON.parse(output.stdout.span)
      #expect(document["name"]?.string == "team")
      #expect(document["type"]?.string == "container-registry")
      #expect(document["reason"]?.string == "registry")
      #expect(document["field"]?.string == "data.server")
      #expect(document["base"]?.string == "ghcr.io/team")
      #expect(document["image"]?.string == "ghcr.io/team/app:latest")
      #expect(document["purpose"]?.string == "pull")
      #expect(document["credential"]?["secretFields"]?.array?.first?.string == "password")

      try await registry("ghcr2", "ghcr.io", in: repository)
      let twice = try await repository.run(
        "credtree", ["resolve", "--image", "ghcr.io/x", "--json"])
      #expect(twice.exit == 4)
      let failure = try JSON.parse(twice.stderr.span)
      #expect(failure["code"]?.string == "ambiguous")
      let names = failure["candidates"]?.array?.compactMap { $0["name"]?.string }
      #expect(names == ["ghcr", "ghcr2"])
      // Whoever makes one of them the default has said which.
      try await repository.credtree("set-default", "ghcr2")
      #expect(try await answer(repository, "--image", "ghcr.io/x") == "ghcr2")
    }
  }

  @Test func addressesWithoutAKey() async throws {
    try await withRepository("resolve") { repository in
      for (name, base) in [("all", ""), ("org", "baseUrl=https://github.com/org")] {
        try await repository.credtree(
          "create", "github", name, "username=bob", "password=@\(repository.canaryFile.string)",
          base.isEmpty ? "baseUrl=https://github.com" : base)
      }
      try await repository.createUser("gate")
      try await repository.credtree(
        "update", "gate", "--base-url", "https://intern.example.com/app")
      try await repository.succeed("rm", ["-r", repository.home.appending(".config").string])
      #expect(try await answer(repository, "--url", "https://github.com/org/repo.git") == "org")
      #expect(try await answer(repository, "--url", "https://github.com/x/y") == "all")
      #expect(try await answer(repository, "--url", "https://intern.example.com/app/1") == "gate")
      #expect(
        try await answer(
          repository, "--url", "https://intern.example.com/app", "--type", "github") == "exit 3")
      #expect(
        try await answer(
          repository, "--url", "https://github.com/org/x", "--provider", "github") == "org")
      // An earlier commit had one of them only.
      let before = try await answer(
        repository, "--url", "https://github.com/org/x", "--rev", "HEAD~3")
      #expect(before == "all")
      let named = try await repository.run(
        "credtree", ["resolve", "--image", "nginx", "--credential", "gate"])
      #expect(named.exit == 5)
      for options in [
        [], ["--image", "nginx", "--url", "https://x.io"], ["--image", "Nginx"],
        ["--url", "https://"], ["--url", "https://x.io", "--purpose", "pull"],
        ["--image", "nginx", "--purpose", "run"],
      ] {
        let answer = try await repository.run("credtree", ["resolve"] + options)
        #expect(answer.exit == 2, "\(options)")
      }
      let unknown = try await repository.run(
        "credtree", ["resolve", "--url", "https://x.io", "--type", "nothing"])
      #expect(unknown.exit == 3)
    }
  }
}
