import CredentialTypes
import Credentials
import Documents
import Testing

@Suite struct SetupSnippetTests {
  /// A shell sees scalars: a quote with a mark on it ends a quotation all the same.
  @Test(arguments: [("", ""), ("\u{600}", ""), ("", "\u{301}"), ("\u{600}", "\u{301}")])
  func noValueEndsItsQuotation(_ before: String, _ after: String) throws {
    let type = try #require(Catalogue.builtIn.type(named: "tower-agent"))
    let text = SetupSnippet.text(
      of: type, values: [Member("connectionId", .string("x\(before)'\(after); id"))], name: "a")
    let wanted = "./tw-agent 'x\(before)'\\''\(after); id' --work-dir"
    let line = try #require(text?.utf8.split(separator: 10).last)
    #expect(line.starts(with: wanted.utf8))
  }
}
