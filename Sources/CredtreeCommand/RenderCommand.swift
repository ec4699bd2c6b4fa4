internal import ArgumentParser
internal import Credtree
internal import Secrets

struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render", abstract: "Make a file that a deploy needs out of credentials.",
    discussion: """
      Without an artifact, makes all outputs of credtree.yaml, or none of them. With one and \
      without names, takes every credential of the types that the artifact accepts. Writes to \
      standard output, or with -o to a file of mode 0600, in one step; a path that git tracks \
      or would track is refused.

      Artifacts, and their options:
      \(Workspace.artifacts.map(\.summary).joined(separator: "\n"))
      """)

  @Argument(help: "The artifact, such as docker-config; all outputs without it.")
  var artifact: String?
  @Argument(help: "Names or ids of credentials.") var refs: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where to write; - is standard output.", valueName: "path"))
  var output: String?

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

  @Flag(help: "List the artifacts, and the types of credentials that they take.")
  var list = false

  @Flag(help: "Write nothing; say which outputs are stale, and exit with 1 if any is.")
  var check = false

  @Flag(help: "Put typed placeholders in the place of values; needs no key.")
  var placeholder = false

  @OptionGroup var source: SourceOptions
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    if artifact != nil, list || check {
      throw ValidationError("--list and --check are about all artifacts; leave the artifact out")
    }
    if artifact == nil, output != nil || select != nil || skipUnreadable || !option.isEmpty {
      throw ValidationError(
        "without an artifact, render makes the outputs of credtree.yaml, which say all that; name "
          + "an artifact")
    }
  }

  func run() throws {
    if list {
      let catalogue = (try? global.workspace(at: source.source))?.store.catalogue
      let list = ArtifactList(of: catalogue ?? .builtIn)
      return try global.output.showData(list.document, text: list.text)
    }
    let workspace = try global.workspace(at: source.source)
    guard let artifact else { return try runOutputs(of: workspace) }
    var options: [String: String] = [:]
    for text in option {
      guard let separator = text.firstIndex(of: "=") else {
        throw Failure(.usage, "--option takes KEY=VALUE")
      }
      options[String(text[..<separator])] = String(text[text.index(after: separator)...])
    }
    let rendering = try workspace.render(
      artifact, of: refs, selecting: select.map { try CredentialFilter(parsing: $0) },
      options: options, from: values, skippingUnreadable: skipUnreadable)
    for note in rendering.notes where !global.quiet { Diagnostics.note(note) }
    if let output, output != "-" {
      try workspace.write(rendering, to: output, allowingTracked: allowTracked)
    } else {
      try global.output.write(rendering.contents.bytes)
    }
  }

  private var values: ValueSource { placeholder ? .placeholders : .credentials }

  private func runOutputs(of workspace: Workspace) throws {
    let outputs = try workspace.renderOutputs(from: values)
    if !global.quiet { for note in outputs.flatMap(\.notes) { Diagnostics.note(note) } }
    let report =
      check
      ? try workspace.compare(outputs)
      : try workspace.write(outputs, allowingTracked: allowTracked)
    try global.output.show(report.document, text: report.text)
    if report.isStale { throw ExitCode(Failure.Code.findings.exitStatus) }
  }
}
