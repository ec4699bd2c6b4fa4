import Credtree
@testable import CredtreeCommand
import Documents
import Secrets
import SystemPackage
import TestSupport
import Testing

@Suite struct FieldAssignmentTests {
  private static let configuration = """
    version: 1
    store: credentials
    members:
      alice: { role: admin, keys: [age1rqgpg29gcpy8rrdhpyc4tfnxyw6lgpr4gwddxgc3u968juf66ufq3g0a2r] }
    access:
      - { match: "**", readers: [alice] }

    """

  /// What assignments make of an input of a type, with files to read from.
  private func input(
    _ type: String?, _ assignments: [String], generating requests: [String] = [],
    from document: CredentialInput = CredentialInput(), files: [String: [UInt8]] = [:]
  ) async throws -> CredentialInput {
    try await withSandbox("assignment") { folder in
      try writeFile(Array(Self.configuration.utf8), to: folder.appending("credtree.yaml"))
      for (name, bytes) in files {
        try writeFile(bytes, to: folder.appending(name))
      }
      var input = document
      input.type = type
      let workspace = try Workspace(directory: folder.string)
      let words = assignments.map { $0.replacing("=@", with: "=@\(folder)/") }
      _ = try FieldAssignment.apply(words, generating: requests, to: &input, typedBy: workspace)
      return input
    }
  }

  private func code(_ type: String?, _ assignments: String...) async throws -> Failure? {
    do {
      _ = try await input(type, assignments)
      return nil
    } catch let failure as Failure { return failure }
  }

  private func text(_ input: CredentialInput, _ field: String) -> String? {
    input.values.first { $0.key == field }?.value.plainText
  }

  @Test func whatIsNotSecretIsTaken() async throws {
    let input = try await input("basic-auth", ["username=bob", "realm=a=b=c", "cost="])
    #expect(text(input, "username") == "bob")
    #expect(text(input, "realm") == "a=b=c" && text(input, "cost")?.isEmpty == true)
  }

  @Test func aSecretOnTheCommandLineIsRefusedAndNotRepeated() async throws {
    for type in ["basic-auth", "BASIC_AUTH"] {
      let refusal = try await code(type, "password=hunter2")
      #expect(refusal?.code == .usage && refusal?.message.contains("hunter2") == false)
      for way in ["=@FILE", "=-", "=env:", "--generate password"] {
        #expect(refusal?.message.contains(way) == true)
      }
    }
  }

  @Test func aMisspeltFieldIsLeftToValidationWithoutItsValue() async throws {
    // It may be a misspelt secret one; that it does not exist is told beside other problems.
    let input = try await input("basic-auth", ["pasword=hunter2"])
    #expect(text(input, "pasword")?.isEmpty == true)
  }

  @Test func aFieldTakesOneValue() async throws {
    for second in ["username=two", "login=two"] {
      #expect(try await code("basic-auth", "username=one", second)?.code == .usage)
    }
  }

  @Test func whatIsNoAssignmentIsNotRepeated() async throws {
    let refusal = try await code("basic-auth", "hunter2")
    #expect(refusal?.code == .usage && refusal?.message.contains("hunter2") == false)
  }

  @Test func aTypeIsNeeded() async throws {
    #expect(try await code(nil, "a=b")?.code == .usage)
    #expect(try await code("no-such-type", "a=b")?.code == .notFound)
  }

  @Test(arguments: [
    ("s3cret\n", "s3cret"), ("s3cret\r\n", "s3cret"), ("s3cret", "s3cret"),
    ("s3cret\n\n", "s3cret\n"),
    (" s3cret ", " s3cret "), ("\n", ""), ("", ""),
  ])
  func theLineFeedThatEndsATextFileIsNoPartOfASingleLine(_ file: String, _ value: String)
    async throws
  {
    let input = try await input(
      "basic-auth", ["password=@secret"], files: ["secret": Array(file.utf8)])
    #expect(text(input, "password") == value)
  }

  @Test func aPEMFileKeepsItsLineFeeds() async throws {
    let pem = "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n"
    let input = try await input(
      "tls-certificate", ["privateKey=@key"], files: ["key": Array(pem.utf8)])
    #expect(text(input, "privateKey") == pem)
  }

  @Test func aMissingFileIsASystemFailure() async throws {
    #expect(try await code("basic-auth", "password=@missing")?.code == .system)
  }

  @Test func anUnsetVariableIsAUsageFailure() async throws {
    #expect(try await code("basic-auth", "password=env:CREDTREE_NO_SUCH_VARIABLE")?.code == .usage)
    let input = try await input("basic-auth", ["password=env:PATH"])
    #expect(text(input, "password")?.contains("/bin") == true)
  }

  @Test func standardInputIsReadOnce() async throws {
    #expect(try await code("basic-auth", "password=-", "username=-")?.code == .usage)
  }

  @Test func valuesToMakeUpAreAskedFor() async throws {
    let input = try await input("basic-auth", ["username=bob"], generating: ["password:20:hex"])
    let request = try #require(input.generated.first)
    #expect(request.field == "password" && request.length == 20 && request.alphabet == "hex")
    #expect(text(input, "password") == nil)
  }

  @Test func anAssignmentReplacesWhatTheDocumentHasUnderAnyName() async throws {
    var document = CredentialInput()
    document.values = [Member("login", .string("eve")), Member("password", .string("p"))]
    let input = try await input("basic-auth", ["username=bob"], from: document)
    #expect(input.values.map(\.key) == ["password", "username"])
  }
}
