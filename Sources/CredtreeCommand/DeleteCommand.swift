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
  @OptionGroup var compatible: CompatibleOption
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let workspace = try global.workspace()
    let result = try workspace.delete(
      ref, newDefault: newDefault, options: mutation.options)
    try global.show(result, as: compatible.system, in: workspace)
  }
}
