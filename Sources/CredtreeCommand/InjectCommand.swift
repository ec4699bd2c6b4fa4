internal import ArgumentParser
internal import Credtree
internal import Files
internal import Secrets

struct InjectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inject", abstract: "Put values in the place of cred://NAME#FIELD in a text.",
    discussion: """
      Values are escaped as the file's format asks, which its name tells. Writes to standard \
      output, or with -o to a file of mode 0600, in one step; a path that git tracks or would \
      track is refused.
      """)

  @Argument(help: "The text; - is standard input.") var file: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where to write; - is standard output.", valueName: "path"))
  var output = "-"

  @Option(
    help: ArgumentHelp("How values are escaped: \(TextFormat.names).", valueName: "format"))
  var format: String?

  @Flag(help: "Write even to a path that git tracks or would track.")
  var allowTracked = false

  @Flag(help: "Put typed placeholders in the place of values; needs no key.")
  var placeholder = false

  @OptionGroup var source: SourceOptions
  @OptionGroup var global: GlobalOptions

  private static let limit = 64 << 20

  func run() throws {
    let workspace = try global.workspace(at: source.source)
    let rendering = try workspace.inject(
      try text(), file: file, format: format, from: placeholder ? .placeholders : .credentials)
    if output == "-" {
      try global.output.write(rendering.contents.bytes)
    } else {
      try workspace.write(rendering, to: output, allowingTracked: allowTracked)
    }
  }

  private func text() throws -> [UInt8] {
    do {
      guard file == "-" else { return try FileReader.contents(of: file, limit: Self.limit) }
      let text = try FileReader.secretFromStandardInput(limit: Self.limit)
      return text.bytes.indices.map { text.bytes[$0] }
    } catch { throw Failure(error) }
  }
}
