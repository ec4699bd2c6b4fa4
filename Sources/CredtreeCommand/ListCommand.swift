internal import ArgumentParser
internal import Credtree

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List credentials; needs no key.")

  @OptionGroup(title: "What to list") var options: ListOptions
  @OptionGroup var source: SourceOptions
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let workspace = try global.workspace(at: source.source)
    let list = try workspace.list(options.query)
    try global.output.showData(list.document, text: list.text)
  }
}
