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
      anything was found. In a bare repository, give --range or --pre-receive.

      --staged looks at what would be committed, as it is in the index, and --pre-receive at what \
      is pushed: only what the change brings is a finding, so that neither stands in the way of \
      work on something else.
      """)

  @Option(help: ArgumentHelp("Check commit B, and what changed since A.", valueName: "a..b"))
  var range: String?
  @Flag(help: "Check what is pushed, read from standard input as a pre-receive hook gets it.")
  var preReceive = false
  @Flag(help: "Check what is about to be pushed, read as a pre-push hook gets it.")
  var prePush = false
  @Flag(help: "With --staged, check the whole index and not only what would be committed.")
  var all = false
  @Flag(help: "Open no file, even where an identity would.") var noOpen = false
  @Flag(help: "Do not search history for values that former members could read.")
  var noHistory = false
  @Option(help: "How to print what was found.") var format: Format?
  @OptionGroup var source: SourceOptions
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let report = try Workspace.check(
      in: global.directory, identityFile: global.identity, scope: try scope, opening: !noOpen,
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

  private var scope: Workspace.CheckScope {
    get throws {
      let given = [range != nil, source.rev != nil, source.staged, preReceive, prePush]
      guard given.count(where: \.self) < 2 else {
        throw Failure(
          .usage,
          "--range, --rev, --staged, --pre-receive and --pre-push exclude each other; give one")
      }
      guard !all || source.staged else { throw Failure(.usage, "--all belongs to --staged") }
      if let range { return .range(range) }
      if preReceive { return .push(try PushedReferences.read()) }
      if prePush { return .outgoing(try PushedReferences.read()) }
      if source.staged, !all { return .staged }
      return .state(try source.source)
    }
  }
}
