import Credentials
import Documents
import Secrets
import SystemPackage
import TestSupport
import Testing

@testable import Rendering

/// Values come out of the real readers of a format as they went in, or are refused.
@Suite(.drawn) struct TextFormatTests {
  static let values = [
    "plain", "two words", "it's", "say \"hi\"", "back\\slash", "a$b`c`${d}", "#hash", "a #b",
    "a: b",
    "- x", "no", "0123", "1e3", "null", "{{x}}", "%{x}", "a\nb", "a\n\nb\n", "tab\there", "\r\n",
    "é漢😀", "\u{85}\u{2028}", "\u{7F}\u{1}", "<a & b>", "!x", "*x", "&x", "@x", "~", "=", "a=b",
    " lead",
    "trail ", "[x]", "{x}", "'", "\"", "\\", "'\"\\$",
  ]

  private func render(_ template: String, _ value: String, _ format: TextFormat) throws -> String {
    let bytes = Array(value.utf8)
    let context = Node.object([
      Member("v", Node(.secret(Secret(SecretBytes(copying: bytes.span))))), Member("n", .int(5)),
    ])
    let template = try MustacheTemplate(Array(template.utf8), file: "t")
    return text(try MustacheRenderer.render(template, with: [context], as: format))
  }

  /// The value, or `nil` if the format refused it.
  private func attempt(_ template: String, _ value: String, _ format: TextFormat) -> String? {
    do { return try render(template, value, format) } catch {
      #expect((error as? Failure)?.code == .invalid)
      return nil
    }
  }

