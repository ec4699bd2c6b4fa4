internal import ArgumentParser
internal import Credtree

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say what is wrong with this clone and this machine, and what mends it.",
    discussion: """
      Looks at git and its config, at what git keeps of credentials that it showed, at the \
      policy, the store, your identities, and the memory for secrets. Changes nothing, and opens \
      no credential. Ends with 1 if something has to be mended.
      """)

  @OptionGroup var global: GlobalOptions

  func run() throws {
    let diagnosis = Diagnosis.of(global.directory, identityFile: global.identity)
    guard diagnosis.isHealthy else {
      try global.output.showData(diagnosis.document, styled: diagnosis.text(in: global.style))
      throw ExitCode(Failure.Code.findings.exitStatus)
    }
    try global.output.show(diagnosis.document, styled: diagnosis.text(in: global.style))
  }
}
