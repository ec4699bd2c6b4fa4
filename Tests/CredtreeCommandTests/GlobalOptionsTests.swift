@testable import CredtreeCommand
import Testing

@Suite struct GlobalOptionsTests {
  @Test(arguments: [
    ("list", "list"), ("", ""), ("--json", "--json"), ("--json list", "list --json"),
    ("-C dir list", "list -C dir"), ("--identity f --quiet get x", "get x --identity f --quiet"),
    ("--identity=f get x", "get x --identity=f"), ("list --json", "list --json"),
    ("-C dir run -- cmd --json", "run -C dir -- cmd --json"), ("-C", "-C"),
    ("--version", "--version"), ("--json --help", "--help --json"),
    ("--bogus list", "--bogus list"),
  ])
  func leadingOptionsMoveBehindTheCommand(_ given: String, _ moved: String) {
    let words = given.split(separator: " ").map(String.init)
    #expect(GlobalOptions.moved(behindSubcommandOf: words).joined(separator: " ") == moved)
  }
}
