internal import ArgumentParser
internal import Credtree

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show which outputs are due at which targets.")

  @Flag(help: "Exit with 1 if any delivery is due.") var exitCode = false

  @OptionGroup var global: GlobalOptions

  func run() throws {
    let report = try global.workspace().deliveryStatus()
    try global.output.showData(report.document, text: report.text)
    if exitCode, report.due > 0 { throw ExitCode(Failure.Code.findings.exitStatus) }
  }
}
