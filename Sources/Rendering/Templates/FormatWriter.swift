internal import Credentials
internal import Documents
internal import Secrets

/// Writes a text of some format from literal parts and from values, which it escapes for the
/// place they stand in.
///
/// In quotes, a value is escaped as the format asks; outside of them it becomes a value of its
/// own, with quotes where it needs some. What the format cannot carry there is refused.
struct FormatWriter: ~Copyable {
  private let format: TextFormat
  private var output = SecretBuilder(capacity: 4096)
  private var tracker: QuoteTracker
  /// The value that must be followed by the end of a word, because it has quotes of its own.
  private var unfinished: String?

  init(format: TextFormat) {
    self.format = format
    tracker = QuoteTracker(format: format)
  }

  /// Appends a part of the template.
  ///
  /// - Throws: `Failure` with code `invalid` if it stands where the value before it must end.
  mutating func append(literal bytes: [UInt8]) throws(Failure) {
    if let first = bytes.first { try finishValue(before: first) }
    for byte in bytes { tracker.advance(byte) }
    output.append(bytes.span)
  }

  /// Appends a value as it is.
  mutating func append(raw value: Node, named name: String) throws(Failure) {
    try finishValue(before: nil)
    try output.append(Self.bytes(of: value, named: name))
    tracker.passValue()
  }

  /// Appends a value.
  ///
  /// - Parameters:
  ///   - value: The value.
  ///   - name: What a message calls it.
  /// - Throws: `Failure` with code `invalid` if the format cannot carry it there.
  mutating func append(value: Node, named name: String) throws(Failure) {
    try finishValue(before: nil)
    if tracker.hasHereDocument {
      throw Self.refusal(name, "stands after a here-document, whose quotes mean nothing: use text")
    }
    let isText = value.string != nil || value.secret != nil
    if !isText, tracker.place == .plain, [.json, .yaml, .toml].contains(format) {
      guard format == .json || (value.array == nil && value.object == nil) else {
        throw Self.refusal(name, "is a list or a mapping: use a section")
      }
      output.append(SecretJSON.write(value))
    } else {
      let escape = ValueEscape(format: format, tracker: tracker, name: name)
      let bytes = try Self.bytes(of: value, named: name)
      if try escape.append(bytes, to: &output) { unfinished = name }
    }
    tracker.passValue()
  }

  /// The finished text.
  ///
  /// - Throws: `Failure` with code `invalid` if JSON came out wrong.
  consuming func finish() throws(Failure) -> SecretBytes {
    let text = output.finish()
    if format == .json { try Self.requireJSON(text) }
    return text
  }

  private static func requireJSON(_ text: borrowing SecretBytes) throws(Failure) {
    do throws(DocumentError) {
      _ = try JSON.parse(text.bytes, strings: .secret)
    } catch {
      let line = error.position.map { " on line \($0.line)" } ?? ""
      throw Failure(.invalid, "what comes out is no JSON\(line): \(error.message)")
    }
  }

  private mutating func finishValue(before next: UInt8?) throws(Failure) {
    guard let name = unfinished else { return }
    unfinished = nil
    let ends: [UInt8] =
      format == .env ? Array("\r\n".utf8) : Array(" \t\r\n,]}#".utf8)
    if let next, ends.contains(next) { return }
    throw Self.refusal(name, "is only a part of what stands there: put the whole in quotes")
  }

  static func refusal(_ name: String, _ reason: String) -> Failure {
    Failure(.invalid, "\(name) \(reason)")
  }

  private static func bytes(of value: Node, named name: String) throws(Failure) -> SecretBytes {
    switch value.content {
    case .secret(let secret): return secret.bytes.copy()
    case .string(let text):
      let utf8 = Array(text.utf8)
      return SecretBytes(copying: utf8.span)
    case .number, .bool, .null: return SecretJSON.write(value)
    case .array, .object: throw refusal(name, "is a list or a mapping: use a section")
    }
  }
}
