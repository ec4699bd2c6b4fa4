import Documents
import Review
import SystemPackage
import TestSupport
import Testing

@testable import Credtree

/// A finding of every kind, in every place that one can be, is what SARIF says.
@Suite struct SARIFRuleTests {
  private static let validator = """
    import json, sys, jsonschema
    document, schema = (json.load(open(name)) for name in sys.argv[1:])
    checker = jsonschema.FormatChecker()
    jsonschema.Draft7Validator(schema, format_checker=checker).validate(document)
    run = document["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]: assert rules[result["ruleIndex"]] == result["ruleId"]
    print(len(rules), len({result["ruleId"] for result in run["results"]}))
    """

  @Test func everyRuleIsValid() async throws {
    let findings = CheckRule.allCases.flatMap { rule in
      [
        Finding(rule, "a message with \u{1b}[31m and \"quotes\"\n", file: nil),
        Finding(
          rule, "in a file", credential: "ü/sp ace", field: "password",
          file: #"credentials/b\xff %/ü?#[].json"#,
          at: Position(line: 3, column: 9)),
        Finding(
          rule, "in a commit", credential: "gate", file: "credentials/gate.json",
          commit: String(repeating: "0a", count: 20)),
      ]
    }
    let report = CheckReport(findings: findings, credentials: 2, opened: 1)
    try await withSandbox("sarif") { folder in
      try JSON.write(report.sarif).write(to: folder.appending("all.sarif"))
      let run = try await runProgram(
        named: "python3",
        ["-c", Self.validator, "all.sarif", Self.schema.string], in: folder)
      let count = CheckRule.allCases.count
      #expect(run.exit == 0 && run.text == "\(count) \(count)\n", "\(run.message)")
    }
  }

  /// Beside the tests that drive the program; see `SARIFTests`.
  private static let schema = FilePath("\(#filePath)").removingLastComponent()
    .removingLastComponent().appending("EndToEndTests/Shapes/sarif-2.1.0.json")
}
