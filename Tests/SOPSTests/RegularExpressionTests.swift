import Testing

@testable import SOPS

@Suite struct RegularExpressionTests {
  @Test(arguments: [
    ("", ["", "a"], []),
    ("^secret$", ["secret"], ["secrets", "xsecret", "Secret", "secret\n", ""]),
    ("^se", ["secret", "se"], ["xse", "s"]),
    ("ret$", ["secret", "ret"], ["rets", "et"]),
    ("cre", ["secret", "cre"], ["ser", "cr"]),
    ("^$", [""], ["a", "\n"]),
    ("^(password|token)$", ["password", "token"], ["passwords", "xtoken"]),
    ("pass|tok", ["passwd", "mytoken"], ["pas", "to"]),
    ("^a.c$", ["abc", "aéc", "a🙂c"], ["ac", "a\nc", "abbc"]),
    ("(?s)^a.c$", ["a\nc"], ["ac"]),
    ("^ab*c+d?$", ["acd", "abbcc", "ac"], ["ab", "abdd"]),
    ("^ab*?c+?d??$", ["acd", "abbcc", "ac"], ["ab", "abdd"]),
    ("^a{2}b{1,3}c{0,}d{0}$", ["aab", "aabbbccc"], ["ab", "aabbbb", "aabd"]),
    ("^a{,2}$", ["a{,2}"], ["a", "aa"]),
    ("^a{x$", ["a{x"], ["a"]),
    ("^[a-c_.]+$", ["abc", "a_.c"], ["d", "-"]),
    ("^[^a-c]$", ["d", "\n", "🙂"], ["a", "b"]),
    ("^[]a]+$", ["]a]"], ["b"]),
    ("^[a-]+$", ["a-a"], ["b"]),
    ("^[-a]+$", ["a-a"], ["b"]),
    (#"^[\]\-\\]+$"#, ["]-\\"], ["a"]),
    ("^[[:alpha:][:digit:]]+$", ["ab12"], ["_", "é"]),
    ("^[[:^digit:]]$", ["a", "é"], ["1"]),
    (#"^\d+\.\w\s$"#, ["12.a ", "1._\t"], ["٣.a ", "1.é ", "1.a\u{B}"]),
    (#"^[\d\s]\D\W\S$"#, ["1a-b", " a-b"], ["aa-b", "11-b", "1aab", "1a- "]),
    (#"\bkey\b"#, ["key", "a key-b", "é-key"], ["keys", "my_key"]),
    (#"\Bkey"#, ["mykey"], ["key", "-key"]),
    (#"\Akey\z"#, ["key"], ["key\n", "\nkey"]),
    ("(?m)^key$", ["a\nkey\nb", "key"], ["a key"]),
    ("(?i)^Secret$", ["secret", "SECRET", "ſecret"], ["secrets"]),
    ("(?i)^k[a-c]$", ["KB", "\u{212A}b"], ["kd"]),
    ("^a(?i)b|c$", ["aB", "xC", "ab"], ["A"]),
    ("^a(?i:b)c$", ["aBc"], ["aBC"]),
    ("^(?i)a(?-i)b$", ["Ab"], ["AB"]),
    ("^(?:ab)+$", ["abab"], ["aba"]),
    ("^(?P<x>a)(?<y>b)$", ["ab"], ["a"]),
    (#"^\x41\x{1F642}\101\0$"#, ["A🙂A\0"], ["A"]),
    (#"^\a\f\n\r\t\v$"#, ["\u{7}\u{C}\n\r\t\u{B}"], ["a"]),
    (#"^\Qa.b*\E+$"#, ["a.b*", "a.b**"], ["axb*"]),
    (#"\Qa.b"#, ["a.b"], ["axb"]),
    (#"^\$\^\_\/$"#, ["$^_/"], ["$^"]),
    ("(a*)*$", ["", "aaa", "b"], []),
    ("(a|b)*c|(a|ab)*c", ["abc", "c"], ["ab"]),
    ("(|a)+b", ["b", "ab"], ["a"]),
    ("e\u{301}", ["xe\u{301}"], ["\u{E9}"]),
    ("^*a", ["a", "ba"], ["b"]),
  ])
  func findsWhatRE2Finds(pattern: String, matching: [String], other: [String]) throws {
    let regex = try RegularExpression(pattern)
    for text in matching { #expect(regex.isFound(in: text), "\(pattern) in \(text)") }
    for text in other { #expect(!regex.isFound(in: text), "\(pattern) in \(text)") }
  }

  @Test(arguments: [
    "(", ")", "(a", "a)", "[", "[a", "[]", "[b-a]", "[a-\\d]x[", "*a", "+", "?", "a**", "a*+",
    "a{2}{3}",
    "(*)", "|*", "a{1001}", "a{2,1}", "(a{100}){100}", "((a{10}){20}){10}", #"\"#, #"\1"#,
    #"(a)\1"#, #"\8"#,
    "(?=a)", "(?!a)", "(?<=a)", "(?<!a)", "(?>a)", "(?#x)", "(?P=x)", "(?P<x>a)(?P<x>b)",
    "(?<x y>a)",
    "(?<>a)", "(?z)", "(?i-)", "(?i", "(?-:a)", #"\pL"#, #"\p{Greek}"#, #"[\PL]"#, #"\Z"#, #"\E"#,
    #"\C"#, #"\G"#,
    #"\h"#, #"\é"#, #"\x4"#, #"\x{}"#, #"\x{110000}"#, #"\x{D800}"#, "[[:foo:]]", #"[\b]"#, "(?i)é",
    "(?i)[à-ü]",
    "a?*?+",
  ])
  func refusesWhatRE2OrWeRefuse(pattern: String) {
    #expect(throws: RegularExpression.Invalid.self) { try RegularExpression(pattern) }
  }

  @Test func takesTimeInProportionToTheText() throws {
    let regex = try RegularExpression("^(a+)+$|(a*)*b")
    #expect(!regex.isFound(in: String(repeating: "a", count: 5_000) + "c"))
    let nested = String(repeating: "(", count: 100_000)
    #expect(throws: RegularExpression.Invalid.self) { try RegularExpression(nested) }
  }
}
