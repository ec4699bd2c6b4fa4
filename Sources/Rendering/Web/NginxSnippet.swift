internal import CredentialTypes
internal import Credentials
internal import Secrets

/// The directives that make nginx use a certificate, or ask for users, whose files are made by
/// `pem:fullchain`, `pem:key`, and `htpasswd`.
struct NginxSnippet: Artifact {
  let id = "nginx-snippet"
  let title = "nginx's directives for a certificate or for users"
  /// It holds paths alone.
  let isPublic = true
  let optionNames = ["certificate-file", "key-file", "users-file"]

  private static let form = ValueForm(
    quote: "\"", escapes: [UInt8: String](escaping: "\"\\"), forbidden: Set(text: "$"))

  func accepts(_ type: CredentialType) -> Bool {
    // Users are a part of what the catalogue says about the artifact, not of what types list.
    type.artifacts.contains(id) || type.id == "basic-auth"
  }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    let name = SectionNames.plain(credential.name)
    var text = ArtifactText(id)
    let lines: [(directive: String, option: String, usual: String)]
    if credential.type.has("realm") {
      guard options["certificate-file"] == nil, options["key-file"] == nil else {
        throw Failure(.usage, "\(credential.name) is a user, and has no certificate-file")
      }
      text.add("auth_basic ")
      try text.add(
        text: credential.effectiveText("realm") ?? "Restricted", "realm", of: credential,
        as: Self.form)
      text.add(";\n")
      lines = [("auth_basic_user_file", "users-file", "/etc/nginx/\(name).htpasswd")]
    } else {
      guard options["users-file"] == nil else {
        throw Failure(.usage, "\(credential.name) is a certificate, and has no users-file")
      }
      lines = [
        ("ssl_certificate", "certificate-file", "/etc/nginx/\(name).pem"),
        ("ssl_certificate_key", "key-file", "/etc/nginx/\(name).key"),
      ]
    }
    for line in lines {
      text.add("\(line.directive) ")
      try text.add(
        text: try options.line(line.option, of: id) ?? line.usual, line.option, of: credential,
        as: Self.form)
      text.add(";\n")
    }
    return text.finish()
  }
}
