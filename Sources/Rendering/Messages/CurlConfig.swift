internal import CredentialTypes
internal import Credentials
internal import Secrets

/// A file for `curl --config`, with the header that a token goes into.
struct CurlConfig: Artifact {
  let id = "curl-config"
  let title = "curl's configuration with the header of a token"
  let optionNames = ["url"]

  private static let form = ValueForm(
    quote: "\"", escapes: [UInt8: String](escaping: "\"\\").adding([0x09: "\\t"]))

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "headerName") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    var text = ArtifactText(id)
    if let url = try options.line("url", of: id) {
      text.add("url = ")
      try text.add(text: url, "url", of: credential, as: Self.form)
      text.add("\n")
    }
    let header = credential.effectiveText("headerName") ?? "Authorization"
    var value = SecretBuilder()
    value.append("\(header): ")
    if let prefix = credential.effectiveText("prefix") { value.append(prefix) }
    value.append(try credential.required("token").bytes)
    text.add("header = ")
    try text.add(Secret(value.finish()), "token", of: credential, as: Self.form)
    text.add("\n")
    return text.finish()
  }
}
