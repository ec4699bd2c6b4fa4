internal import ArgumentParser
internal import Credtree

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Start keeping credentials in this git repository.",
    discussion: """
      Writes credtree.yaml with you as its first member, and blocks of its own into \
      .gitattributes and .sops.yaml, in one commit. The identity is the one you have for sops or \
      age, else your SSH key, else a new one in the place where sops and age look for it.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var mutation: MutationFlags

  @Option(help: ArgumentHelp("Your name among the members.", valueName: "name"))
  var member: String?

  @Flag(help: "Also add the repository to your list of stores.")
  var register = false

  func run() throws {
    let result = try Setup.run(
      in: global.directory, member: member, identityFile: global.identity, registers: register,
      options: mutation.options)
    for note in result.notes where !global.quiet { Diagnostics.note(note) }
    try global.output.show(result.document, text: result.text)
  }
}
