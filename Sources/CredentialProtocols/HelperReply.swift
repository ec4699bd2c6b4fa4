public import Secrets

/// What a credential helper says, and how it ends.
public struct HelperReply: Sendable {
  /// What goes to standard output.
  public let output: Secret?
  /// What goes to standard error, for a person: never a value.
  public let message: String?
  /// The process's exit status.
  public let status: Int32

  init(output: Secret? = nil, message: String? = nil, status: Int32 = 0) {
    self.output = output
    self.message = message
    self.status = status
  }

  init(_ output: consuming SecretBytes, message: String? = nil, status: Int32 = 0) {
    self.init(output: Secret(output), message: message, status: status)
  }

  /// A reply of plain text, which gets a line feed.
  init(line: String, message: String? = nil, status: Int32 = 0) {
    var text = SecretBuilder()
    text.append(line + "\n")
    self.init(text.finish(), message: message, status: status)
  }
}
