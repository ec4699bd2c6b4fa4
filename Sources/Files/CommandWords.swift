/// The words of a command line that the user wrote in his environment or in git's configuration.
public enum CommandWords {
  /// Splits a command line as a shell would, without any expansion, or returns `nil` where a
  /// quotation does not end.
  public static func split(_ commandLine: String) -> [String]? {
    var words: [String] = []
    var current: String?
    var quote: Unicode.Scalar?
    var isEscaped = false
    // By scalars, as a shell does: a mark on a quote does not make it another character there.
    for character in commandLine.unicodeScalars {
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
      } else if character.properties.isWhitespace {
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
