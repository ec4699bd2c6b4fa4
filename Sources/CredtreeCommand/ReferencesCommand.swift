internal import ArgumentParser
internal import Credtree

struct ReferencesCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json, dot, mermaid
  }

  static let configuration = CommandConfiguration(
    commandName: "references", abstract: "List where credentials are used, in tracked files.",
    discussion: """
      Files are searched as they stand in the work tree, or as --rev or --staged says; \
      --all-branches adds what only other branches have.
      """)

  @Argument(help: "A name, an id, or the start of an id; all credentials without it.")
  var ref: String?

  @Flag(help: "Search the last commits of all branches as well.") var allBranches = false
  @Flag(help: "Say which rule found each place, and how it leads to the credential.")
  var explain = false
  @Option(help: "How to print them: as text, as JSON, or as a graph.") var format: Format?
  @Flag(help: "Exit with 1 if there is any reference.") var exitCode = false
  @OptionGroup var source: SourceOptions
  @OptionGroup var compatible: CompatibleOption
  @OptionGroup var global: GlobalOptions

  func run() throws {
    try compatible.system?.require(.references)
    let references = try global.workspace(at: source.source)
      .references(to: ref, allBranches: allBranches)
    Diagnostics.warn(
      references.unreadableFiles.map { Problem("cannot be read and may refer to it", file: $0) })
    if let system = compatible.system {
      try global.output.showResponse(try system.document(of: references))
    } else {
      try show(references)
    }
    if exitCode, !references.isEmpty { throw ExitCode(Failure.Code.findings.exitStatus) }
  }

  private func show(_ references: ReferenceList) throws {
    switch format ?? (global.json ? .json : .table) {
    case .json: try global.output.showDocument(references.document(explains: explain))
    case .dot: try global.output.showText(references.dot)
    case .mermaid: try global.output.showText(references.mermaid)
    case .table:
      Diagnostics.warn(references.problems)
      Diagnostics.warn(
        references.wildcards.map {
          Problem("this hands over every secret", file: $0.file, at: $0.position)
        })
      try global.output.showText(references.text(explains: explain))
    }
  }
}
