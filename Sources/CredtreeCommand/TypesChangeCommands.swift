internal import ArgumentParser
internal import Credtree
internal import Files
internal import Secrets

struct TypesCreateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Add a type of this repository's own.",
    discussion: "It is kept in .credtree/types; 'credtree types show TYPE --json' shows the parts.")

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
      the credentials.
      """)

  @Option(help: ArgumentHelp("The definition; - is standard input.", valueName: "file"))
  var from: String
  @OptionGroup var mutation: MutationFlags
  @OptionGroup var compatible: CompatibleOption
  @OptionGroup var global: GlobalOptions

  func run() throws {
    try compatible.system?.require(.changeTypes)
    let definition = try TypeRequest.definition(try TypeDocument.read(from))
    let change = try global.workspace().updateType(definition, options: mutation.options)
    try global.show(change, as: compatible.system, defining: definition)
  }
}

struct TypesDeleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Remove a type of this repository's own.",
    discussion: "A type that credentials have stays: exit 4, and the credentials.")

  @Argument(help: "The type.") var type: String
  @OptionGroup var mutation: MutationFlags
  @OptionGroup var compatible: CompatibleOption
  @OptionGroup var global: GlobalOptions

  func run() throws {
    try compatible.system?.require(.changeTypes)
    let change = try global.workspace().deleteType(type, options: mutation.options)
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
      guard path == "-" else { return try FileReader.contents(of: path, limit: 1 << 20) }
      let text = try FileReader.secretFromStandardInput(limit: 1 << 20)
      return text.bytes.indices.map { text.bytes[$0] }
    } catch { throw Failure(error) }
  }
}
