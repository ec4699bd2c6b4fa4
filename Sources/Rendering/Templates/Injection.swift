public import Credentials
public import Documents
internal import References
public import Secrets

/// Puts values in the place of references such as `cred://prod/gate#password` in any text.
public enum Injection {
  /// Resolves every reference.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - file: Its path, for messages.
  ///   - format: How values are escaped.
  ///   - resolve: The value of a reference; it must not be a list or a mapping.
  /// - Returns: The text with values.
  /// - Throws: ``Credentials/Failure`` with code `invalid` that names the line: for a reference
  ///   without a field, an empty or an encrypted value, and what the format cannot carry. What
  ///   `resolve` throws is passed on.
  public static func render(
    _ text: [UInt8], file: String, as format: TextFormat,
    resolving resolve: (_ name: String, _ field: String) throws(Failure) -> Node
  ) throws(Failure) -> SecretBytes {
    var writer = FormatWriter(format: format)
    var position = 0
    for reference in CredentialURI.all(in: text.span) {
      let line = 1 + text[..<reference.place].count(where: { $0 == UInt8(ascii: "\n") })
      let place = "\(file):\(line): "
      guard let field = reference.field else {
        throw Failure(
          .invalid,
          "\(place)cred://\(reference.name) names no field: write cred://\(reference.name)#FIELD")
      }
      let name = "\(place)cred://\(reference.name)#\(field)"
      let value: Node
      do { value = try resolve(reference.name, field) } catch {
        throw Failure(error.code, "\(name): \(error.message)", details: error.details)
      }
      try UsableValue.require(value, named: name)
      try writer.append(literal: Array(text[position..<reference.place]))
      try writer.append(value: value, named: name)
      position = reference.end
    }
    try writer.append(literal: Array(text[position...]))
    return try writer.finish()
  }
}
