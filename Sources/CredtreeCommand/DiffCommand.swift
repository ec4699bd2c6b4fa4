internal import ArgumentParser
internal import Credtree

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show which credentials, fields, and readers changed; needs no key.",
    discussion: """
      Without a range, compares the work tree with HEAD. A range is REV (that commit with the \
      work tree), A..B, A...B (since their common ancestor), or two revisions. With a key at \
      hand it also says whether values that were encrypted anew are the same. Secret values are \
      never shown, nor how long they are.
      """)

  @Argument(help: ArgumentHelp("A commit, A..B, A...B, or two commits.", valueName: "range"))
  var revisions: [String] = []
  @Flag(help: "Compare the index with HEAD.") var staged = false
  @OptionGroup var review: ReviewOptions
  @Flag(help: "Exit with 1 if anything changed.") var exitCode = false
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    guard revisions.count <= 2 else { throw ValidationError("give one range, or two commits") }
    if revisions.count == 2, revisions.contains(where: { $0.contains("..") }) {
      throw ValidationError("give one range, or two commits, and not both")
    }
  }

  func run() throws {
    var request = review.request(global)
    request.range = revisions.isEmpty ? nil : revisions.joined(separator: "..")
    request.staged = staged
    let diff = try Workspace.diff(request, findingUses: !review.noReferences)
    switch review.form(global) {
    case .text: try global.output.showRaw(diff.text(in: global.style))
    case .json: try global.output.showDocument(diff.document)
    case .markdown: try global.output.showRaw(diff.markdown)
    case .html: try global.output.showRaw(diff.html)
    }
    if exitCode, !diff.isEmpty { throw ExitCode(Failure.Code.findings.exitStatus) }
  }
}
