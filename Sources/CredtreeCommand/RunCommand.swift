internal import ArgumentParser
internal import Credtree
internal import Files
internal import Secrets

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a program with values of credentials in its environment.",
    discussion: """
      No shell is involved. --env wins over --env-file, and both over --credential, which sets \
      the variables that the credential's type names. What the program prints is looked through, \
      and secrets in it are replaced, in all usual encodings. The program's exit status is \
      passed on, 128 and the signal's number for a signal; 125 is a failure of credtree, 126 a \
      program that cannot be executed, 127 one that is not there.
      """)

  @Option(
    help: ArgumentHelp(
      "Set a variable to a field's value; may be repeated.", valueName: "var=cred://name#field"))
  var env: [String] = []

  @Option(
    help: ArgumentHelp(
      "Set the variables of a file of NAME=cred://NAME#FIELD or NAME=TEXT lines; may be repeated.",
      valueName: "file"))
  var envFile: [String] = []

  @Option(
    help: ArgumentHelp(
      "Set the variables that this credential's type names; may be repeated.", valueName: "ref"))
  var credential: [String] = []

  @Flag(help: "Do not look through what the program prints.") var noMask = false

  @Option(
    help: ArgumentHelp(
      "First tell the job's log what to hide, and hand the variables on to later steps: github or "
        + "gitlab.", valueName: "service"))
  var ci: String?

  @Option(
    help: ArgumentHelp(
      "With --ci github, hand on through this alone: env, output, or none; may be repeated.",
      valueName: "file"))
  var ciTo: [String] = []

  @OptionGroup var source: SourceOptions
  @OptionGroup var global: GlobalOptions

  @Argument(
    parsing: .postTerminator,
    help: ArgumentHelp("The program and its arguments, after --.", valueName: "command"))
  var command: [String] = []

  func run() throws {
    do {
      let service = try service()
      guard !command.isEmpty || service != nil else {
        throw Failure(.usage, "say which program to run, after --")
      }
      let environment = try global.workspace(at: source.source).environment(for: request())
      if let service { try tell(service, environment) }
      if !command.isEmpty { try start(with: environment) }
    } catch let failure as Failure {
      Diagnostics.report(failure, asJSON: global.json)
      Process.exit(ProgramFailure.own)
    } catch let failure as ProgramFailure {
      Diagnostics.report(Failure(.system, failure.reason), asJSON: global.json)
      Process.exit(failure.status)
    }
  }

  private func service() throws -> ContinuousIntegration? {
    guard ciTo.isEmpty || ci == "github" else {
      throw Failure(.usage, "--ci-to belongs to --ci github")
    }
    guard let ci else { return nil }
    guard let service = ContinuousIntegration(rawValue: ci) else {
      throw Failure(.usage, "--ci is github or gitlab")
    }
    return service
  }

  private func request() throws -> RunRequest {
    var request = RunRequest()
    for option in env {
      request.assignments.append(try EnvironmentAssignment(option: option))
    }
    for file in envFile {
      let text: SecretBytes
      do { text = try FileReader.secret(of: file, limit: 1 << 20) } catch { throw Failure(error) }
      request.files.append(try EnvironmentAssignment.read(text, file: file))
    }
    request.credentials = credential
    return request
  }

  private func tell(_ service: ContinuousIntegration, _ environment: RunEnvironment) throws {
    try global.output.write(service.maskCommands(for: environment.secrets))
    for variable in environment.variables where variable.isSecret {
      if let obstacle = service.obstacle(to: variable.value.bytes) {
        Diagnostics.note("\(variable.name) \(obstacle)")
      }
    }
    guard service == .github else { return }
    for name in ciTo where !["env", "output", "none"].contains(name) {
      throw Failure(.usage, "--ci-to is env, output, or none, and not \(name)")
    }
    var isTold = false
    for (name, variable) in [("env", "GITHUB_ENV"), ("output", "GITHUB_OUTPUT")]
    where ciTo.isEmpty || ciTo.contains(name) {
      guard let path = EnvironmentVariable.text(variable) else { continue }
      try environment.append(toStepFile: path)
      isTold = true
    }
    if !isTold, !ciTo.contains("none") {
      Diagnostics.note("neither GITHUB_ENV nor GITHUB_OUTPUT is set: later steps get nothing")
    }
  }

  private func start(with environment: RunEnvironment) throws {
    let program = try ForegroundProgram(
      wordCount: command.count, environment: environment.program)
    let mask = environment.mask
    if noMask || mask.isEmpty { try program.replaceThisProcess() }
    Process.exit(try program.run(output: MaskedStream(mask), errors: MaskedStream(mask)))
  }
}
