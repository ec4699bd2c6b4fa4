internal import ArgumentParser
internal import Credtree

struct RestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Bring back a deleted credential, or an earlier revision.",
    discussion: """
      A deleted credential is encrypted anew, under a new data key, for those whom the policy \
      lets read it today. 'credtree list --deleted' shows what can be restored.
      """)

  @Argument(help: "A name, an id, or the start of an id.") var ref: String

  @Option(help: ArgumentHelp("Bring back this revision.", valueName: "number"))
  var revision: Int?

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("Restore it under this name, where its own is taken.", valueName: "name"))
  var newName: String?

  @OptionGroup var mutation: MutationFlags
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let result = try global.workspace().restore(
      ref, revision: revision, as: newName, options: mutation.options)
    try global.show(result)
  }
}
