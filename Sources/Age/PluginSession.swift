internal import Files
internal import Secrets

/// The two ends of a conversation with a plugin.
protocol PluginChannel: AnyObject {
  /// The next line, without its end.
  func readLine(limit: Int) throws(ChildProcess.ProcessError) -> SecretBytes
  /// Sends bytes.
  func send(_ bytes: Span<UInt8>) throws(ChildProcess.ProcessError)
}

extension ChildConversation: PluginChannel {}

/// A message of the plugin protocol: a stanza whose body may be a secret.
struct PluginMessage {
  /// The longest line and the longest body read, in bytes.
  static let limit = 1 << 20

  var command: String
  var arguments: [String] = []
  /// One more argument, which may be a secret; only sent, never read.
  var secretArgument: Secret?
  var body: Secret = Secret(SecretBytes(count: 0) { _ in })

  /// The body as text for a person.
  var text: String {
    body.bytes.withSpan { span in String(copying: span) }
  }

  /// Reads the next message.
  init(from channel: any PluginChannel) throws(PluginProblem) {
    let head = try Self.line(from: channel)
    let words = String(copying: head.bytes).split(separator: " ", omittingEmptySubsequences: false)
    guard words.count >= 2, words[0] == "->",
      words.dropFirst().allSatisfy({ word in
        !word.isEmpty && word.utf8.allSatisfy { (0x21...0x7E).contains($0) }
      })
    else { throw PluginProblem("said what is no message of the plugin protocol") }
    command = String(words[1])
    arguments = words.dropFirst(2).map(String.init)
    var body = SecretBuilder(capacity: 64)
    while true {
      let line = try Self.line(from: channel)
      guard line.count <= Stanza.columns, body.count + line.count <= Self.limit,
        let bytes = Base64.decodeSecret(line.bytes, padding: .none)
      else { throw PluginProblem("said a message whose body is not base64") }
      body.append(bytes)
      if line.count < Stanza.columns { break }
    }
    self.body = Secret(body.finish())
  }

  init(
    _ command: String, _ arguments: [String] = [], secretArgument: Secret? = nil,
    body: Secret? = nil
  ) {
    self.command = command
    self.secretArgument = secretArgument
    self.arguments = arguments
    if let body { self.body = body }
  }

  private static func line(from channel: any PluginChannel) throws(PluginProblem) -> SecretBytes {
    do throws(ChildProcess.ProcessError) { return try channel.readLine(limit: limit) } catch {
      throw PluginProblem(error.reason)
    }
  }

  /// Sends the message.
  func send(to channel: any PluginChannel) throws(PluginProblem) {
    var output = SecretBuilder(capacity: 256)
    output.append((["->", command] + arguments).joined(separator: " "))
    if let secretArgument {
      output.append(" ")
      output.append(secretArgument.bytes)
    }
    output.append("\n")
    let text = body.bytes.withSpan { span in Secret(Base64.encodeSecret(span, padding: .none)) }
    text.bytes.withSpan { span in
      var start = 0
      while span.count - start >= Stanza.columns {
        output.append(span.extracting(start..<start + Stanza.columns))
        output.append(UInt8(ascii: "\n"))
        start += Stanza.columns
      }
      output.append(span.extracting(start..<span.count))
    }
    output.append(UInt8(ascii: "\n"))
    let bytes = output.finish()
    do throws(ChildProcess.ProcessError) { try channel.send(bytes.bytes) } catch {
      throw PluginProblem(error.reason)
    }
  }
}

/// What went wrong in a conversation, to follow the plugin's name.
struct PluginProblem: Error {
  let reason: String
  init(_ reason: String) { self.reason = reason }
}

/// A conversation with a plugin: what both state machines have in common.
struct PluginSession {
  /// What to answer to a message of the second phase.
  enum Reply {
    case ok
    case unsupported
  }

  let channel: any PluginChannel
  let dialogue: PluginDialogue

