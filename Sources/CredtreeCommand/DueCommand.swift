internal import ArgumentParser
internal import Credtree

struct DueCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, ics
  }

  static let configuration = CommandConfiguration(
    commandName: "due",
    abstract: "List what has to be replaced soon; needs no key.",
    discussion: """
      Certificates that end, credentials that say when they expire or are to be rotated, and \
      those that get older than the policy's rotateAfter. Ends with 1 if anything is due. A \
      calendar has every date that is known, unless --within is given.
      """)

  @Option(
    help: ArgumentHelp(
      "How far to look ahead, such as 2w; else the policy's expiryWarning, or 30d.",
      valueName: "time"))
  var within: String?
  @Option(
    help: ArgumentHelp(
      "Only these: type=…,project=…,name=GLOB.", valueName: "conditions"))
  var select: String?
  @Option(help: "How to print it; ics is a calendar (RFC 5545).") var format: Format?
  @OptionGroup var source: SourceOptions
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let workspace = try global.workspace(at: try source.source)
    let list = try workspace.due(within: try span, try CredentialFilter(parsing: select))
    switch format ?? (global.json ? .json : .text) {
    case .text:
      if !global.quiet || list.failure != nil { try global.output.showText(list.text) }
    case .json: try global.output.showDocument(list.document)
    case .ics:
      try global.output.showRaw(
        workspace.calendar(of: within == nil ? list.dates : list.items))
    }
    guard let failure = list.failure else { return }
    if failure.code != .findings { throw failure }
    throw ExitCode(failure.code.exitStatus)
  }

  private var span: TimeSpan? {
    get throws {
      guard let within else { return nil }
      guard let span = TimeSpan(within) else {
        throw Failure(.usage, "--within takes a time such as 30d, 2w, or 1y")
      }
      return span
    }
  }
}
