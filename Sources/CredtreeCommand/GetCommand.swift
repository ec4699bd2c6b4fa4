internal import ArgumentParser
internal import Credtree

struct GetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get", abstract: "Show a credential, without its secrets.",
    discussion: "Confidential fields are shown if you have an identity that opens the file.")

  @Argument(help: "A name, an id, or the start of an id.") var ref: String
  @OptionGroup var source: SourceOptions
  @OptionGroup var compatible: CompatibleOption
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let item = try global.workspace(at: source.source).get(ref)
    if let system = compatible.system {
      return try global.output.showResponse(system.document(of: item))
    }
    try global.output.showData(item.document, text: item.text)
  }
}
