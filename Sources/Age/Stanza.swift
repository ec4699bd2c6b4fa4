internal import Secrets

/// One way into an age file: the file key, wrapped for one recipient.
public struct Stanza: Hashable, Sendable {
  /// The kind of recipient, such as `X25519`.
  ///
  /// Printable ASCII without spaces.
  public var type: String
  /// What the recipient needs besides the body.
  ///
  /// Each is printable ASCII without spaces.
  public var arguments: [String]
  /// The wrapped file key.
  public var body: [UInt8]

  /// Creates a stanza.
  public init(type: String, arguments: [String], body: [UInt8]) {
    self.type = type
    self.arguments = arguments
    self.body = body
  }

  /// The number of body characters on a full line.
  static let columns = 64

  /// Appends the stanza as it stands in a header.
  func write(to output: inout [UInt8]) {
    output += "-> \(type)".utf8
    for argument in arguments { output += " \(argument)".utf8 }
    output.append(UInt8(ascii: "\n"))
    let text = Array(Base64.encode(body.span, padding: .none).utf8)
    // The last line is always short: a body of full lines is followed by an empty one.
    var start = 0
    while text.count - start >= Self.columns {
      output += text[start..<start + Self.columns]
      output.append(UInt8(ascii: "\n"))
      start += Self.columns
    }
    output += text[start...]
    output.append(UInt8(ascii: "\n"))
  }

  /// Fails because an identity owns this stanza and it is malformed.
  func malformed(_ what: String) -> AgeError {
    AgeError(.header, "malformed \(type) stanza in the age header: \(what)")
  }

  /// Decodes an argument of a fixed size.
  func decodeArgument(_ index: Int, count: Int) throws(AgeError) -> [UInt8] {
    guard let bytes = Base64.decode(arguments[index], padding: .none), bytes.count == count else {
      throw malformed("argument \(index + 1) is not \(count) bytes of base64")
    }
    return bytes
  }
}
