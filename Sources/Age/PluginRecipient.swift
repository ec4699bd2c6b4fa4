public import Secrets

/// A recipient that a plugin encrypts to: `age1NAME1…`.
public struct PluginRecipient: Recipient {
  /// The recipient as text.
  public let text: String
  let plugin: Plugin

  /// The plugin's name.
  public var pluginName: String { plugin.name }

  /// Reads a recipient whose text starts with `age1`, or returns `nil` if it names no plugin.
  init?(parsing text: Span<UInt8>) {
    guard let prefix = Bech32.prefix(of: text), prefix.hasPrefix("age1"),
      PluginProgram.isName(prefix.dropFirst(4))
    else { return nil }
    self.init(text: String(copying: text), plugin: Plugin(name: String(prefix.dropFirst(4))))
  }

  init(text: String, plugin: Plugin) {
    self.text = text
    self.plugin = plugin
  }

  /// Has the plugin wrap a file key.
  ///
  /// - Throws: ``AgeError`` with code `plugin` if it is not there, or does not do it.
  public func wrap(_ fileKey: borrowing SecretBytes) throws(AgeError) -> [Stanza] {
    try labelledWrap(fileKey).stanzas
  }

  /// Has the plugin wrap a file key, and say what else may be in the file.
  public func labelledWrap(_ fileKey: borrowing SecretBytes) throws(AgeError)
    -> (stanzas: [Stanza], labels: Set<String>)
  {
    let key = Secret(fileKey.copy())
    return try plugin.converse("recipient-v1") { session throws(PluginProblem) in
      try Self.wrap(key, for: text, in: session)
    }
  }

  static func wrap(_ fileKey: Secret, for recipient: String, in session: PluginSession)
    throws(PluginProblem) -> (stanzas: [Stanza], labels: Set<String>)
  {
    try session.tell([
      PluginMessage("add-recipient", [recipient]),
      PluginMessage("wrap-file-key", body: fileKey), PluginMessage("extension-labels"),
    ])
    var stanzas: [Stanza] = []
    var labels: Set<String>?
    let errors = try session.listen { message throws(PluginProblem) in
      switch message.command {
      case "recipient-stanza":
        guard message.arguments.count >= 2, message.arguments[0] == "0" else {
          throw PluginProblem("made a stanza for a file that there is not")
        }
        guard stanzas.count < Header.mostStanzas else {
          throw PluginProblem("made more than \(Header.mostStanzas) stanzas")
        }
        let body = message.body.bytes.withSpan { span in Array(copying: span) }
        stanzas.append(
          Stanza(
            type: message.arguments[1], arguments: Array(message.arguments.dropFirst(2)),
            body: body))
        return .ok
      case "labels":
        guard labels == nil, Set(message.arguments).count == message.arguments.count else {
          throw PluginProblem("gave labels twice")
        }
        labels = Set(message.arguments)
        return .ok
      default: return .unsupported
      }
    }
    if let error = errors.first { throw PluginProblem("refused: \(error)") }
    guard !stanzas.isEmpty else { throw PluginProblem("made no stanza") }
    return (stanzas, labels ?? [])
  }
}
