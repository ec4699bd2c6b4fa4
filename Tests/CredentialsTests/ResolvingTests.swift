import CredentialTypes
import Documents
import Testing

@testable import Credentials

/// Which credential applies to an image or an address.
@Suite struct ResolvingTests {
  /// Credential files in memory: `NAME TYPE [KEY=VALUE…]`, of which those of `credential` are in
  /// lower case and those of `public` after a dot.
  private struct Reader: CredentialReader {
    let files: [String: [UInt8]]

    init(_ lines: String...) {
      var files: [String: [UInt8]] = [:]
      for (index, line) in lines.enumerated() {
        let words = line.split(separator: " ").map(String.init)
        var (metadata, values) = ("", "")
        for pair in words.dropFirst(2) {
          let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
          let isBare = ["true", "false"].contains(parts[1]) || Int(parts[1]) != nil
          let value = isBare ? parts[1] : "\"\(parts[1])\""
          if parts[0].hasPrefix(".") {
            values += "\(values.isEmpty ? "" : ", ")\"\(parts[0].dropFirst())\": \(value)"
          } else {
            metadata += "\"\(parts[0])\": \(value), "
          }
        }
        if !metadata.contains("isDefault") { metadata += "\"isDefault\": false, " }
        if !metadata.contains("createdAt") {
          metadata += "\"createdAt\": \"2026-01-\(10 + index)T00:00:00Z\", "
        }
        let text = """
          {"credential": {"id": "1mO5qKOUcacMaFXJsmJz\(10 + index)", "name": "\(words[0])",
          "type": "\(words[1])", "title": "", "description": "", "category": "", "projects": [],
          \(metadata) "revision": 1, "updatedAt": "2026-02-01T00:00:00Z"},
          "public": {\(values)}, "secret": {}}
          """
        files[words[0]] = words[1] == "damaged" ? Array("{".utf8) : Array(text.utf8)
      }
      self.files = files
    }

    func names() throws(Failure) -> [String] { files.keys.sorted() }
    func contents(of name: String) throws(Failure) -> [UInt8]? { files[name] }
  }

  /// `NAME reason`, or the failure's code and the candidates.
  private func answer(_ question: CredentialQuestion, _ reader: Reader) -> String {
    do throws(Failure) {
      let match = try question.answer(reading: reader, catalogue: .builtIn).match
      return "\(match.header.name) \(match.reason.rawValue)"
    } catch {
      let candidates = error.context.first { $0.key == "candidates" }?.value.array ?? []
      return ([error.code.name] + candidates.compactMap { $0["name"]?.string })
        .joined(separator: " ")
    }
  }

  private func image(
    _ name: String, _ purpose: CredentialQuestion.Purpose = .pull, in reader: Reader,
    _ change: (inout CredentialQuestion) -> Void = { _ in }
  ) throws -> String {
    var question = CredentialQuestion(image: try ImageReference(name), purpose: purpose)
    change(&question)
    return answer(question, reader)
  }

