internal import ArgumentParser
internal import Credtree
internal import Files
internal import Secrets

struct RevealCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reveal", abstract: "Print a credential's values, secrets included.",
    discussion: """
      With a field, prints exactly its bytes; a line feed is added at a terminal only. \
      Without one, prints every field. --totp, or the field totp, prints the present code of a \
      one-time password. With --for, prints nothing in clear: an age file that only the \
      recipient's key opens.
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

  @Flag(help: "Print the present one-time password (RFC 6238) of a credential that holds a seed.")
  var totp = false

  @OptionGroup var source: SourceOptions
  @OptionGroup var global: GlobalOptions

  func run() throws {
    guard !noArmor || (!recipients.isEmpty && !global.json) else {
      throw Failure(.usage, "--no-armor belongs to --for, and not to --json")
    }
    let workspace = try global.workspace(at: source.source)
    let credential = try workspace.open(ref, revision: revision)
    if totp || field == "totp" && credential.type.field("totp") == nil {
      guard !totp || field == nil, recipients.isEmpty else {
        throw Failure(.usage, "--totp computes a code: leave out the field, and --for")
      }
      try show(try credential.oneTimePassword(), of: credential)
      return workspace.recordUse(of: [credential], by: "reveal", fields: ["totp"])
    }
    if !recipients.isEmpty {
      try handOver(credential, of: workspace)
    } else if let field, !global.json {
      try global.output.write(credential.value(ofField: field))
      if StandardStream.output.isTerminal { try? StandardStream.output.write("\n") }
    } else {
      try global.output.write(credential.revealed(field: field, asJSON: global.json))
    }
    workspace.recordUse(
      of: [credential], by: "reveal",
      fields: field.map { [credential.type.field($0)?.id ?? $0] })
  }

  private func show(_ password: OneTimePassword, of credential: OpenedCredential) throws {
    if global.json { return try global.output.write(password.revealed(of: credential)) }
    try global.output.write(password.code)
    if StandardStream.output.isTerminal { try? StandardStream.output.write("\n") }
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
