import Documents
import Testing

@Suite struct VisibleTextTests {
  @Test(arguments: [
    ("plain\ttext\n", "plain\ttext\n"), ("Grüße 日本 🔑", "Grüße 日本 🔑"),
    ("\u{1b}[2Jgone", "\\u{1b}[2Jgone"), ("a\rb", "a\\u{d}b"), ("a\r\nb", "a\\u{d}\nb"),
    ("\u{9b}31m", "\\u{9b}31m"), ("\u{7f}", "\\u{7f}"), ("\0", "\\u{0}"),
    ("user\u{202e}gnp.exe", "user\\u{202e}gnp.exe"), ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
    ("a\u{61c}b", "a\\u{61c}b"), ("a\u{200b}b", "a\\u{200b}b"), ("a\u{2060}b", "a\\u{2060}b"),
    ("\u{feff}x", "\\u{feff}x"), ("x\u{e0041}", "x\\u{e0041}"), ("x\u{ad}y", "x\\u{ad}y"),
    ("\u{600}\u{1b}", "\u{600}\\u{1b}"), ("\u{1b}\u{301}", "\\u{1b}\u{301}"),
    ("👩‍🔬", "👩‍🔬"),
  ])
  func nothingActsOnTheTerminal(_ text: String, _ shown: String) {
    #expect(VisibleText.of(text) == shown)
  }
}
