import Documents
import SystemPackage
import TestSupport
import Testing

/// Runs a test in a repository with one credential, and a branch `other` at the same commit.
func withMergeRepository(_ body: (TestRepository) async throws -> Void) async throws {
  try await withRepository("merge") { repository in
    try await repository.createUser("gate")
    try await repository.succeed("git", ["branch", "other"])
    try await body(repository)
  }
}

extension TestRepository {
  /// The readable part of a credential that every type has.
  func credential(_ name: String) throws -> Node {
    try document("credentials/\(name).json")["credential"] ?? Node(.null)
  }

  /// The ciphertext of a field.
  func sealed(_ name: String, _ field: String) throws -> String? {
    try document("credentials/\(name).json")["secret"]?[field]?.string
  }

  /// Expects that a credential opens, and what it says.
  func expect(
    _ name: String, username: String? = nil, password: String? = nil, revision: Int? = nil,
    at location: SourceLocation = #_sourceLocation
  ) async throws {
    for (field, value) in [("username", username), ("password", password)] {
      guard let value else { continue }
      let shown = try await credtree("reveal", name, field, mayShowSecrets: true)
      #expect(shown.text == value, sourceLocation: location)
    }
    guard let revision else { return }
    #expect(try credential(name)["revision"]?.int == revision, sourceLocation: location)
  }

  /// Makes both branches change the same fields, and merges them; git has a conflict then.
  func conflict() async throws {
    try await succeed("git", ["checkout", "-q", "other"])
    let theirs = try secretFile("theirs", Array("kanarie-theirs-5521".utf8))
    try await credtree("update", "gate", "password=@\(theirs.string)", "username=theirs")
    try await succeed("git", ["checkout", "-q", "main"])
    let ours = try secretFile("ours", Array("kanarie-ours-8834".utf8))
    try await credtree("update", "gate", "password=@\(ours.string)", "realm=Ours")
    for text in ["kanarie-theirs-5521", "kanarie-ours-8834"] { watch(text) }
    let merge = try await run("git", ["merge", "-q", "--no-edit", "other"])
    #expect(merge.exit == 1)
    #expect(
      merge.message.contains("both sides changed password of gate; run 'credtree resolve-conflict"),
      "\(merge.message)")
  }
}
