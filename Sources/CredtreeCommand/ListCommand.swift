internal import ArgumentParser
internal import Credtree

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List credentials; needs no key.")

  @Option(help: ArgumentHelp("Only credentials of this type.", valueName: "type"))
  var type: String?

  @OptionGroup var source: SourceOptions
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let workspace = try global.workspace(at: source.source)
    let list = try workspace.list(CredentialFilter(type: type))
    try global.output.showData(list.document, text: list.text)
  }
}
