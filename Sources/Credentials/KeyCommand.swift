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
    guard let words = words(in: commandLine), !words.isEmpty else {
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
  public static func words(in commandLine: String) -> [String]? {
    var words: [String] = []
    var current: String?
    var quote: Character?
    var isEscaped = false
    for character in commandLine {
      if isEscaped {
        current = (current ?? "") + String(character)
        isEscaped = false
      } else if let open = quote {
        if character == open {
          quote = nil
        } else if character == "\\", open == "\"" {
          isEscaped = true
        } else {
          current = (current ?? "") + String(character)
        }
      } else if character == "\"" || character == "'" {
        quote = character
        current = current ?? ""
      } else if character == "\\" {
        isEscaped = true
      } else if character.isWhitespace {
        if let word = current { words.append(word) }
        current = nil
      } else {
        current = (current ?? "") + String(character)
      }
    }
    guard quote == nil, !isEscaped else { return nil }
    if let word = current { words.append(word) }
    return words
  }
}
