internal import ArgumentParser
internal import Credtree

struct DeleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete a credential that nothing refers to.",
    discussion: "A credential that a tracked file refers to stays: exit 4, and the references.")

  @Argument(help: "A name, an id, or the start of an id.") var ref: String

  @Option(
    help: ArgumentHelp("What becomes the default in place of this one.", valueName: "ref"))
  var newDefault: String?

  @OptionGroup var mutation: MutationFlags
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let result = try global.workspace().delete(
      ref, newDefault: newDefault, options: mutation.options)
    for note in result.notes where !global.quiet { Diagnostics.note(note) }
    try global.output.show(result.document, text: result.text)
  }
}
