internal import CredentialTypes
internal import Credentials
internal import Secrets

/// `~/.ssh/config`: a `Host` for each credential, named as the credential is.
///
/// The keys themselves are files of their own, by default `~/.ssh/NAME`.
struct SSHConfig: Artifact {
  let id = "ssh-config"
  let title = "~/.ssh/config with a Host for each credential"
  let takesSeveral = true
  let optionNames = ["host", "identity-folder", "known-hosts"]

  /// ssh takes off double quotes, and knows no escape between them that all versions share.
  private static let form = ValueForm(
    quote: "\"", forbidden: Set(text: "\"\\"), forbiddenTexts: ["${"],
    bare: Set.alphanumeric.union(Set(text: "._~/:@+=,-[]")))

  func accepts(_ type: CredentialType) -> Bool {
    isListed(by: type, having: "privateKey") && type.has("host")
  }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let folder = try options.line("identity-folder", of: id) ?? "~/.ssh"
    let hosts = try options.line("known-hosts", of: id)
    var text = ArtifactText(id)
    for section in try SectionNames.of(credentials, option: "host", options, id) {
      let credential = section.credential
      guard credential.filled("host") != nil else {
        throw credential.invalid("has no host: set it with credtree update")
      }
      text.add(text.isEmpty ? "Host \(section.name)\n" : "\nHost \(section.name)\n")
      for (key, field) in [("HostName", "host"), ("User", "username"), ("Port", "port")] {
        try text.setting(
          key, field, of: credential, as: Self.form, indent: "  ", separator: " ")
      }
      if credential.filled("privateKey") != nil {
        text.add("  IdentityFile ")
        try text.add(
          text: "\(folder)/\(SectionNames.plain(credential.name))", "name", of: credential,
          as: Self.form)
        text.add("\n  IdentitiesOnly yes\n")
      }
      if let hosts {
        text.add("  UserKnownHostsFile ")
        try text.add(text: hosts, "known-hosts", of: credential, as: Self.form)
        text.add("\n")
      }
    }
    return text.finish()
  }
}
