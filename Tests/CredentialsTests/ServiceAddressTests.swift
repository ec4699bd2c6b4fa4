import Testing

@testable import Credentials

/// Addresses, and which of them a base means.
@Suite struct ServiceAddressTests {
  @Test(arguments: [
    ("https://Git.Example.com/Org/repo.git", "https git.example.com 443 Org/repo"),
    ("https://user:pass@example.com:8443/a//b/?q=1#x", "https example.com 8443 a/b"),
    ("git@github.com:org/repo.git", "ssh github.com 22 org/repo"),
    ("github.com:org/repo", "ssh github.com 22 org/repo"),
    ("git@github.com:/org/repo", "ssh github.com 22 org/repo"),
    ("ssh://git@example.com:2222/org", "ssh example.com 2222 org"),
    ("git+ssh://git@example.com/org", "ssh example.com 22 org"),
    ("git+https://example.com/org", "https example.com 443 org"),
    ("example.com", "- example.com - "),
    ("example.com:8080/a", "- example.com 8080 a"),
    ("localhost:5000/x", "- localhost 5000 x"),
    ("https://[::1]:8443/x", "https [::1] 8443 x"),
    ("https://example.com/a/./b/../c", "https example.com 443 a/c"),
    ("https://example.com/a/%2e%2E/b", "https example.com 443 b"),
    ("https://example.com/%7eme/a%2fb", "https example.com 443 ~me/a%2Fb"),
    ("postgres://db.example.com/app", "postgres db.example.com 5432 app"),
    ("made-up://example.com", "made-up example.com - "),
  ])
  func whatIsTaken(_ text: String, _ wanted: String) throws {
    let address = try #require(ServiceAddress(text))
    let port = address.port.map(String.init) ?? "-"
    let path = address.path.joined(separator: "/")
    #expect("\(address.scheme ?? "-") \(address.host) \(port) \(path)" == wanted)
  }

  @Test(arguments: [
    "", "https://", "://example.com", "1x://example.com", "https://exa mple.com", "https:///x",
    "https://example.com:0", "https://example.com:x/", "https://example.com/..",
    "https://example.com/a/%2e%2e/..", "https://example.com/%zz", "https://example.com/%+1",
    "https://example.com/%2", "https://[::1", "https://[x]/", "https://-a.example.com",
    "https://example.com\u{0}", "/path", "-", String(repeating: "a/", count: 5000),
  ])
  func whatIsNot(_ text: String) { #expect(ServiceAddress(text) == nil, "\(text)") }

  @Test(arguments: [
    ("https://github.com", "https://github.com/org/repo.git", true),
    ("https://github.com/", "https://github.com", true),
    ("https://github.com:443", "https://github.com/x", true),
    ("https://GitHub.com/org", "https://github.com/org/repo", true),
    ("https://github.com/org/repo.git", "https://github.com/org/repo", true),
    ("github.com/org", "https://github.com/org/repo", true),
    ("github.com", "ssh://git@github.com/org", true),
    ("ssh://github.com/org", "git@github.com:org/repo.git", true),
    ("github.com:443", "https://github.com/x", true),
    // A path ends at a slash, and is never above itself.
    ("https://github.com/org", "https://github.com/organisation/repo", false),
    ("https://github.com/org", "https://github.com/org/../evil", false),
    ("https://github.com/org", "https://github.com/org/%2e%2e/evil", false),
    ("https://github.com/org/repo", "https://github.com/org", false),
    ("https://github.com/Org", "https://github.com/org", false),
    // Another host is another place, however it ends.
    ("https://github.com", "https://evilgithub.com/x", false),
    ("https://github.com", "https://github.com.evil.io/x", false),
    ("https://github.com", "https://api.github.com/x", false),
    ("https://github.com", "https://github.com@evil.io/x", false),
    // So is another port, and another scheme.
    ("https://github.com", "https://github.com:8443/x", false),
    ("https://github.com:8443", "https://github.com/x", false),
    ("github.com:8443", "https://github.com/x", false),
    ("https://github.com", "http://github.com/x", false),
    ("http://github.com", "https://github.com/x", false),
    ("https://github.com", "git@github.com:org/repo", false),
  ])
  func whatABaseMeans(_ base: String, _ asked: String, _ isBelow: Bool) throws {
    let base = try #require(ServiceAddress(base))
    let asked = try #require(ServiceAddress(asked))
    #expect(asked.isBelow(base) == isBelow)
  }
}
