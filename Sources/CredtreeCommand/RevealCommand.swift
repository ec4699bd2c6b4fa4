internal import ArgumentParser
internal import Credtree
internal import Files

struct RevealCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reveal", abstract: "Print a credential's values, secrets included.",
    discussion: """
      With a field, prints exactly its bytes; a line feed is added at a terminal only. \
      Without one, prints every field. With --for, prints nothing in clear: an age file that \
      only the recipient's key opens.
      """)

  @Argument(help: "A name, an id, or the start of an id.") var ref: String
  @Argument(help: "The field to print.") var field: String?

  @Option(help: ArgumentHelp("Reveal this earlier revision.", valueName: "number"))
  var revision: Int?

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp(
      "Encrypt it to this age or SSH public key, @FILE of keys, member, or team; may be repeated.",
      valueName: "recipient"))
  var recipients: [String] = []

  @Flag(help: "With --for, print bytes rather than text.") var noArmor = false

  @OptionGroup var source: SourceOptions
  @OptionGroup var global: GlobalOptions

  func run() throws {
    guard !noArmor || (!recipients.isEmpty && !global.json) else {
      throw Failure(.usage, "--no-armor belongs to --for, and not to --json")
    }
    let workspace = try global.workspace(at: source.source)
    let credential = try workspace.open(ref, revision: revision)
    if !recipients.isEmpty {
      try handOver(credential, of: workspace)
    } else if let field, !global.json {
      try global.output.write(credential.value(ofField: field))
      if StandardStream.output.isTerminal { try? StandardStream.output.write("\n") }
    } else {
      try global.output.write(credential.revealed(field: field, asJSON: global.json))
    }
  }

  private func handOver(_ credential: OpenedCredential, of workspace: Workspace) throws {
    guard !noArmor || !StandardStream.output.isTerminal else {
      throw Failure(.usage, "a terminal cannot show bytes; leave out --no-armor")
    }
    let packet = try workspace.seal(
      credential, field: field, for: recipients, armored: !noArmor)
    if !global.quiet { Diagnostics.note(packet.note) }
    try global.output.write(packet, asJSON: global.json)
  }
}
