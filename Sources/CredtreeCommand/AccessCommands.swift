internal import ArgumentParser
internal import Credtree
internal import Files

struct AccessCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "access", abstract: "Show who may do what, and why; needs no key.",
    subcommands: [AccessShowCommand.self, AccessExplainCommand.self])
}

struct AccessShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show people and credentials in a table.",
    discussion: "By the policy; files whose recipients are others are marked.")

  @Argument(help: "Only the names that this pattern matches, such as 'prod/**'.")
  var pattern: String?
  @OptionGroup var source: SourceOptions
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let matrix = try global.workspace(at: source.source).accessMatrix(matching: pattern)
    try global.output.showData(
      matrix.document, text: matrix.text(width: StandardStream.output.width))
  }
}

struct AccessExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Show which rule decides about a name, and whom it lets in.",
    discussion: "The credential need not exist.")

  @Argument(help: "A credential's name, or the path of its file from the repository's root.")
  var path: String
  @OptionGroup var source: SourceOptions
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let explanation = try global.workspace(at: source.source).explainAccess(to: path)
    try global.output.showData(explanation.document, text: explanation.text)
  }
}

struct WhoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "who", abstract: "Show who can open a credential, by its file and by the policy.",
    discussion: "Needs no key. What a file says of its recipients is not authenticated.")

  @Argument(help: "A name, an id, or the start of an id.") var ref: String
  @OptionGroup var source: SourceOptions
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let readers = try global.workspace(at: source.source).readers(of: ref)
    try global.output.showData(readers.document, text: readers.text)
  }
}

struct CanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "can", abstract: "Show what a member can open and change; needs no key.")

  @Argument(help: "The member.") var member: String
  @OptionGroup var source: SourceOptions
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let access = try global.workspace(at: source.source).access(of: member)
    try global.output.showData(access.document, text: access.text)
  }
}
