internal import CredentialTypes
internal import Credentials
internal import Secrets

/// One value as a file, byte for byte: programs that read such files take every byte for a part of
/// the secret, so that no line break is added.
struct PlainFile: Artifact {
  enum Form: String, CaseIterable {
    /// Whatever reads a file.
    case file
    /// What `secrets.NAME.file` of docker compose names.
    case compose = "compose-secret-file"
  }

  let form: Form
  var id: String { form.rawValue }
  var title: String {
    switch form {
    case .file: "one value as it is, without a line break at its end"
    case .compose: "a file for docker compose's secrets: one value as it is"
    }
  }
  let optionNames = ["field"]

  /// The field that is the file, for types that have more than one.
  private static let fields = [
    "secret-text": "secret", "secret-file": "content", "ansible-vault": "password",
  ]

  func accepts(_ type: CredentialType) -> Bool {
    type.artifacts.contains(form == .compose ? "compose-secret-file" : "file")
  }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    var output = SecretBuilder()
    if let field = try options.line("field", of: id) {
      guard let value = credential.filled(field) else {
        throw credential.invalid("has no value in the field that --option field names")
      }
      output.append(try Self.decoded(value, field, of: credential).bytes)
    } else {
      output.append(try Self.contents(of: credential).bytes)
    }
    return output.finish()
  }

  /// What the file of a credential holds.
  static func contents(of credential: OpenedCredential) throws(Failure) -> Secret {
    // An AppRole's secret, or the token that stands for it.
    let field =
      fields[credential.type.id] ?? (credential.filled("secretId") == nil ? "token" : "secretId")
    return try decoded(try credential.required(field), field, of: credential)
  }

  /// The name of a file that a credential keeps.
  static func name(of credential: OpenedCredential) throws(Failure) -> String {
    guard let name = credential.effectiveText("fileName"), !name.isEmpty else {
      throw credential.invalid("has no fileName: set it with credtree update")
    }
    return name
  }

  /// Files are kept in base64.
  private static func decoded(_ value: Secret, _ field: String, of credential: OpenedCredential)
    throws(Failure) -> Secret
  {
    guard credential.type.id == "secret-file", field == "content" else { return value }
    guard let bytes = Base64Text.decoded(value) else {
      throw credential.invalid("has a content that is not base64")
    }
    return bytes
  }
}
