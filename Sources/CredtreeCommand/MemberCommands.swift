internal import ArgumentParser
internal import Credtree

struct MemberCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "member", abstract: "Say who there is, and with which keys.",
    subcommands: [
      MemberAddCommand.self, MemberApproveCommand.self, MemberRemoveCommand.self,
      MemberListCommand.self,
    ])
}

/// Public keys on a command line.
struct KeyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A public key that opens files: age1…, ssh-ed25519, or ssh-rsa; @FILE is a list of them. "
        + "May be repeated.", valueName: "key"))
  var key: [String] = []

  @Option(
    help: ArgumentHelp(
      "A public key that signs commits; @FILE is a file with it. May be repeated.",
      valueName: "key"))
  var signing: [String] = []

  @Option(
    help: ArgumentHelp(
      "A list of keys that open files, as authorized_keys; may be repeated.", valueName: "file"))
  var fromFile: [String] = []

  func input() throws -> KeyInput {
    try KeyInput(keys: key, signing: signing, files: fromFile)
  }
}

/// What a new member gets.
struct MemberOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "admin, manager, or viewer (what a new member is without it).", valueName: "role"))
  var role: String?

  @Option(help: ArgumentHelp("A team to join; may be repeated.", valueName: "team"))
  var team: [String] = []

  func checkedRole() throws -> Role? {
    guard let role else { return nil }
    guard let known = Role(rawValue: role) else {
      throw Failure(.usage, "--role is admin, manager, or viewer")
    }
    return known
  }
}

/// Whether a change of the policy also changes the files.
struct RekeyFlags: ParsableArguments {
  @Flag(help: "Leave the files as they are; 'credtree rekey' makes them match later.")
  var noRekey = false

  var rekeys: Bool { !noRekey }
}

struct MemberAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Let somebody in, or add keys to a member.",
    discussion: """
      Changes credtree.yaml, and gives the member the files that the rules of access grant, in \
      one commit. A key belongs to one member.
      """)

  @Argument(help: "The member's name.") var name: String
  @OptionGroup var keys: KeyOptions
  @OptionGroup var member: MemberOptions
  @OptionGroup var rekey: RekeyFlags
  @OptionGroup var mutation: MutationFlags
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let addition = MemberAddition(
      name: name, role: try member.checkedRole(), keys: try keys.input(), teams: member.team)
    try global.show(
      try global.workspace().add(addition, options: mutation.options, rekeys: rekey.rekeys))
  }
}

struct MemberApproveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve", abstract: "Answer a request to join; without a name, list them.",
    discussion: """
      Shows the keys and asks; --yes is for scripts that have compared them. The request goes in \
      the commit that lets the member in.
      """)

  @Argument(help: "Whose request.") var name: String?
  @Flag(help: "The name is a member's, and the keys are for that member.") var existing = false
  @OptionGroup var member: MemberOptions
  @OptionGroup var rekey: RekeyFlags
  @OptionGroup var mutation: MutationFlags
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let workspace = try global.workspace()
    guard let name else {
      let list = try workspace.requests()
      return try global.output.showData(list.document, text: list.text)
    }
    let approval = Approval(
      role: try member.checkedRole(), teams: member.team, addsToMember: existing)
    try global.show(
      try workspace.approve(name, approval, options: mutation.options, rekeys: rekey.rekeys))
  }
}

struct MemberRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Take access away from a member, or from some keys of one.",
    discussion: """
      The member goes from teams and rules too, and every file that he could open gets a new \
      data key, in one commit. Then lists what could ever be read so, which has to be rotated.
      """)

  @Argument(help: "The member's name.") var name: String
  @Option(
    help: ArgumentHelp(
      "Only this key: its text, its fingerprint, or @FILE; may be repeated.", valueName: "key"))
  var key: [String] = []
  @OptionGroup var rekey: RekeyFlags
  @OptionGroup var mutation: MutationFlags
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let removal = try global.workspace().removeMember(
      name, keys: key, options: mutation.options, rekeys: rekey.rekeys)
    for note in removal.change.policy.notes where !global.quiet { Diagnostics.note(note) }
    try global.output.show(removal.document, text: removal.text)
    if let failure = removal.failure { throw failure }
  }
}

struct MemberListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the members and their keys; needs no key.")

  @OptionGroup var source: SourceOptions
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let list = try global.workspace(at: source.source).members
    try global.output.showData(list.document, text: list.text)
  }
}

extension GlobalOptions {
  /// Prints what a change of a member did, and what the user should know.
  func show(_ change: MembershipChange) throws {
    for note in change.policy.notes where !quiet { Diagnostics.note(note) }
    try output.show(change.document, text: change.text)
  }
}
