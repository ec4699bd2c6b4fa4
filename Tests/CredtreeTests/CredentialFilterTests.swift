@testable import Credtree
import Testing

@Suite struct CredentialFilterTests {
  private func header(name: String, type: String, projects: String) throws -> CredentialHeader {
    let text = """
      {"credential": {"id": "1mO5qKOUcacMaFXJsmJzQh", "name": "\(name)", "type": "\(type)",
      "title": "", "description": "", "category": "", "isDefault": false, "projects": [\(projects)],
      "revision": 1, "createdAt": "2026-11-20T10:00:00Z", "updatedAt": "2026-11-20T10:00:00Z"},
      "public": {}, "secret": {}}
      """
    let bytes = Array(text.utf8)
    return try CredentialHeader(bytes.span, name: name)
  }

  @Test func everyConditionMustHold() throws {
    let filter = try CredentialFilter(parsing: "type=basic-auth,project=web,name=prod/*")
    #expect(filter.type == "basic-auth" && filter.project == "web" && filter.name != nil)
    let fits = try header(name: "prod/a", type: "basic-auth", projects: "\"web\"")
    let otherName = try header(name: "dev/a", type: "basic-auth", projects: "\"web\"")
    let otherProject = try header(name: "prod/a", type: "basic-auth", projects: "")
    #expect(filter.matches(fits, type: "basic-auth"))
    #expect(!filter.matches(fits, type: "tls-certificate"))
    #expect(!filter.matches(otherName, type: "basic-auth"))
    #expect(!filter.matches(otherProject, type: "basic-auth"))
  }

  @Test func nothingTakesEverything() throws {
    let any = try header(name: "a", type: "b", projects: "")
    #expect(try CredentialFilter(parsing: nil).matches(any, type: nil))
  }

  @Test(arguments: ["type", "colour=red", "=x", "type="])
  func refusals(_ text: String) {
    #expect(throws: Failure.self) { try CredentialFilter(parsing: text) }
  }
}
