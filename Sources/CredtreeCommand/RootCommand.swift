public import ArgumentParser
internal import Credtree
internal import Documents
internal import Files
internal import Secrets

/// The tool's top-level command.
public struct RootCommand: ParsableCommand {
  /// The tool's name, version, and subcommands.
  public static let configuration = CommandConfiguration(
    commandName: "credtree",
    abstract:
      "Keep a team's credentials, encrypted and typed, in the git repository that uses them.",
    version: CredtreeVersion.current,
    groupedSubcommands: [
      CommandGroup(
        name: "Start",
        subcommands: [
          InitCommand.self,
          IdentityCommand.self,
          DoctorCommand.self,
        ]),
      CommandGroup(
        name: "Credentials",
        subcommands: [
          CreateCommand.self,
          ListCommand.self,
          GetCommand.self,
          RevealCommand.self,
          CheckSecretCommand.self,
          UpdateCommand.self,
          DeleteCommand.self,
          RestoreCommand.self,
          RenameCommand.self,
          RotateCommand.self,
          HistoryCommand.self,
          SetDefaultCommand.self,
          AssignProjectsCommand.self,
          ValidateNameCommand.self,
          ResealCommand.self,
        ]),
      CommandGroup(
        name: "Types",
        subcommands: [
          TypesCommand.self
        ]),
      CommandGroup(
        name: "Access",
        subcommands: [
          JoinCommand.self,
          MemberCommand.self,
          TeamCommand.self,
          AccessCommand.self,
          WhoCommand.self,
          CanCommand.self,
          RekeyCommand.self,
          ExposureCommand.self,
        ]),
      CommandGroup(
        name: "Use",
        subcommands: [
          RenderCommand.self,
          RunCommand.self,
          InjectCommand.self,
          ResolveCommand.self,
          SyncCommand.self,
          StatusCommand.self,
          DockerCredentialCommand.self,
          GitCredentialCommand.self,
          AWSCredentialProcessCommand.self,
          KubectlCredentialCommand.self,
          TerraformCredentialsCommand.self,
          AnsibleVaultClientCommand.self,
        ]),
      CommandGroup(
        name: "Guard",
        subcommands: [
          ReferencesCommand.self,
          CheckCommand.self,
          VerifyCommand.self,
          DueCommand.self,
          HooksCommand.self,
        ]),
      CommandGroup(
        name: "Review",
        subcommands: [
          DiffCommand.self,
          LogCommand.self,
          TextconvCommand.self,
          ResolveConflictCommand.self,
          MergeDriverCommand.self,
          ReportCommand.self,
        ]),
    ])

  /// Creates a command with nothing parsed into it.
  public init() {}

  /// Parses the process's arguments, runs the command they name, and exits.
  public static func run() -> Never {
    StandardStream.holdClosedStreams()
    ProcessProtection.forbidCoreDumps()
    let arguments = GlobalOptions.moved(
      behindSubcommandOf: Array(CommandLine.arguments.dropFirst()))
    let system = CompatibleOption.system(in: arguments)
    do {
      if let file = TextconvCommand.plainFile(in: arguments) {
        try TextconvCommand.show(file)
      } else {
        var command = try parsed(arguments)
        try command.run()
      }
      Process.exit(0)
    } catch let failure as Failure {
      Diagnostics.report(failure, asJSON: arguments.contains("--json"), of: system)
      Process.exit(failure.code.exitStatus)
    } catch let status as ExitCode {
      Process.exit(status.rawValue)
    } catch {
      // What a program of the user's own would end with must not be confused with this.
      let isRun = arguments.first == RunCommand.configuration.commandName
      Diagnostics.report(
        parsing: error, asJSON: arguments.contains("--json"), of: system,
        exitingWith: isRun ? ProgramFailure.own : Failure.Code.usage.exitStatus)
    }
  }

  /// The command that the arguments name, with its options.
  ///
  /// Parsing for one command alone costs less than descending to it from the root. What is not
  /// in order, or asks for help, is parsed again from the root, which words the answer.
  private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
    let named = configuration.subcommands.first {
      $0.configuration.commandName == arguments.first
    }
    if let named, let command = try? named.parseAsRoot(Array(arguments.dropFirst())),
      type(of: command) == named
    {
      return command
    }
    if named == nil, let word = arguments.first, !word.hasPrefix("-"), word != "help" {
      let names = configuration.subcommands.compactMap { $0.configuration.commandName }
      let near = NearNames.suggestions(for: word, among: names)
      let advice =
        near.isEmpty
        ? "'credtree --help' shows what there is"
        : "did you mean \(near.joined(separator: " or "))?"
      throw Failure(.usage, "there is no command '\(word)'; \(advice)")
    }
    return try parseAsRoot(arguments)
  }
}
