internal import ArgumentParser
internal import Credtree
internal import Files
internal import Secrets

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check that every change was signed by somebody entitled to it.",
    discussion: """
      Judges each commit that touches credentials, types, or credtree.yaml by the policy of the \
      commit before it, from a trust root on: --root, or git's config credtree.root. A range is \
      A..B, A...B, or a revision with its whole history; without one it is HEAD. Works in a bare \
      repository and in a pre-receive hook. Exits with 1 for any finding.
      """)

  @Argument(help: "A..B, A...B, or a revision.") var range: String?
  @Option(help: ArgumentHelp("The commit that is trusted.", valueName: "commit")) var root: String?
  @Flag(help: "Read what is pushed from standard input, as a pre-receive hook gets it.")
  var preReceive = false
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    if preReceive, range != nil {
      throw ValidationError("--pre-receive takes no range; git says what is pushed")
    }
  }

  func run() throws {
    let request = VerificationRequest(
      directory: global.directory, root: root, identityFile: global.identity)
    let result =
      preReceive
      ? try Verification.verifyPush(try PushedReferences.read(), request)
      : try Verification.verify(range, request)
    guard result.isClean else {
      try global.output.showData(result.document, text: result.text)
      throw ExitCode(Failure.Code.findings.exitStatus)
    }
    try global.output.show(result.document, text: result.text)
  }
}

/// What git tells a pre-receive hook on its standard input.
enum PushedReferences {
  static func read() throws -> String {
    do {
      let lines = try FileReader.secretFromStandardInput(limit: 16 << 20)
      return String(decoding: lines.bytes.indices.map { lines.bytes[$0] }, as: UTF8.self)
    } catch { throw Failure(error) }
  }
}
