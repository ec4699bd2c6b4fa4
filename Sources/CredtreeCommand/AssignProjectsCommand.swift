internal import ArgumentParser
internal import Credtree

struct AssignProjectsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "assign-projects", abstract: "Say which projects use a credential.",
    discussion: """
      The projects named are the whole new set; with none named, it is assigned to no project. \
      --add and --remove change the present set instead.
      """)

  @Argument(help: "A name, an id, or the start of an id.") var ref: String
  @Argument(help: "The projects.") var projects: [String] = []

  @Option(help: ArgumentHelp("Add a project; may be repeated.", valueName: "project"))
  var add: [String] = []

  @Option(help: ArgumentHelp("Remove a project; may be repeated.", valueName: "project"))
  var remove: [String] = []

  @OptionGroup var unchecked: UncheckedOption
  @OptionGroup var mutation: MutationFlags
  @OptionGroup var compatible: CompatibleOption
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let changesSet = !add.isEmpty || !remove.isEmpty
    guard projects.isEmpty || !changesSet else {
      throw Failure(.usage, "give the whole set, or --add and --remove, not both")
    }
    if let both = add.first(where: remove.contains) {
      throw Failure(.usage, "\(both) is both to be added and to be removed")
    }
    try compatible.system?.require(.assignProjects)
    let workspace = try global.workspace()
    let result = try workspace.assignProjects(
      ref,
      ProjectAssignment(replacement: changesSet ? nil : projects, added: add, removed: remove),
      options: mutation.options(unchecked))
    try global.show(result, as: compatible.system, in: workspace)
  }
}
