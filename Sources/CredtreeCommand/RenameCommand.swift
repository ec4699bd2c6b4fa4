internal import ArgumentParser
internal import Credtree

struct RenameCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rename", abstract: "Give a credential another name; it keeps its id.",
    discussion: """
      Who can read it is what the policy says of the new name. Files that refer to it by its \
      old name stop the renaming, exit 4, unless one of the options says what to do with them.
      """)

  @Argument(help: "A name, an id, or the start of an id.") var ref: String
  @Argument(help: "The new name.") var newName: String

  @Flag(help: "Rewrite the references in the same commit.") var updateReferences = false
  @Flag(help: "Leave the references as they are.") var force = false

  @OptionGroup var unchecked: UncheckedOption
  @OptionGroup var mutation: MutationFlags
  @OptionGroup var global: GlobalOptions

  func run() throws {
    guard !updateReferences || (!force && unchecked.unchecked == nil) else {
      throw Failure(
        .usage, "--update-references excludes --force and --unchecked; give one of them")
    }
    let references: RenamedReferences =
      updateReferences ? .rewrite : force ? .leave : .refuse
    let result = try global.workspace().rename(
      ref, to: newName, references: references, options: mutation.options(unchecked))
    try global.show(result)
  }
}
