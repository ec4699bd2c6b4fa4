/// A commit's message: a subject, perhaps a body, and trailers that programs read.
public struct CommitMessage: Hashable, Sendable {
  /// One `Key: value` line at the message's end.
  public struct Trailer: Hashable, Sendable {
    /// The word before the colon, such as `Credential-Id`.
    public let key: String
    /// The text after the colon.
    public let value: String

    /// Creates a trailer.
    public init(_ key: String, _ value: String) {
      self.key = key
      self.value = value
    }
  }

  /// The first line.
  public var subject: String
  /// The text below it, or `nil`.
  public var body: String?
  /// The lines at the end.
  public var trailers: [Trailer]

  /// Creates a message.
  public init(_ subject: String, body: String? = nil, trailers: [Trailer] = []) {
    self.subject = subject
    self.body = body
    self.trailers = trailers
  }

  /// The message as git stores it, with a line end at its end.
  ///
  /// The trailers are a paragraph of their own, so that `git interpret-trailers` finds them.
  public var text: String {
    var paragraphs = [Self.line(subject)]
    if let body {
      let kept = body.filter { $0 != "\0" && $0 != "\r" }
      var trimmed = kept.drop { $0.isNewline }
      while trimmed.last?.isNewline == true { trimmed.removeLast() }
      if !trimmed.isEmpty { paragraphs.append(String(trimmed)) }
    }
    if !trailers.isEmpty {
      paragraphs.append(
        trailers.map { "\(Self.line($0.key)): \(Self.line($0.value))" }.joined(separator: "\n"))
    }
    return paragraphs.joined(separator: "\n\n") + "\n"
  }

  /// A text without what would end its line.
  private static func line(_ text: String) -> String {
    String(text.map { $0.isNewline || $0 == "\0" ? " " : $0 })
  }
}
