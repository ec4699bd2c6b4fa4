internal import ArgumentParser
internal import Credtree
internal import Files

struct ResolveConflictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve-conflict",
    abstract: "Resolve a credential that a merge left in conflict.",
    discussion: """
      Takes both sides from git's index, merges what only one side changed, and decides the rest \
      as you say. The result is written and staged; the merge, rebase or cherry-pick that git has \
      in hand then goes on. Without REF it lists what is in conflict. In a rebase, git's 'ours' is \
      the branch that is rebased onto.

      \(FieldAssignment.helpForReplacing)
      """)

  @Argument(help: "A name, an id, or the start of an id.") var ref: String?

  @Flag(name: .long, help: "Take our side of whatever is not decided otherwise.")
  var ours = false

  @Flag(name: .long, help: "Take their side of whatever is not decided otherwise.")
  var theirs = false

  @Option(
    help: ArgumentHelp("Take a side of one field or property.", valueName: "field=ours|theirs"))
  var take: [String] = []

  @Option(help: ArgumentHelp("Give a field a new value.", valueName: "field=value"))
  var set: [String] = []

  @Option(
    help: ArgumentHelp(
      "Keep the other one of two credentials of one name under another name.", valueName: "name"))
  var otherAs: String?

  @Flag(name: .long, help: "Leave out the other one of two credentials of one name.")
  var dropOther = false

  @Flag(
    name: .long,
    help: "Let those read it whom the policy names for its new place, and neither side did.")
  var acceptReaders = false

  @Flag(name: .long, help: "Resolve every credential that is in conflict.")
  var all = false

  @Flag(
    name: .long,
    help: "Accept readers that the policy has gained since this clone last accepted it.")
  var yes = false

  @OptionGroup var global: GlobalOptions

  func validate() throws {
    guard !ours || !theirs else {
      throw ValidationError("--ours and --theirs exclude each other; give one of them")
    }
    guard !all || ref == nil else {
      throw ValidationError("--all is every credential; leave the name out")
    }
    guard ref != nil || all || (!ours && !theirs) && take.isEmpty && set.isEmpty else {
      throw ValidationError("say which credential, or --all")
    }
    guard !all || take.isEmpty && set.isEmpty && otherAs == nil else {
      throw ValidationError("--take, --set and --other-as are for one credential; leave --all out")
    }
    guard otherAs == nil || !dropOther else {
      throw ValidationError("--other-as and --drop-other exclude each other; give one of them")
    }
  }

  func run() throws {
    let workspace = try global.workspace()
    guard let ref else {
      guard all else {
        let list = try workspace.unresolvedReports()
        return try global.output.showData(list.document, text: list.text)
      }
      let results = try workspace.resolveAll(as: try input, options)
      for result in results { tell(of: result) }
      return try global.output.show(
        ConflictResolution.document(results),
        text: ConflictResolution.text(results, continuingWith: workspace.continuation))
    }
    let report = try workspace.unresolvedReport(on: ref)
    var input = try input
    var set = set
    if !set.isEmpty {
      input.values.type = report.type
      try input.takeProperties(from: &set, typedBy: workspace)
      _ = try FieldAssignment.apply(
        set, generating: [], to: &input.values, typedBy: workspace, onlyReplacing: true)
      input.choices.replaced.formUnion(input.values.values.map(\.key))
      let twice = input.choices.replaced.intersection(input.choices.fields.keys).sorted()
      guard twice.isEmpty else {
        throw Failure(
          .usage,
          "\(twice.joined(separator: ", ")) is given both a side and a value; give --take or --set")
      }
    }
    let result = try workspace.resolve(report.credential, as: input, options: options)
    tell(of: result)
    try global.output.show(
      result.document, text: result.text(continuingWith: workspace.continuation))
  }

  private func tell(of result: ConflictResolution) {
    Diagnostics.warn(result.warnings)
    for note in result.notes where !global.quiet { Diagnostics.note(note) }
  }

  private var options: MutationOptions {
    MutationOptions(
      commits: false, acceptsNewReaders: yes,
      confirmsNewReaders: StandardStream.inputIsTerminal ? TerminalPrompt.confirm : nil)
  }

  private var input: ResolutionInput {
    get throws {
      ResolutionInput(
        choices: try choices,
        other: dropOther ? .dropped : otherAs.map { .renamed($0) } ?? .unsaid,
        acceptsReaders: acceptReaders)
    }
  }

  private var choices: MergeChoices {
    get throws {
      var choices = MergeChoices(remaining: ours ? .ours : theirs ? .theirs : nil)
      for choice in take {
        let parts = choice.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let side = MergeSide(rawValue: parts[1]) else {
          throw Failure(.usage, "--take must be FIELD=ours or FIELD=theirs")
        }
        guard choices.fields.updateValue(side, forKey: parts[0]) == nil else {
          throw Failure(.usage, "\(parts[0]) is given a side twice; give it one")
        }
      }
      return choices
    }
  }
}
