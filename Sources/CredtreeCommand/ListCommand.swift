internal import ArgumentParser
internal import Credtree

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List credentials; needs no key.")

  @Flag(help: "List what was deleted on this branch and can be restored.")
  var deleted = false

  @OptionGroup(title: "What to list") var options: ListOptions
  @OptionGroup var source: SourceOptions
  @OptionGroup var compatible: CompatibleOption
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let workspace = try global.workspace(at: source.source)
    if deleted {
      try compatible.system?.require(.listDeleted)
      guard source.rev == nil, !source.staged else {
        throw Failure(.usage, "--deleted looks through the branch; leave out --rev and --staged")
      }
      let list = try workspace.deleted(options.query)
      if let system = compatible.system {
        return try global.output.showResponse(try system.document(of: list))
      }
      return try global.output.showData(list.document, text: list.text)
    }
    var query = try options.query
    if let system = compatible.system {
      if system.alwaysHasPages, query.page == nil, query.project == nil {
        query.page = try ListPage()
      }
      let list = try workspace.list(query)
      try global.output.showResponse(
        system.document(of: list, isOfProject: query.project != nil))
      if let failure = list.failure { throw failure }
      return
    }
    let list = try workspace.list(query)
    try global.output.showData(list.document, text: list.text)
    if let failure = list.failure { throw failure }
  }
}
