import Configuration
import Documents
import References
import Testing

@Suite struct OutputReferencesTests {
  @Test func anOutputUsesTheCredentialsThatItNames() throws {
    let text = """
      version: 1
      store: credentials
      members:
        alice: { role: admin, keys: [age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p] }
      access:
        - match: "**"
          readers: [alice]
      outputs:
        - artifact: docker-config
          credentials: [docker-hub, other]
          path: build/config.json
        - artifact: htpasswd
          path: build/htpasswd

      """
    let bytes = Array(text.utf8)
    let configuration = try Configuration.parse(bytes.span, file: "credtree.yaml")
    let hub = ReferencedCredential(
      id: "1mO5qKOUcacMaFXJsmJzQh", name: "docker-hub", type: "container-registry")
    let gate = ReferencedCredential(
      id: "2mO5qKOUcacMaFXJsmJzQh", name: "gate", type: "basic-auth")
    let references = OutputReferences.all(in: configuration, to: [hub, gate])
    #expect(references.count == 1)
    #expect(references.first?.credentialID == hub.id)
    #expect(references.first?.file == "credtree.yaml" && references.first?.position.line == 9)
    #expect(references.first?.name == "build/config.json")
    #expect(references.first?.confidence == .certain)
  }
}
