internal import ArgumentParser
internal import Credtree

struct ExposureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exposure", abstract: "List what a member could ever read and must be rotated.",
    discussion: """
      Looks at every commit of every branch, tag, and remote branch, for all keys that the \
      member ever had. A credential is done when its secret values are others: compared with \
      your keys where they open both, else by revision.
      """)

  /// How the list is printed.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case markdown
  }

  @Argument(help: "A member's name, now or formerly.") var member: String
  @Option(help: "Print text, or a checklist for an issue.") var format: Format = .text
  @Flag(help: "Exit with 1 if anything is left to rotate.") var exitCode = false
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let exposure = try global.workspace().store.exposure(of: member)
    try global.output.showData(
      exposure.document, text: format == .markdown ? exposure.markdown : exposure.text)
    if exitCode, !exposure.open.isEmpty { throw ExitCode(Failure.Code.findings.exitStatus) }
  }
}
