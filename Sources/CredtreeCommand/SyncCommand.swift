internal import ArgumentParser
internal import Credtree
internal import Files

struct SyncCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync", abstract: "Deliver the outputs of credtree.yaml to their targets.",
    discussion: """
      Without REF and --all, delivers what is due: what was never delivered, has changed, or \
      failed. Targets are served at the same time, and one that fails keeps no other from being \
      served; the exit status is then 7.
      """)

  @Argument(help: "Deliver the outputs with this credential, due or not.") var ref: String?

  @Flag(help: "Deliver all outputs, due or not.") var all = false

  @Option(
    help: ArgumentHelp(
      "Only this target; may be repeated. Accepts where it leads.", valueName: "name"))
  var target: [String] = []

  @Flag(help: "Deliver nothing; say what would be delivered.") var dryRun = false

  @Flag(help: "Accept targets that are new to this clone, or lead elsewhere now.") var yes = false

  @Flag(help: "Write even to a folder where git tracks the files, or would track them.")
  var allowTracked = false

  @OptionGroup var global: GlobalOptions

  func validate() throws {
    if ref != nil, all {
      throw ValidationError("REF and --all exclude each other; give one of them")
    }
  }

  func run() throws {
    let workspace = try global.workspace()
    let selection: SyncRequest.Selection =
      if let ref { .credential(ref) } else { all ? .all : .due }
    let request = SyncRequest(
      selection, targets: target, acceptingTargets: yes, allowingTracked: allowTracked)
    if dryRun {
      let report = try workspace.syncPreview(request)
      return try global.output.showData(report.document, text: report.text)
    }
    let showsProgress = StandardStream.error.isTerminal && !global.quiet
    let report = try workspace.sync(request) { entries in
      guard showsProgress, let first = entries.first else { return }
      let failed = entries.count { $0.error != nil }
      Diagnostics.note(
        "\(first.target): \(entries.count - failed) of \(entries.count) delivered")
    }
    if !global.quiet { for note in report.notes { Diagnostics.note(note) } }
    try global.output.show(report.document, text: report.text)
    if let failure = report.failure { throw failure }
  }
}
