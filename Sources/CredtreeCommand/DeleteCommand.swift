internal import ArgumentParser
internal import Credtree

struct DeleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete a credential that nothing refers to.",
    discussion: """
      A credential that a tracked file refers to stays: exit 4, and the references. \
      --unchecked deletes it all the same.
      """)

  @Argument(help: "A name, an id, or the start of an id.") var ref: String

  @Option(
    help: ArgumentHelp("What becomes the default in place of this one.", valueName: "ref"))
  var newDefault: String?

  @Flag(help: "Places that only may be references keep it, too.") var strict = false
  @Flag(help: "What other branches refer to stays, too.") var allBranches = false
  @OptionGroup var unchecked: UncheckedOption
  @OptionGroup var mutation: MutationFlags
  @OptionGroup var compatible: CompatibleOption
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let workspace = try global.workspace()
    let result = try workspace.delete(
      ref, newDefault: newDefault,
      checking: Workspace.DeletionCheck(isStrict: strict, includesAllBranches: allBranches),
      options: mutation.options(unchecked))
    try global.show(result, as: compatible.system, in: workspace)
  }
}
