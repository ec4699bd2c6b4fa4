public import Credentials
internal import Documents
internal import References
public import Secrets

/// One variable that a program is to get, and where its value comes from.
public struct EnvironmentAssignment: Hashable, Sendable {
  /// Where a value comes from.
  public enum Source: Hashable, Sendable {
    /// A field of a credential: `cred://NAME#FIELD`.
    case field(credential: String, field: String)
    /// The text as it stands.
    case text(Secret)
  }

  /// The variable.
  public let name: String
  /// Where its value comes from.
  public let source: Source

  /// Reads `NAME=cred://NAME#FIELD`, as it stands on a command line: never a text of its own.
  ///
  /// - Throws: ``Failure`` with code `usage` for anything else.
  public init(option: String) throws(Failure) {
    guard let sign = option.firstIndex(of: "=") else {
      throw Failure(.usage, "--env takes VAR=cred://NAME#FIELD")
    }
    let value = Array(option[option.index(after: sign)...].utf8)
    try self.init(
      name: String(option[..<sign]), value: SecretBytes(copying: value.span), saidBy: "--env")
    guard case .field = source else {
      throw Failure(
        .usage,
        "--env \(name) takes cred://NAME#FIELD; put other values into the environment itself, or "
          + "into a file for --env-file")
    }
  }

  private init(name: String, value: borrowing SecretBytes, saidBy place: String) throws(Failure) {
    guard EnvironmentVariables.isName(name) else {
      throw Failure(
        .usage, "\(place): a variable is letters, digits and '_', and no digit first")
    }
    self.name = name
    guard ByteText.contains("cred://", in: value) else {
      source = .text(Secret(value.copy()))
      return
    }
    guard let text = String(validating: value.bytes.indices.map { value.bytes[$0] }, as: UTF8.self),
      let uri = CredentialAddress(text)
    else {
      throw Failure(
        .usage,
        "\(place): \(name) is not exactly cred://NAME#FIELD; 'credtree inject' fills in texts")
    }
    source = .field(credential: uri.name, field: uri.field)
  }

  /// Reads a file of `NAME=VALUE` lines.
  ///
  /// A value is `cred://NAME#FIELD` or a text: as it stands, or between single quotes, or between
  /// double quotes with `\n`, `\"` and `\\`. Empty lines, `#` lines, and an `export` in front are
  /// passed over.
  ///
  /// - Parameters:
  ///   - text: The file's bytes.
  ///   - file: Its path, for messages.
  /// - Returns: The variables, in the file's order.
  /// - Throws: ``Failure`` with code `invalid`, naming all lines that are none of these.
  public static func read(_ text: borrowing SecretBytes, file: String) throws(Failure)
    -> [EnvironmentAssignment]
  {
    var assignments: [EnvironmentAssignment] = []
    var problems: [Problem] = []
    for (number, range) in ByteText.lines(of: text).enumerated() {
      let line = ByteText.trimmed(range, of: text)
      guard !line.isEmpty, text.bytes[line.lowerBound] != UInt8(ascii: "#") else { continue }
      do throws(Failure) {
        assignments.append(try assignment(line, of: text))
      } catch {
        problems.append(
          Problem(error.message, file: file, at: Position(line: number + 1, column: 1)))
      }
    }
    guard problems.isEmpty else {
      throw Failure(.invalid, "\(file) has lines that set no variable", details: problems)
    }
    return assignments
  }

  private static func assignment(
    _ line: Range<Int>, of text: borrowing SecretBytes
  ) throws(Failure) -> EnvironmentAssignment {
    guard let sign = line.first(where: { text.bytes[$0] == UInt8(ascii: "=") }) else {
      throw Failure(.usage, "there is no '='")
    }
    var name = ByteText.string(ByteText.trimmed(line.lowerBound..<sign, of: text), of: text)
    if name.hasPrefix("export ") {
      name = String(name.dropFirst("export ".count).drop { $0 == " " })
    }
    let value = ByteText.trimmed(sign + 1..<line.upperBound, of: text)
    guard let unquoted = ByteText.unquoted(value, of: text) else {
      throw Failure(.usage, "a quote is not closed, or something follows it")
    }
    return try EnvironmentAssignment(name: name, value: unquoted.bytes, saidBy: "the line")
  }
}

/// `cred://NAME#FIELD` and nothing else.
private struct CredentialAddress {
  let name: String
  let field: String

  init?(_ text: String) {
    let utf8 = Array(text.utf8)
    let found = CredentialURI.all(in: utf8.span)
    guard found.count == 1, found[0].place == 0, found[0].end == utf8.count,
      let field = found[0].field
    else { return nil }
    name = found[0].name
    self.field = field
  }
}
