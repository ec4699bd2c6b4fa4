import Credentials
import Testing

@Suite struct CredentialNameTests {
  @Test(arguments: [
    "a", "docker-hub", "prod/web/Cert_1", String(repeating: "x", count: 100), "-", "_",
  ])
  func names(_ name: String) { #expect(CredentialName.problem(with: name) == nil) }

  @Test(arguments: [
    "", "/a", "a/", "a//b", "../a", "a/../b", ".", "a.b", "a b", "a\0b", "a\nb", "Müller", "a\\b",
    "a:b", "~", "é", String(repeating: "x", count: 101),
  ])
  func noNames(_ name: String) { #expect(CredentialName.problem(with: name) != nil) }

  // The first five are the names in Quave's own samples.
  @Test(arguments: [
    ("Docker Hub", "docker-hub"), ("Staging gate", "staging-gate"),
    ("example.com cert", "example-com-cert"), ("*.example.com", "wildcard-example-com"),
    ("Backups bucket", "backups-bucket"), ("Docker Hub (updated)", "docker-hub-updated"),
    ("  a  ", "a"), ("Ünï", "n"), ("../../etc/passwd", "etc-passwd"), ("a_b-c", "a_b-c"),
    ("a\0b", "a-b"),
  ])
  func slugs(_ title: String, _ slug: String) {
    #expect(CredentialName.slug(of: title) == slug)
    #expect(CredentialName.problem(with: slug) == nil)
  }

  @Test func aLongTitleBecomesALongestName() {
    let slug = CredentialName.slug(of: String(repeating: "ab ", count: 100))
    #expect(slug?.utf8.count == 100)
    #expect(slug.map { CredentialName.problem(with: $0) == nil } == true)
  }

  @Test(arguments: ["", "   ", "…", "日本"])
  func nothingToKeep(_ title: String) { #expect(CredentialName.slug(of: title) == nil) }

  @Test func caseIsFolded() {
    #expect(CredentialName.folded("Prod/Hub") == CredentialName.folded("prod/hUB"))
  }
}

@Suite struct CredentialIDTests {
  @Test func idsAreValidAndDiffer() throws {
    let ids = try (0..<500).map { _ in try CredentialID.random() }
    #expect(Set(ids).count == 500)
    #expect(ids.allSatisfy(CredentialID.isValid))
  }

  @Test(arguments: [
    "", "1mO5qKOUcacMaFXJsmJzQ", "1mO5qKOUcacMaFXJsmJzQhh", "1mO5qKOUcacMaFXJsmJzQ-",
  ])
  func noIDs(_ text: String) { #expect(!CredentialID.isValid(text)) }

  @Test func theSampleOfSeqeraIsAnID() { #expect(CredentialID.isValid("1mO5qKOUcacMaFXJsmJzQh")) }

  @Test(arguments: ["con", "prod/NUL", "lpt1/x", "COM9"])
  func windowsHasNoSuchFile(_ name: String) {
    #expect(CredentialName.problem(with: name) == nil)
    #expect(CredentialName.notes(about: name).count == 1)
  }

  @Test(arguments: ["console", "nul1", "com0", "com10", "a-con", "x"])
  func whatOnlyLooksAsIfItWereADevice(_ name: String) {
    #expect(CredentialName.notes(about: name).isEmpty)
  }
}
