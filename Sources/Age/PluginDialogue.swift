internal import Files
public import Secrets

/// How a plugin reaches the person at the terminal.
public struct PluginDialogue: Sendable {
  /// Shows a message; returns whether it could be shown.
  public var show: @Sendable (_ message: String) -> Bool
  /// Asks for a decision between two labels, of which the second may be missing; `nil` where
  /// nobody can answer.
  public var confirm: @Sendable (_ message: String, _ yes: String, _ no: String?) -> Bool?
  /// Asks for a line; `nil` where nobody can answer.
  public var ask: @Sendable (_ prompt: String, _ isSecret: Bool) -> Secret?

  /// Creates a dialogue.
  public init(
    show: @escaping @Sendable (String) -> Bool,
    confirm: @escaping @Sendable (String, String, String?) -> Bool?,
    ask: @escaping @Sendable (String, Bool) -> Secret?
  ) {
    self.show = show
    self.confirm = confirm
    self.ask = ask
  }

  /// The terminal of the process, whatever its standard streams are.
  public static let terminal = PluginDialogue(
    show: { message in (try? StandardStream.error.write(visible(message) + "\n")) != nil },
    confirm: { message, yes, no in
      let choice = no.map { "y: \(yes), n: \($0)" } ?? "y: \(yes)"
      guard let answer = TerminalPrompt.line(visible("\(message) [\(choice)] ")) else { return nil }
      return ["y", "yes"].contains(answer.lowercased())
    },
    ask: { prompt, isSecret in
      let question = visible(prompt) + " "
      if isSecret {
        guard let answer = TerminalPrompt.secret(question) else { return nil }
        return Secret(answer)
      }
      guard let answer = TerminalPrompt.line(question) else { return nil }
      let bytes = Array(answer.utf8)
      return Secret(SecretBytes(copying: bytes.span))
    })

  /// A text that cannot move the cursor or change colors.
  private static func visible(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          scalar.properties.generalCategory == .control && scalar != "\n" ? "?" : scalar
        }))
  }
}
