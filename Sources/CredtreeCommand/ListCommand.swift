internal import ArgumentParser
internal import Credtree

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List credentials; needs no key.")

  @Flag(help: "List what was deleted on this branch and can be restored.")
  var deleted = false

  @OptionGroup(title: "What to list") var options: ListOptions
  @OptionGroup var source: SourceOptions
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let workspace = try global.workspace(at: source.source)
    if deleted {
      guard source.rev == nil, !source.staged else {
        throw Failure(.usage, "--deleted looks through the branch; leave out --rev and --staged")
      }
      let list = try workspace.deleted(options.query)
      return try global.output.showData(list.document, text: list.text)
    }
    let list = try workspace.list(options.query)
    try global.output.showData(list.document, text: list.text)
    if let failure = list.failure { throw failure }
  }
}
