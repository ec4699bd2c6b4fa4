import Configuration
import Documents
import References
import Testing

@Suite struct RewritingTests {
  private func rewriting(to newName: String, from name: String = "hub") throws
    -> ReferenceRewriting
  {
    let text = """
      version: 1
      store: credentials
      members:
        alice: { role: admin, keys: [age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p] }
      access: [{ match: "**", readers: [alice] }]
      """
    let bytes = Array(text.utf8)
    let configuration = try Configuration.parse(bytes.span, file: Configuration.fileName)
    let renamed = ReferencedCredential(
      id: "1mO5qKOUcacMaFXJsmJzQh", name: name, type: "container-registry")
    let other = ReferencedCredential(
      id: "2mO5qKOUcacMaFXJsmJzQh", name: "hub-two", type: "container-registry")
    return ReferenceRewriting(
      of: renamed, to: newName, among: [renamed, other], configuration: configuration)
  }

  private func rewritten(_ text: String, path: String, to newName: String) throws -> String {
    String(
      decoding: try rewriting(to: newName).rewritten(Array(text.utf8), path: path), as: UTF8.self)
  }

  @Test(arguments: [
    ("a.txt", "cred://hub cred://hub-two", "cred://new cred://hub-two"),
    ("a.txt", "cred://1mO5qKOUcacMaFXJsmJzQh", "cred://1mO5qKOUcacMaFXJsmJzQh"),
    (
      "a.yaml", "image: {imagePullAccountSecretId: 'hub'} # hub",
      "image: {imagePullAccountSecretId: 'new'} # hub"
    ),
    (
      "a.json", #"{"image": {"imagePullAccountSecretId":"hub"}}"#,
      #"{"image": {"imagePullAccountSecretId":"new"}}"#
    ),
    (
      "a.yaml", "imagePullAccountSecretId: hub # credtree:ignore",
      "imagePullAccountSecretId: hub # credtree:ignore"
    ),
    ("a.txt", "nothing", "nothing"),
  ])
  func onlyTheNameChanges(_ path: String, _ before: String, _ after: String) throws {
    #expect(try rewritten(before, path: path, to: "new") == after)
  }

  @Test func aNameThatIsWrittenWithEscapesIsLeftToThePerson() throws {
    let text = "image:\n  imagePullAccountSecretId: \"h\\x75b\"\n"
    #expect(throws: ReferenceRewriting.Unwritable.self) {
      try rewritten(text, path: "a.yaml", to: "new")
    }
  }
}
