internal import ArgumentParser
internal import Credtree

struct TypesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "types", abstract: "Show and change the types that credentials can have.",
    subcommands: [
      TypesListCommand.self, TypesShowCommand.self, TypesCreateCommand.self,
      TypesUpdateCommand.self, TypesDeleteCommand.self,
    ])
}

struct TypesListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the types; needs no key and no repository.")

  @Option(
    help: ArgumentHelp("Only types with this text in a name or the title.", valueName: "text"))
  var search: String?

  @Option(help: ArgumentHelp("Show this page only, counted from 1.", valueName: "number"))
  var page: Int?

  @Option(help: ArgumentHelp("Show this many on a page; 20 otherwise.", valueName: "number"))
  var pageSize: Int?

  @OptionGroup var source: SourceOptions
  @OptionGroup var compatible: CompatibleOption
  @OptionGroup var global: GlobalOptions

  func run() throws {
    try compatible.system?.require(.types)
    let all =
      if let workspace = try global.workspaceIfThere(at: source.source) {
        try workspace.types()
      } else {
        TypeList.builtIn
      }
    var shown: ListPage?
    if page != nil || pageSize != nil || compatible.system?.alwaysHasPages == true {
      shown = try ListPage(number: page ?? 1, size: pageSize ?? ListPage.standardSize)
    }
    let list = all.narrowed(to: search, page: shown)
    if let system = compatible.system {
      return try global.output.showResponse(try system.document(of: list))
    }
    try global.output.showData(list.document, text: list.text)
  }
}

struct TypesShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a type: its fields, its rules, what it renders to, and a document to fill in.")

  @Argument(help: "The type, such as container-registry.") var type: String
  @OptionGroup var source: SourceOptions
  @OptionGroup var compatible: CompatibleOption
  @OptionGroup var global: GlobalOptions

  func run() throws {
    try compatible.system?.require(.types)
    let shape =
      if let workspace = try global.workspaceIfThere(at: source.source) {
        try workspace.shape(ofType: type)
      } else {
        TypeShape(try Catalogue.builtIn.requiredType(named: type))
      }
    if let system = compatible.system {
      return try global.output.showResponse(try system.document(of: shape))
    }
    try global.output.showData(shape.document, text: shape.text)
  }
}

extension GlobalOptions {
  /// The workspace, or `nil` where there is none to be found.
  func workspaceIfThere(at source: Workspace.Source) throws -> Workspace? {
    do { return try workspace(at: source) } catch let failure as Failure {
      // A folder that was named must be right; otherwise the built-in types are the answer.
      guard directory == nil, [.notFound, .system].contains(failure.code) else { throw failure }
      return nil
    }
  }
}
