internal import Credentials
internal import Secrets

/// A text under construction, in which every value is one that its format can hold.
struct ArtifactText: ~Copyable {
  /// The artifact's name, for messages.
  let id: String
  private var output = SecretBuilder()

  init(_ id: String) { self.id = id }

  var isEmpty: Bool { output.count == 0 }

  /// Appends text of the format itself.
  mutating func add(_ text: String) { output.append(text) }

  /// Appends a value.
  ///
  /// - Throws: `Failure` with code `invalid` that names the field if the format cannot hold it.
  mutating func add(
    _ value: Secret, _ field: String, of credential: OpenedCredential, as form: ValueForm
  ) throws(Failure) {
    if let problem = Self.problem(in: value.bytes, form) {
      throw credential.invalid(
        "has a \(field) with \(problem), which \(id) has no way to write: choose another value, or"
          + " another artifact")
    }
    Self.append(value.bytes, as: form, to: &output)
  }

  private static func problem(in value: borrowing SecretBytes, _ form: ValueForm) -> String? {
    form.problem(in: value)
  }

  private static func append(
    _ value: borrowing SecretBytes, as form: ValueForm, to output: inout SecretBuilder
  ) { form.append(value, to: &output) }

  /// Appends a text that is an option or made from fields.
  mutating func add(
    text: String, _ field: String, of credential: OpenedCredential, as form: ValueForm
  ) throws(Failure) {
    try add(Secret(FieldText.bytes(of: text)), field, of: credential, as: form)
  }

  /// Appends a value in base64, which can hold any.
  mutating func addBase64(_ value: Secret) { output.append(KubernetesSecret.base64(value).bytes) }

  /// Appends a finished text.
  mutating func add(finished text: Secret) { output.append(text.bytes) }

  /// Appends `key = value` and a line break if the field has a value.
  ///
  /// - Returns: Whether it has one.
  @discardableResult
  mutating func setting(
    _ key: String, _ field: String, of credential: OpenedCredential, as form: ValueForm,
    indent: String = "", separator: String = " = ", end: String = "\n"
  ) throws(Failure) -> Bool {
    guard let value = credential.filled(field) else { return false }
    output.append(indent + key + separator)
    try add(value, field, of: credential, as: form)
    output.append(end)
    return true
  }

  consuming func finish() -> SecretBytes { output.finish() }
}