  /// Sends everything that the plugin has to know, and the end of it.
  func tell(_ messages: [PluginMessage]) throws(PluginProblem) {
    for message in messages { try message.send(to: channel) }
    try PluginMessage("done").send(to: channel)
  }

  /// Lets the plugin speak until it is done, and answers each message.
  ///
  /// - Parameter handle: Takes a message that is not a question to a person.
  /// - Returns: The errors that the plugin told.
  /// - Throws: ``PluginProblem`` if the plugin breaks the protocol or ends.
  func listen(_ handle: (PluginMessage) throws(PluginProblem) -> Reply) throws(PluginProblem)
    -> [String]
  {
    var errors: [String] = []
    while true {
      let message = try PluginMessage(from: channel)
      switch message.command {
      case "done": return errors
      case "error":
        // What a plugin says about a key may be long, and is not ours.
        errors.append(String(message.text.prefix(500)))
        try reply("ok")
      case "msg": try reply(dialogue.show(message.text) ? "ok" : "fail")
      case "confirm": try confirm(message)
      case "request-public", "request-secret":
        let answer = dialogue.ask(message.text, message.command == "request-secret")
        if let answer {
          try PluginMessage("ok", body: answer).send(to: channel)
        } else {
          try reply("fail")
        }
      default:
        switch try handle(message) {
        case .ok: try reply("ok")
        case .unsupported: try reply("unsupported")
        }
      }
    }
  }

  private func reply(_ command: String, _ arguments: [String] = []) throws(PluginProblem) {
    try PluginMessage(command, arguments).send(to: channel)
  }

  private func confirm(_ message: PluginMessage) throws(PluginProblem) {
    func label(_ index: Int) -> String? {
      guard index < message.arguments.count else { return nil }
      let text = Array(message.arguments[index].utf8)
      return Base64.decode(text.span, padding: .none).map { String(decoding: $0, as: UTF8.self) }
    }
    guard let yes = label(0), message.arguments.count <= 2 else {
      throw PluginProblem("asked for a confirmation without a label for it")
    }
    guard let answer = dialogue.confirm(message.text, yes, label(1)) else {
      return try reply("fail")
    }
    try reply("ok", [answer ? "yes" : "no"])
  }
}

/// A plugin by its name, and how it is started.
struct Plugin: Sendable {
  /// How long a silent plugin is waited for, in seconds: somebody may have to find his token.
  static let patience = 300.0
  /// After how many seconds of silence a person is told what is waited for.
  private static let noticeDelay = 5.0

  let name: String
  var dialogue = PluginDialogue.terminal
  var path: String?
  var patience = Self.patience

  /// Runs a conversation with a new process of the plugin.
  func converse<Value>(
    _ machine: String, _ body: (PluginSession) throws(PluginProblem) -> Value
  ) throws(AgeError) -> Value {
    guard let program = PluginProgram.find(name, in: path ?? EnvironmentVariable.text("PATH"))
    else {
      throw AgeError(
        .plugin, "the plugin age-plugin-\(name) is not in PATH: install it and try again")
    }
    let (name, show) = (name, dialogue.show)
    do throws(ChildProcess.ProcessError) {
      let channel = try ChildConversation(
        program, ["--age-plugin=\(machine)"],
        showsErrors: EnvironmentVariable.text("AGEDEBUG") == "plugin", patience: patience,
        notice: (Self.noticeDelay, { _ = show("waiting for age-plugin-\(name)") }))
      return try converse(over: channel, body)
    } catch {
      throw AgeError(.plugin, "age-plugin-\(name) \(error.reason)")
    }
  }

  /// Runs a conversation over a channel.
  func converse<Value>(
    over channel: any PluginChannel, _ body: (PluginSession) throws(PluginProblem) -> Value
  ) throws(ChildProcess.ProcessError) -> Value {
    do throws(PluginProblem) {
      return try body(PluginSession(channel: channel, dialogue: dialogue))
    } catch {
      throw ChildProcess.ProcessError(program: name, reason: error.reason)
    }
  }
}
