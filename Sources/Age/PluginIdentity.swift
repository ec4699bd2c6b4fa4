public import Secrets
private import Synchronization

/// An identity that a plugin opens files for: `AGE-PLUGIN-NAME-1…`.
public final class PluginIdentity: Identity {
  /// The stanzas whose file keys are remembered, so that nobody touches his token twice.
  private static let remembered = 16
  /// The stanzas that no plugin is asked about: they are for keys that lie in files.
  private static let native: Set<String> = [
    X25519Recipient.stanzaType, ScryptRecipient.stanzaType, HybridKey.stanzaType,
    SSHPublicKey.ed25519, SSHPublicKey.rsa,
  ]

  private let secretText: Secret
  private let plugin: Plugin
  private let opened: Mutex<[(stanzas: [Stanza], fileKey: Secret)]> = Mutex([])

  /// The plugin's name.
  public var pluginName: String { plugin.name }
  /// Unknown: the protocol has no way to ask for it.
  public var recipientText: String? { nil }
  /// Always: only the plugin knows.
  public var mayAsk: Bool { true }

  /// Reads an identity, or returns `nil` if the text is not exactly one.
  convenience init?(parsing text: Span<UInt8>) {
    guard text.starts(with: "AGE-PLUGIN-"), let prefix = Bech32.prefix(of: text),
      prefix.hasSuffix("-"), prefix.utf8.count > 12
    else { return nil }
    let name = prefix.dropFirst(11).dropLast().lowercased()
    guard PluginProgram.isName(name) else { return nil }
    self.init(text: Secret(SecretBytes(copying: text)), plugin: Plugin(name: name))
  }

  init(text: Secret, plugin: Plugin) {
    secretText = text
    self.plugin = plugin
  }

  /// Has the plugin unwrap the file key.
  ///
  /// - Throws: ``AgeError`` with code `plugin` if it is not there, or does not do it.
  public func unwrap(_ stanzas: [Stanza]) throws(AgeError) -> Secret? {
    guard !stanzas.allSatisfy({ Self.native.contains($0.type) }) else { return nil }
    // One at a time: a person can answer one question at a time.
    let result = opened.withLock { opened -> Result<Secret?, AgeError> in
      if let known = opened.first(where: { $0.stanzas == stanzas }) {
        return .success(known.fileKey)
      }
      do throws(AgeError) {
        let fileKey = try plugin.converse("identity-v1") { session throws(PluginProblem) in
          try Self.unwrap(stanzas, with: secretText, in: session)
        }
        if let fileKey {
          opened.append((stanzas, fileKey))
          if opened.count > Self.remembered { opened.removeFirst() }
        }
        return .success(fileKey)
      } catch { return .failure(error) }
    }
    return try result.get()
  }

  static func unwrap(_ stanzas: [Stanza], with identity: Secret, in session: PluginSession)
    throws(PluginProblem) -> Secret?
  {
    var messages = [PluginMessage("add-identity", secretArgument: identity)]
    for stanza in stanzas {
      messages.append(
        PluginMessage(
          "recipient-stanza", ["0", stanza.type] + stanza.arguments,
          body: Secret(SecretBytes(copying: stanza.body.span))))
    }
    try session.tell(messages)
    var fileKey: Secret?
    let errors = try session.listen { message throws(PluginProblem) in
      guard message.command == "file-key" else { return .unsupported }
      guard message.arguments.count == 1, message.arguments[0] == "0", fileKey == nil,
        message.body.bytes.count == FileKey.size
      else { throw PluginProblem("gave what is not the file's key") }
      fileKey = message.body
      return .ok
    }
    if fileKey == nil, let error = errors.first { throw PluginProblem("failed: \(error)") }
    return fileKey
  }
}
