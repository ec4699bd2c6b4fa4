internal import ArgumentParser
internal import Credtree

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show which credentials, fields, and readers changed; needs no key.",
    discussion: """
      Without a range, compares the work tree with HEAD. A range is REV (that commit with the \
      work tree), A..B, or A...B (since their common ancestor). Secret values are never \
      shown, only that they changed.
      """)

  @Argument(help: "A commit, A..B, or A...B.") var range: String?
  @Flag(help: "Compare the index with HEAD.") var staged = false
  @Flag(help: "Exit with 1 if anything changed.") var exitCode = false
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let diff = try SemanticDiff.compute(
      in: global.directory, range: range, staged: staged)
    try global.output.showData(diff.document, text: diff.text)
    if exitCode, !diff.isEmpty { throw ExitCode(Failure.Code.findings.exitStatus) }
  }
}
