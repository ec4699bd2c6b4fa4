import CredentialTypes
import Documents
import Testing

@Suite struct CatalogueTests {
  @Test(arguments: [
    ("container-registry", "container-registry"), ("CONTAINER_REGISTRY", "container-registry"),
    ("container-reg", "container-registry"), ("BASIC_AUTH", "basic-auth"),
    ("TLS_CERTIFICATE", "tls-certificate"), ("ACME_WILDCARD", "acme-wildcard"),
    ("Object_Storage", "object-storage"), ("s3", "object-storage"), ("k8s", "kubernetes"),
    ("azure_entra", "azure-entra"), ("tw-agent", "tower-agent"),
    ("seqeracompute", "seqera-compute"),
    ("infrastructure-service-swarm", "docker-swarm"), ("totp-2fa", "totp"),
    ("s3", "object-storage"),
    ("azurerepos", "azure-repos"), ("API Key", "api-token"), ("api-key", "api-key"),
    ("usernamePassword", "username-password"), ("basicSSHUserPrivateKey", "ssh"),
  ]) func aTypeIsFoundByIDAndAlias(_ name: String, _ id: String) throws {
    #expect(try builtIn(name).id == id)
  }

  @Test func anUnknownTypeIsNotFoundButSuggested() {
    #expect(Catalogue.builtIn.type(named: "basic-aut") == nil)
    #expect(Catalogue.builtIn.suggestions(for: "BASIC_AUHT") == ["basic-auth"])
  }

  @Test func everyBuiltInDefinitionIsRight() throws {
    for name in Catalogue.builtIn.names { #expect(try builtIn(name).id == name) }
  }

  @Test func everyAliasLeadsToItsType() throws {
    for name in Catalogue.builtIn.names {
      for alias in try builtIn(name).aliases { #expect(try builtIn(alias).id == name, "\(alias)") }
    }
  }

  @Test func fieldsHaveTheClassesOfTheCatalogue() throws {
    let registry = try builtIn("container-registry")
    #expect(registry.field("registry")?.id == "server")
    #expect(registry.field("server")?.fieldClass == .public)
    #expect(registry.field("username")?.fieldClass == .confidential)
    #expect(registry.field("password")?.fieldClass == .secret)
    #expect(registry.allowsDefault && registry.category == "container-reg")
    #expect(try !builtIn("basic-auth").allowsDefault)
    #expect(try builtIn("acme-wildcard").provider(named: "cloudflare")?.id == "CLOUDFLARE")
  }

  @Test func everyProblemOfADefinitionIsReportedAtOnce() throws {
    let json = """
      {"type": "Bad Type", "title": "x", "categry": "c", "fields": [
        {"id": "salt", "kind": "string"},
        {"id": "a", "kind": "enum"},
        {"id": "b", "kind": "string", "pattern": "("},
        {"id": "b", "kind": "nothing"}
      ], "rules": [{"require": ["aa"]}], "checks": ["none"]}
      """
    let text = Array(json.utf8)
    let node = try JSON.parse(text.span)
    let error = #expect(throws: ValidationError.self) { try CredentialType.parse(node) }
    let fields = error?.problems.compactMap(\.field).sorted()
    #expect(
      fields == [
        "category", "categry", "checks", "fields[0].id", "fields[1].choices", "fields[2].pattern",
        "fields[3]", "fields[3].kind", "rules[0]", "type",
      ])
  }
}

@Suite struct PatternTests {
  @Test(arguments: [
    ("a|b", "b", true), ("a|b", "ab", false), ("^[a-z]+$", "abc", true), ("[^:]+", "a:b", false),
    ("\\d{2,3}", "1", false), ("\\d{2,3}", "123", true), ("\\d{2,3}", "1234", false),
    ("(ab)*c", "ababc", true), ("x?y", "y", true), ("a\\.b", "axb", false), ("a.b", "axb", true),
    ("[a\\-z]", "-", true), ("[\\x00-\\x1f]", "\n", true), ("[]a]", "]", true), ("", "", true),
    ("a{2}", "aa", true), ("a{1,}", "aaaa", true), ("(a*)*b", "aaaaaaaaaaaaaaaaaaaaaaaac", false),
  ]) func patterns(_ source: String, _ text: String, _ matches: Bool) throws {
    #expect(try #require(Pattern(source)).matches(text) == matches)
  }

  @Test(arguments: ["(", ")", "[a", "*", "a{3,1}", "\\q", "a**", "((a{999}){999}){999}"])
  func whatIsNotUnderstoodIsRefused(_ source: String) {
    #expect(Pattern(source) == nil)
  }
}

@Suite struct RegistryServerTests {
  @Test(arguments: [
    ("docker.io", "https://index.docker.io/v1/"),
    ("index.docker.io", "https://index.docker.io/v1/"),
    ("registry-1.docker.io", "https://index.docker.io/v1/"),
    ("https://index.docker.io/v1/", "https://index.docker.io/v1/"),
    ("https://index.docker.io/v1", "https://index.docker.io/v1/"),
    ("HTTPS://Registry-1.Docker.IO/v2/", "https://index.docker.io/v1/"),
    ("ghcr.io", "ghcr.io"), ("https://ghcr.io/", "ghcr.io"),
    ("http://localhost:5000", "localhost:5000"),
    ("quay.io/org/", "quay.io/org"), ("[::1]:5000", "[::1]:5000"), ("GHCR.io/v2/", "ghcr.io"),
    ("docker.io/library", "docker.io/library"),
  ]) func oneKeyForEverySpelling(_ server: String, _ key: String) {
    #expect(RegistryServer.canonicalKey(for: server) == key)
  }

  @Test(arguments: [
    "", "https://", "ghcr.io:0", "ghcr.io:70000", "ghcr.io:", "a b", "ftp://x", "user@ghcr.io",
    "ghcr.io/x?y", "-x.io", "x..io", "ghcr.io/org/image:tag",
  ]) func whatIsNoServerIsRefused(_ server: String) {
    #expect(RegistryServer(server) == nil)
  }
}
