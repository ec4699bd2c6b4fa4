internal import ArgumentParser
internal import Credtree

struct JoinCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "join", abstract: "Ask to be let in.",
    discussion: """
      Commits a request with your public key to .credtree/requests. Without --key it is the key \
      of your identity, which is made if you have none. Push it; a member who has access \
      approves it.
      """)

  @Argument(help: "The name to be known by.") var name: String
  @OptionGroup var keys: KeyOptions
  @Flag(help: "You are a member already, and this is one more key of yours.")
  var existing = false
  @OptionGroup var mutation: MutationFlags
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let made = try global.workspace().join(
      as: name, with: try keys.input(), identityFile: global.identity, asMember: existing,
      options: mutation.options)
    if let file = made.identityFile, !global.quiet {
      Diagnostics.note(
        "made a new identity in \(file); back it up, it is the only way in")
    }
    try global.output.show(made.document, text: made.text)
  }
}
