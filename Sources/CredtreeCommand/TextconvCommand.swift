internal import ArgumentParser
internal import Credtree

struct TextconvCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "textconv",
    abstract: "Print a credential's file as readable text, for git; needs no key.",
    discussion: """
      Git starts it for 'git diff', 'git log -p' and 'git show' once 'credtree init' has told \
      git of it. In the place of each encrypted value stands a mark that changes with its \
      ciphertext. A file that is no credential's is printed as it is.
      """)

  @Argument(help: ArgumentHelp("The file, at any path.", valueName: "file")) var file: String
  @OptionGroup var global: GlobalOptions

  /// The file to convert if nothing else is asked for, as git does.
  ///
  /// Git starts the program once for each version of each file, and parsing options takes longer
  /// than the conversion.
  static func plainFile(in arguments: [String]) -> String? {
    guard arguments.count == 2, arguments[0] == configuration.commandName,
      !arguments[1].hasPrefix("-")
    else { return nil }
    return arguments[1]
  }

  /// Prints a file's text as git wants it.
  static func show(_ file: String) throws {
    try Output(isJSON: false, isQuiet: false).showBytes(try TextConversion.output(forFile: file))
  }

  func run() throws {
    let output = try TextConversion.output(forFile: file, in: global.directory)
    try global.output.showBytes(output)
  }
}
