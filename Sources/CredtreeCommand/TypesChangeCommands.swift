internal import ArgumentParser
internal import Credtree
internal import Documents
internal import Files
internal import Secrets

struct TypesCreateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Add a type of this repository's own.",
    discussion: """
      It is kept in .credtree/types; 'credtree types show TYPE --json' shows the parts. A request \
      of infra0 for a credential type is understood, too.
      """)

  @Option(help: ArgumentHelp("The definition; - is standard input.", valueName: "file"))
  var from: String
  @OptionGroup var mutation: MutationFlags
  @OptionGroup var compatible: CompatibleOption
  @OptionGroup var global: GlobalOptions

  func run() throws {
    try compatible.system?.require(.changeTypes)
    let definition = try TypeRequest.definition(try TypeDocument.read(from))
    let change = try global.workspace().createType(definition, options: mutation.options)
    try global.show(change, as: compatible.system, defining: definition)
  }
}

struct TypesUpdateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update", abstract: "Change a type of this repository's own.",
    discussion: """
      The definition is given whole. What credentials hold must still fit: otherwise exit 4, and \
      the credentials. With --migrate, which may be repeated, they change in the same commit: \
      rename:OLD=NEW, remove:FIELD, set:FIELD=VALUE (a secret as set:FIELD=@FILE, \
      set:FIELD=env:VARIABLE, or set:FIELD=-), generate:FIELD[:LENGTH[:ALPHABET]]; the last two \
      fill in what has no value.
      """)

  @Option(
    help: ArgumentHelp("How the fields of credentials change with it.", valueName: "step"))
  var migrate: [String] = []

  @Option(help: ArgumentHelp("The definition; - is standard input.", valueName: "file"))
  var from: String
  @OptionGroup var mutation: MutationFlags
  @OptionGroup var compatible: CompatibleOption
  @OptionGroup var global: GlobalOptions

  func run() throws {
    try compatible.system?.require(.changeTypes)
    let definition = try TypeRequest.definition(try TypeDocument.read(from))
    let workspace = try global.workspace()
    let type = try workspace.store.definition(definition)
    var effects = FieldAssignment.Effects(readsStandardInput: from == "-")
    let steps = try migrate.map { try TypeMigration(parsing: $0, for: type, &effects) }
    let change = try workspace.updateType(
      definition, migrating: steps, options: mutation.options)
    for note in change.notes where !global.quiet { Diagnostics.note(note) }
    try global.show(change, as: compatible.system, defining: definition)
  }
}

struct TypesDeleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Remove a type of this repository's own.",
    discussion: "A type that credentials have stays: exit 4, and the credentials.")

  @Argument(help: "The type.") var type: String
  @OptionGroup var unchecked: UncheckedOption
  @OptionGroup var mutation: MutationFlags
  @OptionGroup var compatible: CompatibleOption
  @OptionGroup var global: GlobalOptions

  func run() throws {
    try compatible.system?.require(.changeTypes)
    let change = try global.workspace().deleteType(type, options: mutation.options(unchecked))
    try global.show(change, as: compatible.system, defining: nil)
  }
}

extension GlobalOptions {
  /// Prints what a change of a type did, in another system's words where one is named.
  fileprivate func show(
    _ change: TypeChange, as system: CompatibleSystem?, defining definition: [UInt8]?
  ) throws {
    guard let system else { return try output.show(change.document, text: change.text) }
    try output.showResponse(try system.document(of: change, defining: definition))
  }
}

/// Reads definitions of types, which hold no secret.
private enum TypeDocument {
  static func read(_ path: String) throws -> [UInt8] {
    do throws(FileError) {
      // Like documents with secrets, so that what is no regular file will do, too.
      let text =
        path == "-"
        ? try FileReader.secretFromStandardInput(limit: 1 << 20)
        : try FileReader.secret(of: path, limit: 1 << 20)
      return text.bytes.indices.map { text.bytes[$0] }
    } catch { throw Failure(error) }
  }
}

extension TypeMigration {
  /// Reads one step; a value is taken from where values of fields are taken from.
  fileprivate init(
    parsing text: String, for type: CredentialType, _ effects: inout FieldAssignment.Effects
  ) throws {
    let words = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let operand = words.count > 1 ? String(words[1]) : ""
    let pair = operand.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    switch words[0] {
    case "rename" where pair.count == 2 && !pair[0].isEmpty && !pair[1].isEmpty:
      self = .rename(String(pair[0]), to: String(pair[1]))
    case "remove" where pair.count == 1 && !operand.isEmpty: self = .remove(operand)
    case "set" where pair.count == 2:
      let id = String(pair[0])
      guard let field = type.field(id) else {
        throw Failure(
          .invalid, "the migration does not fit the definitions",
          details: [Problem("is not a field of the new definition", field: id)])
      }
      self = .set(
        field.id,
        try FieldAssignment.value(
          of: field, id: id, type: type, source: pair[1], effects: &effects))
    case "generate" where !operand.isEmpty:
      self = .generate(try GenerationRequest(parsing: operand))
    default:
      throw Failure(
        .usage,
        "--migrate takes rename:OLD=NEW, remove:FIELD, set:FIELD=VALUE, or "
          + "generate:FIELD[:LENGTH[:ALPHABET]]")
    }
  }
}
