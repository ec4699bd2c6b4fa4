internal import ArgumentParser
internal import Credtree
internal import Files
internal import Secrets

struct CheckSecretCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-secret",
    abstract: "Say whether a secret is the one that a credential stands for.",
    discussion: """
      The secret is read from standard input, without the line break at its end. It is held \
      against the digest of an API key, the hash of a password, or a secret that is stored. \
      Exit 0: it fits. Exit 6: it does not. Exit 1: it does, but the credential has expired.
      """)

  @Argument(help: "A name, an id, or the start of an id.") var ref: String
  @Argument(help: "The field, where there are several secrets.") var field: String?

  @Flag(help: "Read the secret from standard input, which is what happens anyway.")
  var stdin = false

  @OptionGroup var global: GlobalOptions

  func run() throws {
    let workspace = try global.workspace()
    let presented = try Self.presented()
    let answer = try workspace.check(presented, against: ref, field: field)
    try global.output.show(answer.document, text: answer.text)
  }

  private static func presented() throws -> SecretBytes {
    if StandardStream.inputIsTerminal, let typed = TerminalPrompt.secret("secret: ") {
      return typed
    }
    do {
      return withoutLineBreak(
        try FileReader.secretFromStandardInput(limit: FieldAssignment.valueLimit))
    } catch { throw Failure(error) }
  }

  private static func withoutLineBreak(_ text: borrowing SecretBytes) -> SecretBytes {
    var count = text.count
    if count > 0, text.bytes[count - 1] == UInt8(ascii: "\n") { count -= 1 }
    if count > 0, text.bytes[count - 1] == UInt8(ascii: "\r") { count -= 1 }
    return SecretBytes(copying: text.bytes.extracting(first: count))
  }
}
