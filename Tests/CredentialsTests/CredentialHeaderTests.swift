import Credentials
import Documents
import Testing

@Suite struct CredentialHeaderTests {
  private static let credential = """
    "id": "1mO5qKOUcacMaFXJsmJzQh", "name": "hub", "type": "basic-auth", "title": "Hub",
    "description": "", "category": "web-access", "isDefault": false, "projects": ["web"],
    "revision": 3, "createdAt": "2026-11-20T10:00:00Z", "updatedAt": "2026-11-20T11:30:00Z"
    """

  private func header(_ credential: String, rest: String = #""public": {}, "secret": {}"#)
    throws(Failure) -> CredentialHeader
  {
    let bytes = Array(#"{"credential": {\#(credential)}, \#(rest)}"#.utf8)
    return try CredentialHeader(bytes.span, name: "hub")
  }

  @Test func theReadablePartIsRead() throws {
    let header = try header(
      Self.credential, rest: #""public": {"realm": "x"}, "secret": {"a": 1, "salt": 2, "seal": 3}"#)
    #expect(header.metadata.revision == 3 && header.metadata.projects == ["web"])
    #expect(header.public == [Member("realm", .string("x"))])
    #expect(header.sealedFields == ["a"], "salt and seal are no fields")
  }

  @Test func optionalMembersAreRead() throws {
    let metadata = try header(
      Self.credential + """
        , "provider": "AZURE", "baseUrl": "b", "owner": "o", "parent": "p", "links": ["l"],
        "expiresAt": "2027-01-01T00:00:00Z", "rotateBy": "2027-01-01T00:00:00Z"
        """
    ).metadata
    #expect(metadata.provider == "AZURE" && metadata.baseURL == "b" && metadata.owner == "o")
    #expect(metadata.parent == "p" && metadata.links == ["l"] && metadata.expiresAt != nil)
    #expect(metadata.rotateBy != nil)
  }

  @Test func whatIsWrittenIsReadBack() throws {
    var metadata = CredentialMetadata(
      id: "1mO5qKOUcacMaFXJsmJzQh", name: "hub", type: "t", title: "T", category: "c", now: time)
    metadata.provider = "p"
    metadata.links = ["l"]
    metadata.rotateBy = time
    let bytes = JSON.write(
      .object([
        Member("credential", .object(metadata.members)), Member("public", .object([])),
        Member("secret", .object([])),
      ]))
    #expect(try CredentialHeader(bytes.span, name: "hub").metadata == metadata)
  }

  @Test func everyProblemIsToldAtOnce() {
    let failure = failure {
      _ = try header(
        """
        "id": "short", "name": 1, "type": "t", "type": "t", "description": "", "category": "c",
        "isDefault": "no", "projects": [1], "revision": 0, "createdAt": "now",
        "updatedAt": "2026-11-20T11:30:00Z", "color": "red"
        """)
    }
    #expect(failure?.code == .integrity)
    let fields = Set(failure?.details.compactMap(\.field) ?? [])
    let expected = [
      "id", "name", "type", "title", "isDefault", "projects", "revision", "createdAt", "color",
    ]
    #expect(fields == Set(expected.map { "credential.\($0)" }))
  }

  @Test(arguments: ["", #""public": {}"#, #""secret": {}, "public": 1"#])
  func aMissingPartIsDamage(_ rest: String) {
    let text = rest.isEmpty ? #""x": 1"# : rest
    #expect(failure { _ = try header(Self.credential, rest: text) }?.code == .integrity)
  }
}
