internal import ArgumentParser
internal import Credtree

struct ValidateNameCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate-name",
    abstract: "Check whether a credential can be created under a name.",
    discussion: """
      Prints nothing and exits with 0 if it can, with 5 if it is no name, and with 4 if it is \
      taken. A name that begins with a dash comes after --.
      """)

  @Argument(help: "The name.") var name: String
  @OptionGroup var source: SourceOptions
  @OptionGroup var compatible: CompatibleOption
  @OptionGroup var global: GlobalOptions

  func run() throws {
    try compatible.system?.require(.validateName)
    let validity = try global.workspace(at: source.source).validate(name: name)
    if let system = compatible.system {
      return try global.output.showResponse(try system.documentOfFreeName())
    }
    if global.json { try global.output.showData(validity, text: "") }
  }
}
