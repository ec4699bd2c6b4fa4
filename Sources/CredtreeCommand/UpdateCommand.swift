internal import ArgumentParser
internal import Credtree

struct UpdateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update", abstract: "Change a credential's fields; what is not named stays.",
    discussion: FieldAssignment.help)

  @Argument(help: "A name, an id, or the start of an id.") var ref: String?
  @Argument(help: ArgumentHelp("Values of fields.", valueName: "field=value"))
  var assignments: [String] = []

  @Option(help: ArgumentHelp("Remove this field's value, or a property.", valueName: "field"))
  var unset: [String] = []

  @Flag(
    help: """
      Replace the whole credential: what is not given is removed, except secrets that are not \
      required, projects, and whether it is the default.
      """)
  var replace = false

  @Flag(help: "With --replace, remove secrets that are not given, too.")
  var clearOmittedSecrets = false

  @Flag(help: "Keep a stored secret that the document leaves blank.")
  var blankKeeps = false

  @OptionGroup(title: "Properties") var properties: PropertyOptions
  @OptionGroup(title: "Changes") var mutation: MutationFlags
  @OptionGroup(title: "Other systems") var compatible: CompatibleOption
  @OptionGroup(title: "Everywhere") var global: GlobalOptions

  func run() throws {
    var (ref, assignments) = (ref, assignments)
    // A document names its credential itself; then the first word is a value already.
    if let first = ref, first.contains("=") {
      assignments.insert(first, at: 0)
      ref = nil
    }
    var input = try properties.input(assignments: assignments)
    guard let ref = ref ?? input.credentialID else {
      throw Failure(.usage, "say which credential: credtree update REF [FIELD=VALUE…]")
    }
    input.keepsBlankSecrets = blankKeeps
    guard replace || !clearOmittedSecrets else {
      throw Failure(.usage, "--clear-omitted-secrets belongs to --replace")
    }
    let mode: UpdateMode =
      replace ? .replace(clearingOmittedSecrets: clearOmittedSecrets) : .merge
    let workspace = try global.workspace()
    let name = try workspace.store.resolve(ref)
    if input.type == nil { input.type = try workspace.store.file(name).metadata.type }
    let effects = try FieldAssignment.apply(
      assignments, generating: properties.generate, to: &input, typedBy: workspace)
    try FieldAssignment.remove(unset, from: &input, beside: effects, typedBy: workspace)
    try properties.requestExternalID(in: &input, typedBy: workspace)
    let result = try workspace.update(name, with: input, as: mode, options: mutation.options)
    try global.show(result, as: compatible.system, in: workspace)
  }
}
