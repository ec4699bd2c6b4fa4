internal import ArgumentParser
internal import Credtree
internal import Secrets

struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render", abstract: "Make a file that a deploy needs out of credentials.",
    discussion: """
      Without names, takes every credential of the types that the artifact accepts. Writes to \
      standard output, or with -o to a file of mode 0600, in one step; a path that git tracks \
      or would track is refused.

      Artifacts, and their options:
      \(Workspace.artifacts.map(\.summary).joined(separator: "\n"))
      """)

  @Argument(help: "The artifact, such as docker-config.") var artifact: String
  @Argument(help: "Names or ids of credentials.") var refs: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where to write; - is standard output.", valueName: "path"))
  var output = "-"

  @Option(
    name: .long,
    help: ArgumentHelp("Set an option of the artifact.", valueName: "key=value"))
  var option: [String] = []

  @Option(
    help: ArgumentHelp(
      "Narrow what is taken without names: type=…, project=…, name=GLOB, joined by commas.",
      valueName: "filter"))
  var select: String?

  @Flag(help: "Leave out credentials that no identity of yours opens.")
  var skipUnreadable = false

  @Flag(help: "Write even to a path that git tracks or would track.")
  var allowTracked = false

  @OptionGroup var source: SourceOptions
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let workspace = try global.workspace(at: source.source)
    var options: [String: String] = [:]
    for text in option {
      guard let separator = text.firstIndex(of: "=") else {
        throw Failure(.usage, "--option takes KEY=VALUE")
      }
      options[String(text[..<separator])] = String(text[text.index(after: separator)...])
    }
    let rendering = try workspace.render(
      artifact, of: refs, selecting: CredentialFilter(parsing: select), options: options,
      skippingUnreadable: skipUnreadable)
    for note in rendering.notes where !global.quiet { Diagnostics.note(note) }
    if output == "-" {
      try global.output.write(rendering.contents.bytes)
    } else {
      try workspace.write(rendering, to: output, allowingTracked: allowTracked)
    }
  }
}
