internal import ArgumentParser
internal import Credtree

struct ReferencesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "references", abstract: "List where credentials are used, in tracked files.")

  @Argument(help: "A name, an id, or the start of an id; all credentials without it.")
  var ref: String?

  @Flag(help: "Exit with 1 if there is any reference.") var exitCode = false
  @OptionGroup var compatible: CompatibleOption
  @OptionGroup var global: GlobalOptions

  func run() throws {
    try compatible.system?.require(.references)
    let references = try global.workspace().references(to: ref)
    Diagnostics.warn(
      references.unreadableFiles.map { Problem("cannot be read and may refer to it", file: $0) })
    if let system = compatible.system {
      try global.output.showResponse(try system.document(of: references))
    } else {
      try global.output.showData(references.document, text: references.text)
    }
    if exitCode, !references.isEmpty { throw ExitCode(Failure.Code.findings.exitStatus) }
  }
}
