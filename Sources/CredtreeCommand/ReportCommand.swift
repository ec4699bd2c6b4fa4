internal import ArgumentParser
internal import Credtree

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Write a page about the credentials, for people.",
    discussion: """
      Inventory, dates, access, uses, changes and findings in one HTML file that needs nothing \
      else: no network, and no script to be read. It is made without a key, and no secret is in \
      it. Ends with 0 whatever the findings are.
      """)

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The file to write; - is standard output.", valueName: "file"))
  var output: String
  @Flag(help: "Do not search history for values that former members could read.")
  var noHistory = false
  @OptionGroup var source: SourceOptions
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let workspace = try global.workspace(at: try source.source)
    let report = try workspace.report(readingHistory: !noHistory)
    if output == "-" {
      try global.output.showPage(report.html)
    } else {
      try report.write(to: output)
      try global.output.show(report.document(file: output), text: report.text(file: output))
    }
  }
}
