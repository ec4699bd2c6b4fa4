internal import CredentialTypes
internal import Credentials
internal import Secrets

/// `~/.msmtprc`: an account a relay; a single one is the default.
struct MsmtpConfig: Artifact {
  let id = "msmtprc"
  let title = "~/.msmtprc with an account for each relay"
  let takesSeveral = true
  let optionNames = ["account", "ca-file"]

  /// msmtp takes off one pair of double quotes, and knows no escape.
  private static let form = ValueForm(quote: "\"", longest: 400)

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "secure") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let file = try options.line("ca-file", of: id)
    let sections = try SectionNames.of(
      credentials, option: "account", fallback: "default", options, id)
    var text = ArtifactText(id)
    for section in sections {
      let credential = section.credential
      text.add(text.isEmpty ? "account \(section.name)\n" : "\naccount \(section.name)\n")
      for (key, field) in [("host", "host"), ("port", "port"), ("from", "from")] {
        try text.setting(key, field, of: credential, as: .trimmedLine, separator: " ")
      }
      let mode = credential.effectiveText("secure") ?? "tls"
      text.add(mode == "none" ? "tls off\n" : "tls on\n")
      if mode != "none" { text.add("tls_starttls \(mode == "starttls" ? "on" : "off")\n") }
      if let file, mode != "none" {
        text.add("tls_trust_file ")
        try text.add(text: file, "ca-file", of: credential, as: Self.form)
        text.add("\n")
      }
      guard credential.filled("username") != nil else {
        text.add("auth off\n")
        continue
      }
      // Without TLS msmtp sends a password only if it is told by which method.
      text.add(mode == "none" ? "auth plain\n" : "auth on\n")
      try text.setting("user", "username", of: credential, as: Self.form, separator: " ")
      text.add("password ")
      try text.add(
        try credential.required("password"), "password", of: credential, as: Self.form)
      text.add("\n")
    }
    return text.finish()
  }
}
