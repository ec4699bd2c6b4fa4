import Credentials
import TestSupport
import Testing

@testable import CredentialProtocols

@Suite(.drawn) struct GitCredentialRequestTests {
  private func read(_ text: String) throws -> GitCredentialRequest {
    let bytes = Array(text.utf8)
    return try GitCredentialRequest(bytes.span)
  }

  @Test func whatGitSendsToday() throws {
    let request = try read(
      "capability[]=authtype\ncapability[]=state\nprotocol=https\nhost=example.com:8443\n"
        + "path=org/repo.git\nusername=bob\nwwwauth[]=Basic realm=\"x\"\n\nprotocol=ssh\n")
    #expect(request.transport == "https")
    #expect(request.host == "example.com:8443")
    #expect(request.path == "org/repo.git")
    #expect(request.username == "bob")
    #expect(request.address == ServiceAddress("https://example.com:8443/org/repo"))
  }

  @Test func theLastValueOfAKeyCounts() throws {
    #expect(try read("protocol=http\nprotocol=https\nhost=a\nhost=b").host == "b")
  }

  @Test(arguments: [
    "", "\n", "protocol=https\n", "host=a\n", "protocol=https\nhost=\n", "protocol=https\nhost\n",
    "protocol=https\nhost=a\u{0}b\n",
    "protocol=https\nhost=\(String(repeating: "a", count: 70_000))",
  ])
  func whatIsNoRequest(_ text: String) {
    #expect(throws: Failure.self) { try read(text) }
  }

  @Test(arguments: ["evil.com@example.com", "example.com/evil", "", "a b", "[::1", "a:b:c"])
  func aHostThatIsMoreThanAHostIsNobodys(_ host: String) throws {
    guard let request = try? read("protocol=https\nhost=\(host)\n") else { return }
    #expect(request.address == nil)
  }

  @Test func noInputEndsIt() {
    var random = Numbers()
    let words = [
      "protocol=", "host=", "path=", "https", "example.com", "\n", "=", "[]", "\u{0}", "é", "\r",
      "@", "/", ":", "%2f", "..", "username=",
    ]
    for _ in 0..<5000 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0..<12, using: &random) {
        if Bool.random(using: &random) {
          bytes += words.randomElement(using: &random).map { Array($0.utf8) } ?? []
        } else {
          bytes.append(UInt8.random(in: 0...255, using: &random))
        }
      }
      if let request = try? GitCredentialRequest(bytes.span) { _ = request.address }
    }
  }
}
