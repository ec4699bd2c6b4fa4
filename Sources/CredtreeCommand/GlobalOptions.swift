internal import ArgumentParser
internal import Credtree
internal import Files

/// The options that every command has.
struct GlobalOptions: ParsableArguments {
  @Option(
    name: [.customShort("C")],
    help: ArgumentHelp("Work in the repository that contains this folder.", valueName: "dir"))
  var directory: String?

  @Flag(name: .long, help: "Print one JSON document instead of text for people.")
  var json = false

  @Flag(name: .long, help: "Print nothing but data and errors.")
  var quiet = false

  @Flag(name: .long, help: "Print no colors; NO_COLOR does the same.")
  var noColor = false

  @Option(
    name: .long, help: ArgumentHelp("Also look for identities in this file.", valueName: "file"))
  var identity: String?

  /// Moves options that stand before the subcommand to where it can see them.
  ///
  /// `credtree -C dir list` is how users of git write `credtree list -C dir`.
  static func moved(behindSubcommandOf arguments: [String]) -> [String] {
    var leading: [String] = []
    var rest = arguments[...]
    while let first = rest.first {
      if ["-C", "--identity"].contains(first), rest.count > 1 {
        leading += rest.prefix(2)
        rest = rest.dropFirst(2)
      } else if ["--json", "--quiet", "--no-color"].contains(first)
        || first.hasPrefix("--identity=")
      {
        leading.append(first)
        rest = rest.dropFirst()
      } else {
        break
      }
    }
    guard !leading.isEmpty, !rest.isEmpty else { return arguments }
    // What stands behind `--` belongs to another program or is an operand.
    guard let separator = rest.firstIndex(of: "--") else { return Array(rest) + leading }
    return Array(rest[..<separator]) + leading + Array(rest[separator...])
  }

  func workspace(at source: Workspace.Source = .workTree) throws -> Workspace {
    try Workspace(directory: directory, identityFile: identity, source: source)
  }

  var output: Output { Output(isJSON: json, isQuiet: quiet) }
}

/// Where a reading command reads from.
struct SourceOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp("Read a commit instead of the work tree.", valueName: "rev"))
  var rev: String?

  @Flag(name: .long, help: "Read the index instead of the work tree.")
  var staged = false

  var source: Workspace.Source {
    get throws {
      if rev != nil, staged {
        throw Failure(.usage, "--rev and --staged exclude each other; give one of them")
      }
      if let rev { return .commit(rev) }
      return staged ? .index : .workTree
    }
  }
}

/// The options of every command that changes something.
struct MutationFlags: ParsableArguments {
  @Flag(name: .long, help: "Write and stage the change, and commit nothing.")
  var noCommit = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Use this subject for the commit.", valueName: "message"))
  var message: String?

  @Flag(inversion: .prefixedNo, help: "Sign the commit; without it, commit.gpgsign decides.")
  var sign: Bool?

  @Flag(
    name: .long,
    help: "Accept readers that the policy has gained since this clone last accepted it.")
  var yes = false

  func validate() throws {
    if let message, message.allSatisfy(\.isWhitespace) {
      throw ValidationError("a commit's message must not be empty; leave -m out")
    }
  }

  var options: MutationOptions {
    MutationOptions(
      commits: !noCommit, subject: message, signs: sign, acceptsNewReaders: yes,
      confirmsNewReaders: StandardStream.inputIsTerminal ? TerminalPrompt.confirm : nil)
  }
}

/// The option of every command that a use of a credential can stop.
struct UncheckedOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Do it although it is in use, and record why in the commit.", valueName: "reason"))
  var unchecked: String?

  func validate() throws {
    if let unchecked, unchecked.allSatisfy(\.isWhitespace) || unchecked.contains(where: \.isNewline)
    {
      throw ValidationError("--unchecked needs a reason, on one line")
    }
  }
}

extension MutationFlags {
  func options(_ unchecked: UncheckedOption) -> MutationOptions {
    var options = options
    options.uncheckedReason = unchecked.unchecked
    return options
  }
}
