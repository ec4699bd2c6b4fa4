import Configuration
import Testing

@Suite struct MarkedBlockTests {
  private func update(_ text: String, _ lines: [String] = ["ours"]) throws -> String {
    let result = try MarkedBlock.replacing(with: lines, in: Array(text.utf8), file: "f")
    return String(decoding: result, as: UTF8.self)
  }

  private let block = "# credtree:begin\nours\n# credtree:end\n"

  @Test func goesToTheEndOfATextWithoutOne() throws {
    #expect(try update("") == block)
    #expect(try update("a\nb\n") == "a\nb\n" + block)
    #expect(try update("a\nb") == "a\nb\n" + block)
  }

  @Test func keepsEveryByteOutside() throws {
    let before = "a \t\r\n\n"
    let after = "  b\n\nc"
    let text = before + "  # credtree:begin \nold\nlines\n# credtree:end\n" + after
    #expect(try update(text) == before + "# credtree:begin\r\nours\r\n# credtree:end\r\n" + after)
  }

  @Test(arguments: ["", "a\n", "a", "a\r\nb\r\n", "x\n# credtree:begin\nold\n# credtree:end\ny"])
  func twiceIsOnce(_ text: String) throws {
    let once = try update(text)
    #expect(try update(once) == once)
  }

  @Test(arguments: [
    "# credtree:begin\n", "# credtree:end\n", "# credtree:end\n# credtree:begin\n",
    "# credtree:begin\n# credtree:end\n# credtree:begin\n# credtree:end\n", "a\0b",
  ]) func marksOutOfOrderAreRefused(_ text: String) {
    #expect(throws: ConfigurationError.self) { try update(text) }
  }

  @Test func gitAttributesNameTheStore() throws {
    let result = try GitAttributes.updating([], store: "ops/creds")
    let text = String(decoding: result, as: UTF8.self)
    #expect(text.contains("\n/ops/creds/**/*.json text eol=lf diff=credtree merge=credtree\n"))
  }
}