  private func url(
    _ text: String, in reader: Reader, _ change: (inout CredentialQuestion) -> Void = { _ in }
  ) throws -> String {
    var question = CredentialQuestion(address: try #require(ServiceAddress(text)))
    change(&question)
    return answer(question, reader)
  }

  @Test func theRegistryDecides() throws {
    let reader = Reader(
      "hub container-registry .server=https://index.docker.io/v1/ isDefault=true",
      "ghcr container-registry .server=ghcr.io", "acme container-registry .server=ghcr.io/acme",
      "local container-registry .server=localhost:5000", "other basic-auth")
    #expect(try image("nginx", in: reader) == "hub registry")
    #expect(try image("index.docker.io/acme/app:1", in: reader) == "hub registry")
    #expect(try image("registry-1.docker.io/acme/app", in: reader) == "hub registry")
    #expect(try image("ghcr.io/other/app", in: reader) == "ghcr registry")
    #expect(try image("GHCR.IO/other/app", in: reader) == "ghcr registry")
    #expect(try image("ghcr.io/acme/app:1", in: reader) == "acme registry")
    #expect(try image("ghcr.io/acme", in: reader) == "acme registry")
    #expect(try image("ghcr.io/acmecorp/app", in: reader) == "ghcr registry")
    #expect(try image("localhost:5000/x", in: reader) == "local registry")
    // Another port is another registry; the default is for what has none.
    #expect(try image("localhost:5001/x", in: reader) == "hub default")
    #expect(try image("ghcr.io:8443/acme/app", in: reader) == "hub default")
    #expect(try image("quay.io/x", in: reader) == "hub default")
  }

  @Test func buildsNeverUseTheDefault() throws {
    let reader = Reader(
      "hub container-registry .server=docker.io isDefault=true",
      "hub2 container-registry .server=docker.io", "ghcr container-registry .server=ghcr.io")
    #expect(try image("ghcr.io/x", .build, in: reader) == "ghcr registry")
    #expect(try image("quay.io/x", .build, in: reader) == "not_found")
    #expect(try image("quay.io/x", .pull, in: reader) == "hub default")
    // Nor as what tells two apart.
    #expect(try image("nginx", .pull, in: reader) == "hub registry")
    #expect(try image("nginx", .build, in: reader) == "ambiguous hub hub2")
  }

  @Test func severalAreNamed() throws {
    let reader = Reader(
      "one container-registry .server=quay.io", "two container-registry .server=quay.io",
      "three container-registry .server=ghcr.io isDefault=true",
      "four container-registry .server=localhost:5000 isDefault=true")
    #expect(try image("quay.io/x", in: reader) == "ambiguous one two")
    #expect(try image("gcr.io/x", in: reader) == "ambiguous four three")
    #expect(try image("ghcr.io/x", in: reader) == "three registry")
  }

  @Test func nothingApplies() throws {
    let reader = Reader("ghcr container-registry .server=ghcr.io", "web basic-auth")
    #expect(try image("quay.io/x", in: reader) == "not_found")
    #expect(try url("https://quay.io/x", in: reader) == "not_found")
    #expect(try image("quay.io/x", in: Reader()) == "not_found")
  }

  @Test func theLongestBaseThenTheOldest() throws {
    let reader = Reader(
      "young github .baseUrl=https://github.com createdAt=2026-03-01T00:00:00Z",
      "old github createdAt=2026-01-01T00:00:00Z",
      "org github .baseUrl=https://github.com/org createdAt=2026-04-01T00:00:00Z",
      "lab gitlab", "own gitlab .baseUrl=https://git.example.com/gitlab",
      "twin1 gitea .baseUrl=https://twin.example.com createdAt=2026-01-01T00:00:00Z",
      "twin2 gitea .baseUrl=https://twin.example.com createdAt=2026-01-01T00:00:00Z")
    #expect(try url("https://github.com/org/repo", in: reader) == "org base-url")
    // A field that is not stored has its default.
    #expect(try url("https://github.com/other/repo", in: reader) == "old base-url")
    #expect(try url("https://gitlab.com/x/y.git", in: reader) == "lab base-url")
    #expect(try url("github.com/other", in: reader) == "old base-url")
    #expect(try url("https://git.example.com/gitlab/a", in: reader) == "own base-url")
    #expect(try url("https://git.example.com/a", in: reader) == "not_found")
    #expect(try url("http://github.com/x", in: reader) == "not_found")
    #expect(try url("git@github.com:org/repo", in: reader) == "not_found")
    #expect(try url("https://twin.example.com/x", in: reader) == "ambiguous twin1 twin2")
  }

  @Test func theCommonBaseWinsOverADefaultField() throws {
    let reader = Reader(
      "a github baseUrl=https://git.example.com", "b generic baseUrl=https://api.example.com/v2",
      "c container-registry baseUrl=https://registry.example.com .server=docker.io")
    #expect(try url("https://git.example.com/x", in: reader) == "a base-url")
    #expect(try url("https://github.com/x", in: reader) == "not_found")
    #expect(try url("https://api.example.com/v2/x", in: reader) == "b base-url")
    #expect(try url("https://api.example.com/v20", in: reader) == "not_found")
    #expect(try image("registry.example.com/x", in: reader) == "c registry")
    #expect(try image("nginx", in: reader) == "c registry")
  }

  @Test func registriesByTheirURL() throws {
    let reader = Reader(
      "hub container-registry .server=https://index.docker.io/v1/",
      "local container-registry .server=localhost:5000",
      "team container-registry .server=quay.io/team")
    #expect(try url("https://index.docker.io/v1/", in: reader) == "hub base-url")
    #expect(try url("https://registry-1.docker.io/v2/", in: reader) == "hub base-url")
    #expect(try url("docker.io", in: reader) == "hub base-url")
    #expect(try url("http://localhost:5000/v2/", in: reader) == "local base-url")
    #expect(try url("https://quay.io/team/app", in: reader) == "team base-url")
    #expect(try url("https://quay.io/teams", in: reader) == "not_found")
    #expect(try url("ssh://localhost:5000/x", in: reader) == "not_found")
  }

  @Test func hostsOfOtherProtocols() throws {
    let reader = Reader(
      "db postgresql .host=db.example.com .port=5432", "tf terraform-host .hostname=tf.example.com")
    #expect(try url("postgresql://db.example.com/app", in: reader) == "db base-url")
    #expect(try url("postgresql://db.example.com:5433/app", in: reader) == "not_found")
    #expect(try url("https://db.example.com/", in: reader) == "not_found")
    #expect(try url("https://tf.example.com/x", in: reader) == "tf base-url")
    #expect(try url("ssh://tf.example.com/x", in: reader) == "not_found")
  }

  @Test func typesAndProvidersNarrow() throws {
    let reader = Reader(
      "hub container-registry .server=docker.io isDefault=true",
      "git github baseUrl=https://docker.io", "any generic baseUrl=https://docker.io",
      "dns acme-wildcard provider=CLOUDFLARE baseUrl=https://docker.io/dns")
    #expect(try url("https://docker.io/x", in: reader) { $0.provider = "github" } == "git base-url")
    #expect(
      try url("https://docker.io/dns", in: reader) { $0.provider = "cloudflare" } == "dns base-url")
    #expect(try url("https://docker.io/x", in: reader) { $0.provider = "none" } == "not_found")
    #expect(try url("https://docker.io/x", in: reader) { $0.types = ["generic"] } == "any base-url")
    #expect(try image("nginx", in: reader) { $0.types = ["generic"] } == "not_found")
    #expect(try image("quay.io/x", in: reader) { $0.types = ["github"] } == "not_found")
  }

  @Test func aDamagedFileIsNotForgotten() throws {
    let reader = Reader("bad damaged", "ghcr container-registry .server=ghcr.io")
    let question = CredentialQuestion(image: try ImageReference("ghcr.io/x"))
    let answer = try question.answer(reading: reader, catalogue: .builtIn)
    #expect(answer.match.header.name == "ghcr")
    #expect(answer.unread.count == 1)
    #expect(try image("quay.io/x", in: reader) == "integrity")
  }
}
