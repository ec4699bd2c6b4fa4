import Credentials
import Documents
import Testing

@Suite struct CredentialInputTests {
  private func input(_ text: String) throws(Failure) -> CredentialInput {
    let bytes = Array(text.utf8)
    return try CredentialInput(document: bytes.span)
  }

  private func fields(ofRefused text: String) -> [String?] {
    failure { _ = try input(text) }?.details.map(\.field) ?? []
  }

  @Test func everyMemberIsRead() throws {
    let input = try input(
      """
      {"accountId": "acme", "credentialId": "x", "type": "BASIC_AUTH", "name": "n", "title": "t",
       "description": "d", "category": "c", "provider": "p", "baseUrl": "b", "isDefault": true,
       "projects": ["b", "a"], "owner": "o", "expiresAt": "2027-01-01T00:00:00Z",
       "rotateBy": "2026-12-01T00:00:00Z", "parent": "q", "links": ["https://example.com"],
       "data": {"username": "u", "realm": null, "cost": 12}}
      """)
    #expect(input.accountID == "acme" && input.credentialID == "x" && input.type == "BASIC_AUTH")
    #expect(input.name == "n" && input.title == "t" && input.description == "d")
    #expect(input.category == "c" && input.provider == "p" && input.baseURL == "b")
    #expect(input.isDefault == true && input.projects == ["b", "a"] && input.owner == "o")
    #expect(input.expiresAt?.description == "2027-01-01T00:00:00Z")
    #expect(input.rotateBy?.description == "2026-12-01T00:00:00Z")
    #expect(input.parent == "q" && input.links == ["https://example.com"])
    #expect(input.values.map(\.key) == ["username", "cost"])
    #expect(input.values[0].value.secret != nil, "texts of values are secret memory")
  }

  @Test func whatTheToolPrintsGoesBackIn() throws {
    let printed = try input(
      """
      {"credentialId": "x", "name": "n", "type": "basic-auth", "revision": 3,
       "createdAt": "2026-11-20T10:00:00Z", "updatedAt": "2026-11-20T10:00:00Z",
       "secretFields": ["password"], "data": {"username": "u"}}
      """)
    #expect(printed.values.map(\.key) == ["username"])
  }

  @Test func nullIsNotGiven() throws {
    #expect(try input(#"{"title": null, "data": null}"#).title == nil)
  }

  @Test func everyProblemIsToldAtOnce() {
    let fields = fields(
      ofRefused: """
        {"type": 1, "name": ["n"], "isDefault": "yes", "projects": "web", "links": [1],
         "expiresAt": "soon", "data": [], "password": "p", "title": "a", "title": "b"}
        """)
    #expect(
      fields == [
        "type", "name", "isDefault", "projects", "links", "expiresAt", "data", "password", "title",
      ])
  }

  @Test(arguments: ["", "[]", "1", "{", #"{"type": "a"} x"#, "{\"type\": \"\u{1}\"}"])
  func noDocuments(_ text: String) {
    #expect(failure { _ = try input(text) }?.code == .invalid)
  }

  @Test func invalidUTF8IsRefused() {
    let bytes = Array(#"{"name": ""#.utf8) + [0xFF] + Array(#""}"#.utf8)
    #expect(failure { _ = try CredentialInput(document: bytes.span) }?.code == .invalid)
  }

  @Test func aFreeTextBecomesNameAndTitle() throws {
    var input = CredentialInput()
    input.name = "Docker Hub"
    try input.settleName()
    #expect(input.name == "docker-hub" && input.title == "Docker Hub")
    input.name = "*.example.com"
    input.title = "Mine"
    try input.settleName()
    #expect(input.name == "wildcard-example-com" && input.title == "Mine")
    for name in ["…", "../x", "a/../b", "/", String(repeating: "n", count: 101)] {
      input.name = name
      #expect(
        failure {
          var input = input; try input.settleName()
        }?.code == .invalid)
    }
  }
}
