internal import ArgumentParser
internal import Credtree

struct TeamCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "team", abstract: "Say who is in which team.",
    subcommands: [TeamAddCommand.self, TeamRemoveCommand.self, TeamListCommand.self])
}

struct TeamAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add members to a team; it is made if there is none.",
    discussion: "They get the files that the rules grant the team, in the same commit.")

  @Argument(help: "The team.") var team: String
  @Argument(help: "The members.") var members: [String]
  @OptionGroup var rekey: RekeyFlags
  @OptionGroup var mutation: MutationFlags
  @OptionGroup var global: GlobalOptions

  func run() throws {
    try global.show(
      try global.workspace().add(
        members: members, toTeam: team, options: mutation.options, rekeys: rekey.rekeys))
  }
}

struct TeamRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove members from a team, or the whole team.",
    discussion: "A team goes from the rules too. A rule must keep somebody who can read.")

  @Argument(help: "The team.") var team: String
  @Argument(help: "The members; none removes the team.") var members: [String] = []
  @OptionGroup var rekey: RekeyFlags
  @OptionGroup var mutation: MutationFlags
  @OptionGroup var global: GlobalOptions

  func run() throws {
    try global.show(
      try global.workspace().remove(
        members: members, ofTeam: team, options: mutation.options, rekeys: rekey.rekeys))
  }
}

struct TeamListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the teams; needs no key.")

  @OptionGroup var source: SourceOptions
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let list = try global.workspace(at: source.source).teams
    try global.output.showData(list.document, text: list.text)
  }
}

extension GlobalOptions {
  /// Prints what a change of a team did, and what the user should know.
  fileprivate func show(_ change: TeamChange) throws {
    for note in change.policy.notes where !quiet { Diagnostics.note(note) }
    try output.show(change.document, text: change.text)
  }
}
