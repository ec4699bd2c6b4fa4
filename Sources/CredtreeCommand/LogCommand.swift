internal import ArgumentParser
internal import Credtree

struct LogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Show what each commit did to credentials, newest first; needs no key.",
    discussion: """
      A credential is followed under all its names. A range is A..B, A...B, or a revision with \
      all that it follows; a word with dots is taken for a range. A merge is shown for what none \
      of its parents has.
      """)

  @Argument(help: ArgumentHelp("A name, an id, the start of an id, or a range.", valueName: "ref"))
  var reference: String?
  @Option(help: ArgumentHelp("The commits to show; without it, all of HEAD's.", valueName: "range"))
  var range: String?
  @Option(name: [.customShort("n"), .long], help: "Show at most so many commits.")
  var limit: Int?
  @Option(help: "How to print what changed.") var format: ReviewOptions.Format?
  @Flag(
    inversion: .prefixedNo,
    help: "Open files with every identity, or with none; else with those that ask nothing.")
  var open: Bool?
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("-n (--limit) is a number from 1") }
    if range != nil, let reference, reference.contains("..") {
      throw ValidationError("give one range")
    }
  }

  func run() throws {
    let isRange = reference?.contains("..") ?? false
    let log = try ChangeLog.read(
      LogRequest(
        directory: global.directory, range: isRange ? reference : range,
        reference: isRange ? nil : reference, limit: limit ?? .max,
        opening: ReviewOptions.opening(open), identityFile: global.identity))
    switch format ?? (global.json ? .json : .text) {
    case .text: try global.output.showRaw(log.text(in: global.style))
    case .json: try global.output.showDocument(log.document)
    case .markdown: try global.output.showRaw(log.markdown)
    case .html: try global.output.showRaw(log.html)
    }
  }
}
