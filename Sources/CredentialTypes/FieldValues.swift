internal import Documents
internal import Secrets

/// The values given for a shape's fields, and the answers to conditions about them.
struct FieldValues {
  var shape: Shape
  var given: [String: Node]

  func isPresent(_ id: String) -> Bool { given[id] != nil }

  /// The value given, the first conditional default that holds, or the default.
  func effective(_ id: String) -> Node? { effective(id, asking: []) }

  // `asking` holds the fields whose defaults are being found: a type whose defaults depend on
  // each other in a circle gets the plain default instead of an endless search.
  private func effective(_ id: String, asking: Set<String>) -> Node? {
    if let value = given[id] { return value }
    guard let field = shape.fields.first(where: { $0.id == id }) else { return nil }
    if !asking.contains(id) {
      let asking = asking.union([id])
      for candidate in field.conditionalDefaults
      where candidate.conditions.allSatisfy({ holds($0, asking: asking) }) {
        switch candidate.source {
        case .value(let value): return value
        case .field(let other):
          if let value = effective(other, asking: asking) { return value }
        }
      }
    }
    return field.defaultValue
  }

  func hold(_ conditions: [Condition]) -> Bool {
    conditions.allSatisfy { holds($0, asking: []) }
  }

  private func holds(_ condition: Condition, asking: Set<String>) -> Bool {
    if case .present(let wanted) = condition.test { return isPresent(condition.field) == wanted }
    guard let value = effective(condition.field, asking: asking) else {
      if case .differs = condition.test { return true }
      return false
    }
    switch condition.test {
    case .present: return true
    case .equals(let texts): return texts.contains { value.isText($0) }
    case .differs(let texts): return !texts.contains { value.isText($0) }
    case .matches(let pattern): return value.withText { pattern.matches($0.bytes) } ?? false
    case .host(let pattern):
      guard let text = value.string, let host = URLText.host(in: text) else { return false }
      return pattern.matches(host)
    }
  }
}

extension Node {
  /// Whether a scalar is written like `text`.
  func isText(_ text: String) -> Bool {
    switch content {
    case .bool(let value): return text == (value ? "true" : "false")
    case .number(let number): return text == number
    case .string(let string): return text == string
    case .secret(let secret):
      let bytes = Array(text.utf8)
      let wanted = SecretBytes(copying: bytes.span)
      return secret.bytes.constantTimeEquals(wanted)
    case .null, .array, .object: return false
    }
  }

  /// Calls `body` with a text, secret or not; `nil` if this is not a text.
  func withText<Result>(_ body: (borrowing SecretBytes) -> Result) -> Result? {
    switch content {
    case .secret(let secret): return body(secret.bytes)
    case .string(let string):
      let bytes = Array(string.utf8)
      return body(SecretBytes(copying: bytes.span))
    default: return nil
    }
  }
}
