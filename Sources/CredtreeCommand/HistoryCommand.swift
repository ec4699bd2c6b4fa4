internal import ArgumentParser
internal import Credtree

struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "List a credential's revisions, newest first.")

  @Argument(help: "A name, an id, or the start of an id.") var ref: String
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let history = try global.workspace().history(of: ref)
    try global.output.showData(history.document, text: history.text)
  }
}
