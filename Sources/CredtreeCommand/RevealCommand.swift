internal import ArgumentParser
internal import Credtree
internal import Files

struct RevealCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reveal", abstract: "Print a credential's values, secrets included.",
    discussion: """
      With a field, prints exactly its bytes; a line feed is added at a terminal only. \
      Without one, prints every field.
      """)

  @Argument(help: "A name, an id, or the start of an id.") var ref: String
  @Argument(help: "The field to print.") var field: String?

  @Option(help: ArgumentHelp("Reveal this earlier revision.", valueName: "number"))
  var revision: Int?

  @OptionGroup var source: SourceOptions
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let workspace = try global.workspace(at: source.source)
    let credential = try workspace.open(ref, revision: revision)
    if let field, !global.json {
      try global.output.write(credential.value(ofField: field))
      if StandardStream.output.isTerminal { try? StandardStream.output.write("\n") }
    } else {
      try global.output.write(credential.revealed(field: field, asJSON: global.json))
    }
  }
}
