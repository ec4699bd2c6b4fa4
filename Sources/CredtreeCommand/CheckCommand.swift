internal import ArgumentParser
internal import Credtree

struct CheckCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, markdown, sarif
  }

  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Look for what is wrong with the credentials; needs no key.",
    discussion: """
      With identities at hand, MAC, seal, and secret values are checked too. Ends with 1 if \
      anything was found. In a bare repository, give --range.
      """)

  @Option(help: ArgumentHelp("Check commit B, and what changed since A.", valueName: "a..b"))
  var range: String?
  @Flag(help: "Open no file, even where an identity would.") var noOpen = false
  @Flag(help: "Do not search history for values that former members could read.")
  var noHistory = false
  @Option(help: "How to print what was found.") var format: Format?
  @OptionGroup var source: SourceOptions
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let scope: Workspace.CheckScope
    if let range {
      guard source.rev == nil, !source.staged else {
        throw Failure(.usage, "--range excludes --rev and --staged; give one of them")
      }
      scope = .range(range)
    } else {
      scope = .state(try source.source)
    }
    let report = try Workspace.check(
      in: global.directory, identityFile: global.identity, scope: scope, opening: !noOpen,
      readingHistory: !noHistory)
    switch format ?? (global.json ? .json : .text) {
    case .text: if !global.quiet || !report.isClean { try global.output.showText(report.text) }
    case .json: try global.output.showDocument(report.document)
    case .markdown: try global.output.showText(report.markdown)
    case .sarif: try global.output.showDocument(report.sarif)
    }
    guard let failure = report.failure else { return }
    if failure.code != .findings { throw failure }
    throw ExitCode(failure.code.exitStatus)
  }
}
