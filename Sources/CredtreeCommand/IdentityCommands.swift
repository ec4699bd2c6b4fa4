internal import ArgumentParser
internal import Credtree
internal import Files
internal import Secrets

struct IdentityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "identity", abstract: "Make, show, and import your own private keys.",
    subcommands: [
      IdentityNewCommand.self, IdentityShowCommand.self, IdentityImportCommand.self,
    ])
}

struct IdentityNewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Make an identity where sops and age look for it.",
    discussion: "A file that exists is never overwritten. Prints the public key.")

  @Option(help: ArgumentHelp("Write it to this file instead.", valueName: "file"))
  var output: String?
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let change = try IdentityChange.new(at: output)
    try global.output.showData(change.document, text: change.text)
  }
}

struct IdentityShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show the public keys of your identities, in their order.",
    discussion: "Inside of a repository, also which member has each.")

  @OptionGroup var global: GlobalOptions

  func run() throws {
    let list = try IdentityList(
      identityFile: global.identity, in: try global.workspaceIfThere(at: .workTree))
    for problem in list.problems where !global.quiet { Diagnostics.note(problem) }
    try global.output.showData(list.document, text: list.text)
  }
}

struct IdentityImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Add identities to those where sops and age look for them.",
    discussion: """
      Takes what age-keygen writes. What is in the file already stays. SSH keys are used where \
      they lie and need no import.
      """)

  @Argument(help: "The file; - is standard input.") var file: String
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let change = try IdentityChange.adding(
      try contents(), from: file == "-" ? "standard input" : file)
    try global.output.show(change.document, text: change.text)
  }

  private func contents() throws(Failure) -> SecretBytes {
    do {
      guard file == "-" else { return try FileReader.secret(of: file, limit: KeyRing.fileLimit) }
      return try FileReader.secretFromStandardInput(limit: KeyRing.fileLimit)
    } catch { throw Failure(error) }
  }
}
