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
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let change = try global.workspace().createType(
      try TypeDocument.read(from), options: mutation.options)
    try global.output.show(change.document, text: change.text)
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
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let change = try global.workspace().updateType(
      try TypeDocument.read(from), options: mutation.options)
    try global.output.show(change.document, text: change.text)
  }
}

struct TypesDeleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Remove a type of this repository's own.",
    discussion: "A type that credentials have stays: exit 4, and the credentials.")

  @Argument(help: "The type.") var type: String
  @OptionGroup var mutation: MutationFlags
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let change = try global.workspace().deleteType(type, options: mutation.options)
    try global.output.show(change.document, text: change.text)
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
