import Configuration
import Documents
import SystemPackage
import TestSupport
import Testing

@Suite struct SOPSConfigurationTests {
  private func configuration() throws -> Configuration {
    let bytes = Array(TestKeys.design.utf8)
    return try Configuration.parse(bytes.span)
  }

  private func update(_ text: String) throws -> String {
    let result = try SOPSConfiguration.updating(
      Array(text.utf8), configuration: configuration())
    return String(decoding: result, as: UTF8.self)
  }

  /// Texts of users, with where our block goes in the form of what is before and after it.
  static let layouts: [(name: String, before: String, after: String)] = [
    ("nothing", "creation_rules:\n", ""),
    (
      "list at the key's column", "# top\ncreation_rules: # why\n",
      "# first\n- path_regex: a\n  age: x\n# last\n"
    ),
    (
      "list indented by four", "stores: {json: {indent: 2}}\ncreation_rules:\n",
      "\n    -   path_regex: a\n        pgp: y\n    - {kms: z}\nother: 1\n"
    ),
    ("CRLF", "creation_rules:\r\n", "  - path_regex: a\r\n    age: x\r\n"),
    ("null", "creation_rules:\n", "stores: {}\n"),
    ("brackets over lines", "creation_rules: [\n", "  {path_regex: a},\n  ]\n"),
    ("indented root", "  creation_rules:\n", "    - a: 1\n"),
    ("a document start", "%YAML 1.1\n---\ncreation_rules:\n", "  - a: 1\n...\n"),
    ("no end of the last line", "creation_rules:\n", "- a: 1"),
  ]

  @Test(arguments: layouts.indices) func keepsEveryByteOutside(_ index: Int) throws {
    let (name, before, after) = Self.layouts[index]
    let result = try update(name == "nothing" ? "" : before + after)
    let rest = try withoutBlock(result)
    #expect(rest.before == before && rest.after == after, "\(name)")
    #expect(try update(result) == result, "\(name)")
  }

  @Test(arguments: ["stores: {}\n", "stores: {}", "# only a comment\n", "a: 1\r\n"])
  func addsTheKeyThatIsMissing(_ text: String) throws {
    let result = try update(text)
    #expect(result.hasPrefix(text))
    #expect(result.contains("creation_rules:"))
    #expect(try update(result) == result)
  }

  @Test(arguments: ["creation_rules: []\n", "creation_rules: [{a: 1}, {b: 2}]\nx: 1\n"])
  func goesIntoBracketsOnOneLine(_ text: String) throws {
    let result = try update(text)
    #expect(try update(result) == result)
    #expect(try withoutBlock(result).before == "creation_rules: [\n")
  }

  @Test(arguments: [
    "a: [", "- a\n", "a: 1\n---\nb: 2\n", "creation_rules: {}\n", "creation_rules: ~\n",
    "creation_rules: text\n", "{creation_rules: [{a: 1}]}\nx", "{stores: {}}\n", "a: 1\n...\n",
    "? creation_rules\n: - a: 1\n", "creation_rules:\n  # credtree:begin\n",
  ]) func leavesAloneWhatHasNoPlaceForIt(_ text: String) {
    #expect(throws: ConfigurationError.self) { try update(text) }
  }

  @Test func movesTheBlockBackToTheFront() throws {
    let result = try update("creation_rules:\n  - path_regex: a\n")
    let (before, after) = try withoutBlock(result)
    let block = result.dropFirst(before.count).dropLast(after.count)
    #expect(try update(before + after + block) == result)
  }

  @Test func pythonReadsOurRulesAndThenTheUsers() async throws {
    let texts =
      ["", "stores: {json: {indent: 2}}\r\n", "creation_rules: [{age: x}]\n"]
      + Self.layouts.dropFirst().map { $0.before + $0.after }
    let program = """
      import sys, yaml
      before, after = (yaml.safe_load(open(name, newline='')) or {} for name in sys.argv[1:])
      rules = after.pop('creation_rules')
      theirs = before.pop('creation_rules', None) or []
      assert before == after and rules[3:] == theirs, (before, after)
      root, prod, rest = rules[:3]
      assert root['path_regex'] == r'^credentials/root/.+\\.json$', root
      assert rest['path_regex'] == r'^credentials/.+\\.json$', rest
      assert root['shamir_threshold'] == 2 and 'age' not in root
      assert [len(group['age']) for group in root['key_groups']] == [2, 1, 1]
      assert all(rule['encrypted_regex'] == '^secret$' for rule in rules[:3])
      keys = [key.strip() for key in rest['age'].split(',')]
      assert keys == ['\(TestKeys.alice)', '\(TestKeys.ssh)', '\(TestKeys.bob)', '\(TestKeys.ci)'], keys
      """
    for text in texts {
      let result = try update(text)
      try await withSandbox("sops-yaml") { folder in
        for (name, contents) in [("before", text), ("after", result), ("check.py", program)] {
          let file = try FileDescriptor.open(
            folder.appending(name), .writeOnly, options: .create, permissions: .ownerReadWrite)
          _ = try file.closeAfter { try file.writeAll(contents.utf8) }
        }
        try await GitFixture(at: folder).shell("python3 check.py before after")
      }
    }
  }

  private func withoutBlock(_ text: String) throws -> (before: String, after: String) {
    let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
      .map { String($0) ?? "" }
    func index(_ mark: String) -> Int? {
      lines.firstIndex { $0.utf8.filter { $0 != 0x0D && $0 != 0x20 }.elementsEqual(mark.utf8) }
    }
    let begin = try #require(index("#credtree:begin"))
    let end = try #require(index("#credtree:end"))
    return (
      lines[..<begin].map { $0 + "\n" }.joined(), lines[(end + 1)...].joined(separator: "\n")
    )
  }
}
