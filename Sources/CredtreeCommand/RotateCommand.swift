internal import ArgumentParser
internal import Credtree

struct RotateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate", abstract: "Replace secrets; the old ones stay in earlier revisions.",
    discussion: """
      A FIELD gets a made-up value, as with --generate; FIELD=@FILE, FIELD=- (standard input), \
      or FIELD=env:VARIABLE gives one. Without any, the only secret is made up anew. \
      'credtree reveal REF FIELD' shows the new value, and with --revision N an old one.
      """)

  @Argument(help: "A name, an id, or the start of an id.") var ref: String
  @Argument(help: ArgumentHelp("Fields, or values of fields.", valueName: "field[=value]"))
  var fields: [String] = []

  @Option(
    help: ArgumentHelp(
      "Make up a value of another length or alphabet.",
      valueName: "field[:length[:alphabet]]"))
  var generate: [String] = []

  @Option(help: ArgumentHelp("When the new value stops working.", valueName: "time"))
  var expiresAt: String?

  @Option(help: ArgumentHelp("When it should be replaced again.", valueName: "time"))
  var rotateBy: String?

  @OptionGroup var mutation: MutationFlags
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let workspace = try global.workspace()
    let name = try workspace.store.resolve(ref)
    var input = CredentialInput()
    input.type = try workspace.store.file(name).metadata.type
    input.expiresAt = try PropertyOptions.time(expiresAt, option: "--expires-at")
    input.rotateBy = try PropertyOptions.time(rotateBy, option: "--rotate-by")
    let assignments = fields.filter { $0.contains("=") }
    var requests = generate + fields.filter { !$0.contains("=") }
    if fields.isEmpty, generate.isEmpty { requests = [try workspace.fieldToRotate(of: name)] }
    let type = try workspace.type(input.type)
    for request in requests {
      try workspace.requireGeneratable(String(request.prefix { $0 != ":" }), of: type)
    }
    _ = try FieldAssignment.apply(
      assignments, generating: requests, to: &input, typedBy: workspace)
    try global.show(try workspace.rotate(name, with: input, options: mutation.options))
  }
}
