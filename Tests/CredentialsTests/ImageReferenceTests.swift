import Credentials
import TestSupport
import Testing

/// Names of images, as docker's own parser takes them apart.
@Suite(.drawn) struct ImageReferenceTests {
  static let digest = "sha256:" + String(repeating: "0a", count: 32)

  @Test(arguments: [
    ("nginx", "docker.io/library/nginx:latest"),
    ("nginx:1.27", "docker.io/library/nginx:1.27"),
    ("acme/app", "docker.io/acme/app:latest"),
    ("docker.io/nginx", "docker.io/library/nginx:latest"),
    ("docker.io/library/nginx", "docker.io/library/nginx:latest"),
    ("index.docker.io/acme/app:2", "docker.io/acme/app:2"),
    ("index.docker.io/nginx", "docker.io/library/nginx:latest"),
    ("localhost/app", "localhost/app:latest"),
    ("localhost:5000/app", "localhost:5000/app:latest"),
    ("localhost:5000/team/app:v1.0_2-x", "localhost:5000/team/app:v1.0_2-x"),
    ("Registry/app", "Registry/app:latest"),
    ("GHCR.io/acme/app", "ghcr.io/acme/app:latest"),
    ("ghcr.io/acme/app@\(digest)", "ghcr.io/acme/app@\(digest)"),
    ("ghcr.io/acme/app:1@\(digest)", "ghcr.io/acme/app:1@\(digest)"),
    ("[::1]:5000/app", "[::1]:5000/app:latest"),
    ("192.168.1.7:5000/a/b/c", "192.168.1.7:5000/a/b/c:latest"),
    ("quay.io/a-b/c__d/e.f", "quay.io/a-b/c__d/e.f:latest"),
    ("quay.io/a---b", "quay.io/a---b:latest"),
    (
      "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app",
      "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:latest"
    ),
  ])
  func whatIsTaken(_ text: String, _ wanted: String) throws {
    let image = try ImageReference(text)
    #expect(image.text == wanted)
    #expect(try ImageReference(wanted).text == wanted)
  }

  @Test(arguments: [
    "", "/", "/app", "app/", "a//b", "Nginx", "acme/App", "nginx:", "nginx:-1", "nginx:.x",
    "nginx@sha256:00", "nginx@", "ghcr.io/", "ghcr.io:/app", "ghcr.io:0/app", "ghcr.io:99999/app",
    "a..b", "a___b", "-a", "a-", "a_-b", "_a", "https://ghcr.io/app", "docker://ghcr.io/app",
    "ghcr.io/app:1:2", "nginx:a b", "nginx app", "n\u{e9}", "a.b/\u{0}",
    String(repeating: "a", count: 260),
    String(repeating: "a1", count: 32), "nginx:" + String(repeating: "t", count: 129),
    "nginx@" + digest.uppercased(), "nginx@" + digest + "0",
  ])
  func whatIsNot(_ text: String) {
    let failure = failure { _ = try ImageReference(text) }
    #expect(failure?.code == .usage, "\(text)")
  }

  /// Whatever is typed, the parser ends, and what it takes it takes again.
  @Test func anythingAtAll() throws {
    var random = Numbers()
    let alphabet = Array("abcZ09.:/@-_[]%? \u{e9}\u{0}")
    for _ in 0..<20_000 {
      let text = String(
        (0..<Int.random(in: 0...24, using: &random)).compactMap { _ in
          alphabet.randomElement(using: &random)
        })
      if let image = try? ImageReference(text) {
        #expect(try ImageReference(image.text).text == image.text, "\(text)")
        #expect(!image.repository.isEmpty && !image.registry.isEmpty)
      }
      if let address = ServiceAddress(text) {
        #expect(!address.host.isEmpty)
        #expect(
          !address.path.contains { $0.isEmpty || $0 == "." || $0 == ".." || $0.contains("/") })
      }
    }
  }
}
