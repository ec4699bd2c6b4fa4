internal import Files
internal import Secrets

/// A program that the user named in `SOPS_AGE_KEY_CMD`, run to print identities.
///
/// It comes from the user's own environment, never from the repository. No shell reads it:
/// the words are split as a shell would split them, without expansion.
public enum KeyCommand {
  /// The most bytes that are read from the program.
  static let outputLimit = 1 << 20

  /// Runs a command line and returns what it printed.
  ///
  /// - Throws: ``Failure`` with code `system` if it cannot be run or ends with an error.
  static func output(of commandLine: String) throws(Failure) -> SecretBytes {
    guard let words = CommandWords.split(commandLine), !words.isEmpty else {
      throw Failure(.invalid, "SOPS_AGE_KEY_CMD has an unfinished quotation or is empty")
    }
    do {
      let nothing: [UInt8] = []
      return try ChildProcess.output(of: words, input: nothing.span, limit: outputLimit)
    } catch {
      throw Failure(.system, "SOPS_AGE_KEY_CMD: \(error.program) \(error.reason)")
    }
  }

  /// Splits a command line into words, or returns `nil` where a quotation does not end.
  public static func words(in commandLine: String) -> [String]? { CommandWords.split(commandLine) }
}
