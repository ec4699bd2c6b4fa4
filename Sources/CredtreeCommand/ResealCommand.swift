internal import ArgumentParser
internal import Credtree

struct ResealCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reseal",
    abstract: "Accept a readable part that was edited by hand, after you have reviewed it.")

  @Argument(help: "A name.") var ref: String
  @OptionGroup var mutation: MutationFlags
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let result = try global.workspace().reseal(ref, options: mutation.options)
    for note in result.notes where !global.quiet { Diagnostics.note(note) }
    try global.output.show(result.document, text: result.text)
  }
}
