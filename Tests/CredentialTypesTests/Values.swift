import CredentialTypes
import Documents
import Secrets
import Testing

/// The members of a JSON object.
func members(_ json: String, strings: JSON.Strings = .secret) throws -> [Member] {
  let text = Array(json.utf8)
  return try #require(try JSON.parse(text.span, strings: strings).object)
}

private func text(_ secret: borrowing SecretBytes) -> String {
  String(decoding: secret.bytes.indices.map { secret.bytes[$0] }, as: UTF8.self)
}

/// The text of a value, secret or not, for tests alone.
func text(_ node: Node?) -> String? {
  guard let node else { return nil }
  if let secret = node.secret {
    return text(secret.bytes)
  }
  return node.string
}

extension [Member] {
  subscript(_ key: String) -> Node? { first { $0.key == key }?.value }
}

/// A built-in type.
func builtIn(_ name: String) throws -> CredentialType {
  try #require(Catalogue.builtIn.type(named: name))
}

/// The fields that validation complains about, sorted.
func complaints(_ type: String, _ json: String, provider: String? = nil) throws -> [String] {
  let type = try builtIn(type)
  let values = try members(json)
  do {
    _ = try type.validate(values, provider: provider)
    return []
  } catch {
    return error.problems.map { $0.field ?? "" }.sorted()
  }
}

/// The validated values, or a failed test.
func accepted(_ type: String, _ json: String, provider: String? = nil) throws -> ValidatedValues {
  try builtIn(type).validate(members(json), provider: provider)
}
