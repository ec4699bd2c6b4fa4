@testable import Credtree
import Testing

@Suite struct CredentialQueryTests {
  private func header(
    _ name: String, title: String = "", revision: Int = 1, expiresAt: String? = nil
  ) throws -> CredentialHeader {
    let expiry = expiresAt.map { "\"expiresAt\": \"\($0)\"," } ?? ""
    let text = """
      {"credential": {"id": "1mO5qKOUcacMaFXJsmJzQh", "name": "\(name)", "type": "basic-auth",
      "title": "\(title)", "description": "", "category": "", "isDefault": false, "projects": [],
      \(expiry) "revision": \(revision), "createdAt": "2026-11-20T10:00:00Z",
      "updatedAt": "2026-11-20T10:00:00Z"}, "public": {}, "secret": {}}
      """
    let bytes = Array(text.utf8)
    return try CredentialHeader(bytes.span, name: name)
  }

  @Test(arguments: [
    ("name", "a,b,c"), ("name:desc", "c,b,a"), ("title", "b,c,a"), ("revision:desc", "a,c,b"),
    // What never expires comes last either way, and what expires together by name.
    ("expiresAt", "b,c,a"), ("expiresAt:desc", "b,c,a"), ("type:desc", "a,b,c"),
  ])
  func orderIsStable(_ order: String, _ names: String) throws {
    let moment = "2027-01-01T00:00:00Z"
    let headers = [
      try header("c", title: "Z", revision: 2, expiresAt: moment),
      try header("a", title: "z2", revision: 9),
      try header("b", title: "a", revision: 1, expiresAt: moment),
    ]
    let sorted = try CredentialOrder(parsing: order).sorted(headers)
    #expect(sorted.map(\.name).joined(separator: ",") == names)
  }

  @Test(arguments: ["", "size", "name:up", "name:", ":desc", "Name"])
  func ordersThatAreNone(_ text: String) {
    #expect(throws: Failure.self) { try CredentialOrder(parsing: text) }
  }

  @Test(arguments: [
    (1, 2, [1, 2]), (2, 2, [3, 4]), (3, 2, [5]), (4, 2, []), (1, 1000, [1, 2, 3, 4, 5]),
    (Int.max, 1000, []),
  ])
  func pagesDivideAList(_ number: Int, _ size: Int, _ items: [Int]) throws {
    #expect(try ListPage(number: number, size: size).part(of: [1, 2, 3, 4, 5]) == items)
  }

  @Test(arguments: [(0, 20), (-1, 20), (1, 0), (1, 1001)])
  func pagesThatAreNone(_ number: Int, _ size: Int) {
    #expect(throws: Failure.self) { try ListPage(number: number, size: size) }
  }
}