  @Test func json() throws {
    for value in Self.values {
      for (template, read) in [
        (#"{"a": {{v}}, "n": {{n}}}"#, value), (#"{"a": "{{v}}"}"#, value),
        (#"{"a": "x\"{{v}}\\"}"#, "x\"\(value)\\"),
      ] {
        let output = Array(try render(template, value, .json).utf8)
        #expect(try JSON.parse(output.span)["a"]?.string == read, "\(template) \(value)")
      }
    }
    #expect(try render(#"[{{n}}, "{{n}}"]"#, "x", .json) == #"[5, "5"]"#)
    #expect(attempt("{ {{v}} }", "x", .json) == nil)
  }

  @Test func yaml() throws {
    for value in Self.values {
      for (template, read) in [
        ("# it's {{n}}\na: {{v}}\nb: [{{v}}, {{n}}]\n", value), ("a: \"{{v}}\" # \"x\n", value),
        ("a: \"x\\\"{{v}}\\\\\"\n", "x\"\(value)\\"), ("a: 'it''s {{v}}'\n", "it's \(value)"),
        ("x: it's\na: {{v}}\n", value),
      ] {
        guard let output = attempt(template, value, .yaml) else {
          #expect(template.contains("'it''s"), "\(template) \(value)")
          continue
        }
        let bytes = Array(output.utf8)
        #expect(try YAML.parse(bytes.span).first?["a"]?.string == read, "\(template) \(value)")
      }
    }
    #expect(try render("a: {{n}}\n", "x", .yaml) == "a: 5\n")
    for template in ["a: {{v}}:80\n", "a: x{{v}}\n", "a: {{v}}{{v}}\n"] {
      #expect(attempt(template, "x", .yaml) == nil, "\(template)")
    }
  }

  /// Any value, in any of the places that a format has for it.
  @Test func randomValuesComeBack() throws {
    let pieces = [
      "'", "\"", "\\", "\n", "\r", "\t", " ", "#", ":", "-", "{", "}", "[", "]", ",", "&", "*", "!",
      "|", ">", "%", "@", "`", "$", "a", "0", "é", "\u{85}", "\u{2028}", "\u{FEFF}", "😀", "\u{7F}",
    ]
    var generator = Numbers()
    for _ in 0..<3000 {
      let count = Int.random(in: 1..<12, using: &generator)
      let value = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
      let json = Array(try render(#"["{{v}}", {{v}}, "x{{v}}"]"#, value, .json).utf8)
      #expect(
        try JSON.parse(json.span).array?.map(\.string) == [value, value, "x\(value)"], "\(value)")
      let yaml = Array(try render("- {{v}} # it's\n- \"x{{v}}\"\n- [{{v}}]\n", value, .yaml).utf8)
      let read = try YAML.parse(yaml.span).first?.array
      #expect(read?[0].string == value && read?[1].string == "x\(value)", "\(value)")
      #expect(read?[2].array?.first?.string == value, "\(value)")
      guard let single = attempt("- 'x{{v}}'\n", value, .yaml) else { continue }
      let bytes = Array(single.utf8)
      #expect(try YAML.parse(bytes.span).first?.array?[0].string == "x\(value)", "\(value)")
    }
  }

  /// A text of several lines stays one in a block, as deep as it stands.
  @Test func yamlBlocks() throws {
    let template = "a:\n  b: |\n    {{v}}\n  c: \"{{v}}\"\n"
    for value in ["one", "one\ntwo\n", "one\n\n\"two\" # x\n"] {
      let output = Array(try render(template, value, .yaml).utf8)
      let node = try #require(try YAML.parse(output.span).first?["a"])
      let block = value.hasSuffix("\n") ? value : value + "\n"
      #expect(node["b"]?.string == block)
      #expect(node["c"]?.string == value)
    }
    #expect(attempt("a: |\n  x {{v}}\n", "one\ntwo", .yaml) == nil)
    #expect(try render("- |\n  x {{v}}\n", "it's", .yaml) == "- |\n  x it's\n")
  }

  @Test func shellScripts() async throws {
    try await withSandbox("format") { folder in
      for value in Self.values {
        let script = try render(
          "# don't\nprintf '%s|' {{v}} pre{{v}} \"a {{v}}\" 'b {{v}}' it\\'s\n", value, .shell)
        let printed = try await shell(script, in: folder)
        #expect(printed == "\(value)|pre\(value)|a \(value)|b \(value)|it's|", "\(value)")
      }
      #expect(attempt("cat <<END\n{{v}}\nEND\n", "x", .shell) == nil)
    }
  }

  /// What an environment file can hold, a shell and Python's dotenv rules read alike.
  @Test func environmentFiles() async throws {
    try await withSandbox("format") { folder in
      var taken = 0
      for value in Self.values {
        guard let output = attempt("# it's\nA={{v}}\nB='{{v}}'\n", value, .env) else { continue }
        taken += 1
        try Array(output.utf8).write(to: folder.appending("env"))
        let printed = try await shell(". ./env; printf '%s|%s' \"$A\" \"$B\"", in: folder)
        #expect(printed == "\(value)|\(value)", "\(value)")
      }
      #expect(taken > 20)
      #expect(attempt("A={{v}}\n", "a'b$c", .env) == nil)
      #expect(attempt("A={{v}}\n", "a\nb", .env) == nil)
      #expect(attempt("A=x{{v}}\n", "a b", .env) == nil)
    }
  }

  @Test func tomlXMLAndProperties() async throws {
    try await withSandbox("format") { folder in
      for value in Self.values {
        let toml = try render("# it's\na = {{v}}\nb = [\"x{{v}}\", {{n}}]\n", value, .toml)
        try Array(toml.utf8).write(to: folder.appending("toml"))
        try Array(value.utf8).write(to: folder.appending("value"))
        try await shell(
          """
          python3 -c 'import tomllib; v=open("value",newline="").read(); d=tomllib.load(open("toml","rb"))
          assert d["a"]==v and d["b"]==["x"+v,5], (d,v)'
          """, in: folder)
        guard let xml = attempt("<a b=\"{{v}}\">{{v}}</a>", value, .xml) else {
          #expect(value.utf8.contains { $0 < 9 })
          continue
        }
        try Array(xml.utf8).write(to: folder.appending("xml"))
        try await shell(
          """
          python3 -c 'import xml.etree.ElementTree as e; v=open("value",newline="").read(); d=e.parse("xml").getroot()
          assert d.text==v, (d.text,v)'
          """, in: folder)
      }
      #expect(
        try render("a={{v}}", " é:=\n😀", .properties) == "a=\\ \\u00e9\\:\\=\\n\\ud83d\\ude00")
      #expect(try render("x/{{v}}", "a b/é~", .url) == "x/a%20b%2F%C3%A9~")
    }
  }

  @Test func emptyMissingAndEncryptedValuesAreRefused() throws {
    for value in ["", "ENC[AES256_GCM,data:x,iv:x,tag:x,type:str]"] {
      #expect(attempt("{{v}}", value, .text) == nil)
      #expect(attempt("{{{v}}}", value, .text) == nil)
    }
    #expect(attempt("{{nothing}}", "x", .text) == nil)
    #expect(try render("{{^nothing}}none{{/nothing}}", "x", .text) == "none")
  }

  @Test func referencesInAnyText() throws {
    func inject(_ source: String, _ format: TextFormat) throws -> String {
      text(
        try Injection.render(Array(source.utf8), file: "f", as: format) { name, field in
          .string("<\(name) \(field)>")
        })
    }
    #expect(
      try inject("a cred://x/y#z, mycred://no#no (cred://b#c).\n", .text)
        == "a <x/y z>, mycred://no#no (<b c>).\n")
    #expect(try inject("a: cred://b#c\n", .yaml) == "a: \"<b c>\"\n")
    #expect(try inject(#"{"a":"cred://b#c"}"#, .json) == #"{"a":"<b c>"}"#)
    #expect(throws: Failure.self) { try inject("cred://b", .text) }
  }
}
