internal import ArgumentParser
internal import Credtree

struct RekeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rekey", abstract: "Make the readers of all files those that the policy names.",
    discussion: """
      Only files that differ are touched, all of them in one commit. Where readers are only \
      added, nothing else in a file changes; whoever loses access forces a new data key. What \
      someone could read before he still knows: see 'credtree exposure MEMBER'.
      """)

  @Flag(help: "Exit with 1 if any file differs from the policy, and change nothing; needs no key.")
  var check = false

  @Flag(help: "Show who would gain and who would lose what, and change nothing; needs no key.")
  var dryRun = false

  @Flag(help: "Give every file a new data key, whether or not its readers differ.")
  var rotate = false

  @Flag(help: "Give up keys of other kinds, such as kms, where a file gets a new data key.")
  var dropForeignKeys = false

  @OptionGroup var mutation: MutationFlags
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    guard check || dryRun, rotate || dropForeignKeys else { return }
    throw ValidationError("--check and --dry-run change nothing; leave the other options out")
  }

  func run() throws {
    let workspace = try global.workspace()
    guard !check, !dryRun else {
      let preview = try workspace.rekeyPreview()
      try global.output.showData(preview.document, text: preview.text)
      if check, !preview.differences.isEmpty {
        throw ExitCode(Failure.Code.findings.exitStatus)
      }
      return
    }
    let mode = RekeyMode(rotates: rotate, dropsForeignKeys: dropForeignKeys)
    let result = try workspace.store.rekey(mode, options: mutation.options)
    for note in result.notes where !global.quiet { Diagnostics.note(note) }
    try global.output.show(result.document, text: result.text)
  }
}
