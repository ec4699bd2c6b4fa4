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

  func run() throws {
    let output = try TextConversion.output(forFile: file, in: global.directory)
    try global.output.showBytes(output)
  }
}
