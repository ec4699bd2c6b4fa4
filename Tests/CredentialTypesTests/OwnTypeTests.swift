import CredentialTypes
import Documents
import Synchronization
import Testing

/// Types that a repository adds to the built-in ones.
@Suite struct OwnTypeTests {
  private func file(_ id: String, _ rest: String = "", path: String? = nil) -> TypeFile {
    let text = """
      {"type": "\(id)", "title": "T", "category": "mine", \(rest)
       "fields": [{"id": "token", "kind": "string", "class": "secret", "required": true}]}
      """
    return TypeFile(path: path ?? ".credtree/types/\(id).json", text: Array(text.utf8))
  }

  @Test func ownTypesAreFoundBesideTheBuiltInOnes() throws {
    let files = [file("deploy-token", #""aliases": ["deploy"],"#)]
    let catalogue = Catalogue { files }
    #expect(catalogue.type(named: "DEPLOY_TOKEN")?.id == "deploy-token")
    #expect(catalogue.type(named: "Deploy")?.id == "deploy-token")
    #expect(catalogue.type(named: "k8s")?.id == "kubernetes")
    #expect(catalogue.names.contains("deploy-token") && catalogue.names.count == 64)
    #expect(catalogue.problems.isEmpty)
    #expect(Catalogue.builtIn.type(named: "deploy-token") == nil)
  }

  /// What could never be kept, or would make a value that is kept nowhere.
  @Test(arguments: [
    (#"{"id": "a", "kind": "int", "min": 2, "max": 1}"#, "", "fields[0].min"),
    (#"{"id": "a", "kind": "string", "minBytes": 2, "maxBytes": 1}"#, "", "fields[0].minBytes"),
    (#"{"id": "a", "kind": "string", "minBytes": 2000000}"#, "", "fields[0].minBytes"),
    (#"{"id": "a", "kind": "string", "maxBytes": -1}"#, "", "fields[0].maxBytes"),
    (#"{"id": "a", "kind": "base64", "decodedBytes": 0}"#, "", "fields[0].decodedBytes"),
    (
      #"{"id": "a", "kind": "string", "generatedLength": 999999999999}"#, "",
      "fields[0].generatedLength"
    ),
    (
      #"{"id": "a", "kind": "string", "generatedLength": 0}"#, "", "fields[0].generatedLength"
    ),
    (
      #"{"id": "a", "kind": "string", "inputOnly": true, "required": true}"#, "",
      "fields[0].required"
    ),
    (#"{"id": "a", "kind": "string"}"#, #""checks": ["api-key"],"#, "checks"),
    (#"{"id": "hash", "kind": "string"}"#, #""checks": ["hashed-password"],"#, "checks"),
    (#"{"id": "a", "kind": "string"}"#, #""unique": [["a", "b"]],"#, "unique"),
    (#"{"id": "a", "kind": "string"}"#, #""rules": [{"make": ["a"]}],"#, "rules"),
    (#"{"id": "a", "kind": "int", "made": true}"#, #""rules": [{"make": ["a"]}],"#, "rules"),
  ])
  func whatContradictsItself(_ field: String, _ more: String, _ problem: String) throws {
    let text = #"{"type": "x", "title": "T", "category": "c", \#(more) "fields": [\#(field)]}"#
    let bytes = Array(text.utf8)
    let node = try JSON.parse(bytes.span)
    let error = #expect(throws: ValidationError.self) { try CredentialType.parse(node) }
    #expect(Set(error?.problems.compactMap(\.field) ?? []) == [problem])
  }

  @Test func filesAreReadOnceAndOnlyForTypesThatAreNotBuiltIn() {
    let reads = Mutex(0)
    let files = [file("deploy-token")]
    let catalogue = Catalogue {
      reads.withLock { $0 += 1 }
      return files
    }
    #expect(catalogue.type(named: "basic-auth") != nil)
    #expect(reads.withLock { $0 } == 0)
    #expect(catalogue.type(named: "nothing") == nil)
    #expect(catalogue.type(named: "deploy-token") != nil)
    #expect(reads.withLock { $0 } == 1)
  }

  @Test func aNameThatIsBuiltInOrNotTheFilesIsRefused() {
    let files = [
      file("basic-auth"), file("mine", #""aliases": ["K8S"],"#),
      file("other", path: ".credtree/types/x.json"),
      TypeFile(path: ".credtree/types/broken.json", text: Array("{".utf8)),
      TypeFile(path: ".credtree/types/gone.json", text: nil),
    ]
    let catalogue = Catalogue { files }
    #expect(catalogue.names == Catalogue.builtIn.names)
    #expect(catalogue.type(named: "basic-auth")?.title == "HTTP basic auth user")
    #expect(
      catalogue.problems.compactMap(\.file).map { $0.dropFirst(16) } == [
        "basic-auth.json", "mine.json", "x.json", "broken.json", "gone.json",
      ])
  }

  @Test func everyKindOfRuleHoldsThere() throws {
    let text = """
      {"type": "mine", "title": "T", "category": "mine", "fields": [
        {"id": "mode", "kind": "enum", "class": "public", "choices": ["a", "b"], "default": "a"},
        {"id": "x", "kind": "string", "class": "public"},
        {"id": "y", "kind": "int", "class": "public", "min": 1},
        {"id": "z", "kind": "uuid", "class": "confidential"},
        {"id": "made", "kind": "string", "class": "public", "made": true}],
       "rules": [
        {"when": {"mode": "b"}, "require": ["x"]}, {"when": {"mode": "b"}, "forbid": ["y"]},
        {"together": ["y", "z"]}, {"when": {"x": {"matches": "p.*"}}, "limit": {"x": {"maxBytes": 3}}},
        {"make": ["made"]}, {"when": {"mode": "a"}, "anyOf": [["x"], ["y"]]}]}
      """
    let bytes = Array(text.utf8)
    let node = try JSON.parse(bytes.span)
    let type = try CredentialType.parse(node)
    func found(_ json: String) throws -> [String] {
      let values = try members(json)
      do {
        _ = try type.validate(values)
        return []
      } catch { return error.problems.compactMap(\.field).sorted() }
    }
    #expect(try found(#"{"x": "q"}"#) == [])
    #expect(try found("{}") == ["data.x"])
    #expect(try found(#"{"mode": "b"}"#) == ["data.x"])
    #expect(try found(#"{"x": "pppp"}"#) == ["data.x"])
    #expect(try found(#"{"x": "q", "y": 0}"#) == ["data.y", "data.z"])
    #expect(
      try found(#"{"x": "q", "mode": "b", "y": 2, "z": "123e4567-e89b-42d3-a456-426614174000"}"#)
        == ["data.y"])
    #expect(try type.validate(members(#"{"x": "q"}"#)).public["made"]?.string != nil)
  }

  @Test func aTypeSaysHowItsValuesAreMadeUp() throws {
    func parsed(_ generator: String) throws -> CredentialType {
      let text = """
        {"type": "mine", "title": "T", "category": "mine", "fields": [
          {"id": "key", "kind": "ssh-private-key", "generator": "\(generator)"},
          {"id": "pin", "kind": "string", "generatedLength": 4, "makeIfMissing": true},
          {"id": "token", "kind": "string", "pattern": "tok_[a-z]+"}]}
        """
      let bytes = Array(text.utf8)
      return try CredentialType.parse(try JSON.parse(bytes.span))
    }
    let type = try parsed("ssh-key")
    #expect(type.field("key")?.generator == .sshKey)
    #expect(type.field("pin")?.standardLength == 4 && type.field("pin")?.isMadeIfMissing == true)
    // What has a form of its own is not random.
    #expect(type.fields.filter(\.canBeGenerated).map(\.id) == ["key", "pin"])
    #expect(throws: ValidationError.self) { try parsed("rsa") }
  }
}
