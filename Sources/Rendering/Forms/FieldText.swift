internal import Credentials
internal import Documents
internal import Secrets

/// A field's value as the one text that a file of names and values has room for.
enum FieldText {
  /// The text: as it is, or as JSON for a list or an object; `nil` for null.
  static func of(_ value: Node) -> Secret? {
    switch value.content {
    case .null: return nil
    case .secret(let secret): return secret
    case .string(let text): return Secret(bytes(of: text))
    case .bool(let value): return Secret(bytes(of: value ? "true" : "false"))
    case .number(let text): return Secret(bytes(of: text))
    case .array, .object: return Secret(SecretJSON.write(value))
    }
  }

  static func bytes(of text: String) -> SecretBytes {
    var builder = SecretBuilder(capacity: text.utf8.count)
    builder.append(text)
    return builder.finish()
  }
}

extension OpenedCredential {
  /// The text of a field, or `nil` if it has none or an empty one; defaults count.
  func filled(_ field: String) -> Secret? {
    guard let value = effective(field).flatMap(FieldText.of), value.bytes.count > 0 else {
      return nil
    }
    return value
  }

  /// The text of the first of some fields that has one.
  func anyOf(_ fields: [String]) throws(Failure) -> Secret {
    for field in fields {
      if let value = filled(field) { return value }
    }
    throw invalid("has no \(fields.joined(separator: " or ")): set it with credtree update")
  }
}
