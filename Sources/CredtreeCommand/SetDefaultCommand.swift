internal import ArgumentParser
internal import Credtree

struct SetDefaultCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set-default",
    abstract: "Make a registry login the one that is used where none is named.",
    discussion: "The old default is demoted in the same commit, so a key for it is needed too.")

  @Argument(help: "A name, an id, or the start of an id.") var ref: String
  @OptionGroup var mutation: MutationFlags
  @OptionGroup var compatible: CompatibleOption
  @OptionGroup var global: GlobalOptions

  func run() throws {
    try compatible.system?.require(.setDefault)
    let workspace = try global.workspace()
    let result = try workspace.setDefault(ref, options: mutation.options)
    try global.show(result, as: compatible.system, in: workspace)
  }
}
