internal import ArgumentParser
internal import Credtree

struct CreateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Create a credential.",
    usage: """
      credtree create <type> <name> [<field>=<value> ...] [options]
             credtree create --from <file> [options]
      """,
    discussion: FieldAssignment.help)

  @Argument(help: "The type, such as container-registry.") var type: String?
  @Argument(help: "The name, which is also the file's name.") var name: String?
  @Argument(help: ArgumentHelp("Values of fields.", valueName: "field=value"))
  var assignments: [String] = []

  @Flag(
    help: """
      Show the private key of an SSH key pair that is made, this once, and store only the public \
      one.
      """)
  var noStorePrivate = false

  @OptionGroup(title: "Properties") var properties: PropertyOptions
  @OptionGroup(title: "Changes") var mutation: MutationFlags
  @OptionGroup(title: "Other systems") var compatible: CompatibleOption
  @OptionGroup(title: "Everywhere") var global: GlobalOptions

  func run() throws {
    var (type, name, assignments) = (type, name, assignments)
    if properties.from != nil {
      // With a document, TYPE and NAME are optional, so what has an equals sign is a value.
      let words = [type, name].compactMap(\.self) + assignments
      assignments = words.filter { $0.contains("=") }
      let operands = words.filter { !$0.contains("=") }
      guard operands.count <= 2 else {
        throw Failure(.usage, "'\(operands[2])' is neither a type, a name, nor FIELD=VALUE")
      }
      // One operand beside a document, which has its type, is a name.
      type = operands.count == 2 ? operands[0] : nil
      name = operands.last
    }
    // What looks like a value is not repeated: it may be a secret.
    guard ![type, name].contains(where: { $0?.contains("=") ?? false }) else {
      throw Failure(
        .usage, "values come after type and name: credtree create TYPE NAME [FIELD=VALUE…]")
    }
    var input = try properties.input(assignments: assignments)
    if let type { input.type = type }
    if let name { input.call(name) }
    input.storesPrivateKey = !noStorePrivate
    let workspace = try global.workspace()
    let assigned = try FieldAssignment.apply(
      assignments, generating: properties.generate, to: &input, typedBy: workspace)
    try properties.requestExternalID(in: &input, typedBy: workspace)
    let result = try workspace.create(
      input, nameIsExact: name != nil, options: mutation.options,
      askingFor: assigned.readsStandardInput ? { _ in nil } : FieldPrompt.ask)
    try global.show(result, as: compatible.system, in: workspace)
  }
}
