import CredentialTypes
import Credentials
import Rendering
import SystemPackage
import TestSupport
import Testing

@Suite struct DockerConfigTests {
  @Test func theFileIsWhatDockerWrites() throws {
    let hub = try credential(
      "container-registry",
      ["server": "docker.io", "username": "myuser", "password": "mypassword"], name: "hub")
    let github = try credential(
      "container-registry", ["server": "https://GHCR.io/", "username": "u", "password": "p"],
      name: "gh")
    let expected = """
      {
      \t"auths": {
      \t\t"ghcr.io": {
      \t\t\t"auth": "dTpw"
      \t\t},
      \t\t"https://index.docker.io/v1/": {
      \t\t\t"auth": "bXl1c2VyOm15cGFzc3dvcmQ="
      \t\t}
      \t}
      }

      """
    #expect(try rendered("docker-config", hub, github) == expected)
    #expect(try rendered("docker-config", github, hub) == expected)
  }

  @Test func anEmailAndAnIdentityTokenAreWritten() throws {
    let azure = try credential(
      "container-registry",
      [
        "server": "x.azurecr.io", "username": "00000000-0000-0000-0000-000000000000",
        "identityToken": "a\"<b>", "email": "a&b@example.com",
      ])
    #expect(
      try rendered("docker-config", azure) == """
        {
        \t"auths": {
        \t\t"x.azurecr.io": {
        \t\t\t"auth": "MDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAwOg==",
        \t\t\t"email": "a&b@example.com",
        \t\t\t"identitytoken": "a\\"<b>"
        \t\t}
        \t}
        }

        """)
  }

  @Test func twoLoginsForOneRegistryAreAConflict() throws {
    let spellings = ["docker.io", "https://index.docker.io/v1/", "registry-1.docker.io"]
    let login = try credential(
      "container-registry", ["server": "index.docker.io", "username": "u", "password": "p"])
    for server in spellings {
      let other = try credential(
        "container-registry", ["server": server, "username": "v", "password": "p"], name: "two",
        isDefault: true)
      #expect(try failure("docker-config", login, other) == .conflict)
      let options = ["default-wins": "true"]
      #expect(
        try rendered("docker-config", login, other, options: options)
          == (try rendered("docker-config", other)))
      #expect(try failure("docker-config", login, login, options: options) == .conflict)
    }
  }

  @Test func valuesThatTheFileCannotHoldAreRefused() throws {
    let colon = try unchecked(
      "container-registry", ["server": "ghcr.io", "username": "a:b", "password": "p"])
    #expect(try failure("docker-config", colon) == .invalid)
    let nul = try unchecked(
      "container-registry", ["server": "ghcr.io", "username": "a", "password": "p\0"])
    #expect(try failure("docker-config", nul) == .invalid)
    let empty = try unchecked("container-registry", ["server": "ghcr.io", "username": "a"])
    #expect(try failure("docker-config", empty) == .invalid)
    let server = try unchecked(
      "container-registry", ["server": "a b", "username": "a", "password": "p"])
    #expect(try failure("docker-config", server) == .invalid)
  }

  @Test func anAccessKeyPairForECRIsAWarning() throws {
    let artifact = try ArtifactCatalogue.requiredArtifact(named: "docker-config")
    func warnings(_ user: String) throws -> Int {
      let login = try credential(
        "container-registry",
        [
          "server": "1.dkr.ecr.eu-west-1.amazonaws.com", "region": "eu-west-1", "username": user,
          "password": "p",
        ])
      return artifact.warnings([login]).count
    }
    #expect(try warnings("AKIAEXAMPLE") == 1)
    #expect(try warnings("AWS") == 0)
  }

  @Test func pythonReadsBackWhatWasWritten() async throws {
    try await withSandbox("docker") { folder in
      let password = "{\n \"type\": \"service_account\", \"x\": \"ü:€\\u003c\"\n}"
      let login = try credential(
        "container-registry",
        ["server": "europe-docker.pkg.dev", "username": "_json_key", "password": password])
      try await shell(
        """
        cat > config.json <<'EOF'
        \(try rendered("docker-config", login))EOF
        python3 -c 'import json,base64
        c=json.load(open("config.json"))["auths"]["europe-docker.pkg.dev"]
        u,p=base64.b64decode(c["auth"],validate=True).decode().split(":",1)
        assert u=="_json_key"; open("out","w").write(p)'
        """, in: folder)
      let read = String(decoding: try [UInt8](contentsOf: folder.appending("out")), as: UTF8.self)
      #expect(read == password)
    }
  }
}

@Suite struct ArtifactCatalogueTests {
  @Test func everyArtifactHasANameOfItsOwnAndATypeThatItTakes() throws {
    let names = ArtifactCatalogue.names
    #expect(Set(names).count == names.count && names.contains("docker-config"))
    let types = Catalogue.builtIn.names.compactMap { Catalogue.builtIn.type(named: $0) }
    for name in names {
      let artifact = try ArtifactCatalogue.requiredArtifact(named: name)
      #expect(types.contains { artifact.accepts($0) }, "nothing can be rendered as \(name)")
    }
    #expect(ArtifactCatalogue.artifact(named: "htpaswd") == nil)
  }

  @Test func whatCannotBeRenderedIsSaidBefore() throws {
    let user = try credential("basic-auth", ["username": "u", "password": "p"])
    #expect(try failure("docker-config", user) == .invalid)
    #expect(try failure("docker-config") == .usage)
    #expect(try failure("htpasswd", user, options: ["hsh": "apr1"]) == .usage)
    #expect(throws: Failure.self) { try ArtifactCatalogue.requiredArtifact(named: "htpaswd") }
  }
}
