import Configuration
import Testing

@Suite struct GlobTests {
  private static let cases: [(pattern: String, covers: [String], not: [String])] = [
    ("**", ["a", "a/b", "a/b/c"], []),
    ("prod/**", ["prod/a", "prod/a/b"], ["prod", "prod/", "x/prod/a", "production/a"]),
    ("prod/*", ["prod/a"], ["prod/a/b", "prod", "a"]),
    ("*", ["a", "docker-hub"], ["a/b"]),
    ("**/db", ["db", "a/db", "a/b/db"], ["adb", "db/a", "a/xdb"]),
    ("a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["a/xb", "ab", "a/b/c"]),
    ("a/**/b/**", ["a/b/c", "a/x/b/c/d"], ["a/b"]),
    ("docker-*", ["docker-hub", "docker-"], ["docker", "docker-hub/x", "my-docker-hub"]),
    ("*-*-x", ["a-b-x", "a-b-c-x"], ["a-x", "a-b-x-"]),
    ("a?c", ["abc", "aéc"], ["ac", "abbc", "a/c"]),
    ("[a-c]x", ["ax", "cx"], ["dx", "-x"]),
    ("[!a-c]x", ["dx", "éx"], ["ax", "/x"]),
    ("[]x]", ["]", "x"], ["y"]),
    ("[a-]", ["a", "-"], ["b"]),
    ("a.b", ["a.b"], ["axb"]),
    ("a**b", ["ab", "axb"], ["a/b"]),
    ("\\*", ["*"], ["a"]),
    ("a+(b)|{c}^$", ["a+(b)|{c}^$"], ["aab"]),
  ]

  @Test func coversWholePathsOnly() throws {
    for (pattern, covers, not) in Self.cases {
      let glob = try #require(Glob(pattern))
      for path in covers { #expect(glob.matches(path), "\(pattern) covers \(path)") }
      for path in not { #expect(!glob.matches(path), "\(pattern) does not cover \(path)") }
    }
  }

  @Test func theRegularExpressionCoversTheSame() throws {
    for (pattern, covers, not) in Self.cases {
      let text = try #require(Glob(pattern)).regularExpression
      let expression = try Regex("^" + text + "$")
      for path in covers { #expect(path.contains(expression), "\(text) covers \(path)") }
      // A path that ends with / is no file, and sops never asks for one.
      for path in not where !path.hasSuffix("/") {
        #expect(!path.contains(expression), "\(text) does not cover \(path)")
      }
    }
  }

  @Test func refusesWhatIsNoPattern() {
    for pattern in ["", "[a", "[", "a\\", "[z-a]", "a\\/b"] { #expect(Glob(pattern) == nil) }
  }

  @Test func manyStarsDoNotTakeForever() throws {
    let glob = try #require(Glob(String(repeating: "*a", count: 50) + "b"))
    #expect(!glob.matches(String(repeating: "a", count: 5000)))
  }
}
