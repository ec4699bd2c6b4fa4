internal import ArgumentParser
internal import Credtree
internal import Documents

struct GetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get", abstract: "Show a credential, without its secrets.",
    discussion: "Confidential fields are shown if you have an identity that opens the file.")

  @Argument(help: "A name, an id, or the start of an id.") var ref: String
  @Flag(
    help: """
      Print only what the other side needs to be told: the trust policy of an AWS role, the \
      commands of an agent or of a swarm's node.
      """)
  var setupSnippet = false

  @OptionGroup var source: SourceOptions
  @OptionGroup var compatible: CompatibleOption
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let item = try global.workspace(at: source.source).get(ref)
    if let system = compatible.system {
      return try global.output.showResponse(system.document(of: item))
    }
    guard setupSnippet else {
      return try global.output.showData(item.document, text: item.text)
    }
    guard let snippet = item.setupSnippet else {
      throw Failure(.usage, "a credential of type \(item.header.metadata.type) needs no set-up")
    }
    try global.output.showData(
      .object([
        Member("credentialId", .string(item.header.id)), Member("name", .string(item.header.name)),
        Member("setupSnippet", .string(snippet)),
      ]), text: snippet)
  }
}
