import Documents
import Testing

@testable import Credtree

/// Text from a repository, in forms that others read by scalars and not by characters.
@Suite struct InertTextTests {
  /// Marks that become one character with what stands after them, or before them.
  private static let marks = [("", ""), ("\u{600}", ""), ("", "\u{301}"), ("\u{600}", "\u{301}")]

  @Test(arguments: marks)
  func nothingIsMarkupInHTML(_ before: String, _ after: String) {
    for (scalar, escape) in [
      ("<", "&lt;"), (">", "&gt;"), ("&", "&amp;"), ("\"", "&quot;"), ("'", "&#39;"),
    ] {
      #expect(same(HTMLText.of(before + scalar + after), before + escape + after))
    }
    let title = "\(before)<style\(after) \(before)>main{display:none}\(before)</style\(before)>"
    let html = HTMLPage.page(titled: title, body: "")
    let start = html.utf8.split(separator: UInt8(ascii: "<"))
    #expect(start.count { $0.starts(with: "style".utf8) } == 1)
    #expect(!html.utf8.elementsEqual("unsafe-inline".utf8) && !html.contains("unsafe-inline"))
  }

  @Test(arguments: marks)
  func nothingIsMarkupInMarkdown(_ before: String, _ after: String) {
    for scalar in "\\`*_{}[]<>()+!|~&".unicodeScalars {
      #expect(same(MarkdownText.of("\(before)\(scalar)\(after)"), "\(before)\\\(scalar)\(after)"))
    }
    for (text, inert) in [
      ("@", "@<!-- -->"), ("#", "\\#<!-- -->"), ("://", "\\://"), ("www.", "www\\."),
      ("wWw.", "wWw\\."), ("GH-", "GH-<!-- -->"), ("gh-", "gh-<!-- -->"),
    ] {
      #expect(same(MarkdownText.of(before + text + after), before + inert + after))
    }
  }

  @Test(arguments: marks)
  func aValueStaysInItsCodeSpan(_ before: String, _ after: String) {
    #expect(
      same(
        MarkdownText.code("x\(before)`\(after)<img>@all"), "``x\(before)`\(after)<img>@all``"))
    #expect(same(MarkdownText.code("a\(before)|\(after)b"), "`a\(before)\\|\(after)b`"))
  }

  @Test func aCodeSpanIsPaddedAndCut() {
    #expect(MarkdownText.code("") == "(empty)")
    #expect(same(MarkdownText.code("`\u{301}x"), "`` `\u{301}x ``"))
    #expect(MarkdownText.code("  ") == "`    `")
    let long = String(repeating: "\u{301}", count: 300)
    #expect(MarkdownText.code("a\(long)").unicodeScalars.count == 203)
  }

  private func same(_ one: String, _ other: String) -> Bool {
    one.utf8.elementsEqual(other.utf8)
  }
}
