internal import CredentialTypes
internal import Credentials
internal import Secrets

/// `exoscale.toml` of Exoscale's `exo`: an account a key; the option `current` says which is used.
struct ExoscaleConfig: Artifact {
  let id = "exoscale-toml"
  let title = "exoscale.toml with an account for each key"
  let takesSeveral = true
  let optionNames = ["account", "current"]

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "apiSecretKey") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let sections = try SectionNames.of(credentials, option: "account", options, id)
    let current = try options.line("current", of: id) ?? (sections.first?.name ?? "")
    guard sections.contains(where: { $0.name == current }) else {
      throw Failure(
        .usage, "the option current of \(id) must be the name of a credential that is rendered")
    }
    var text = ArtifactText(id)
    text.add("defaultaccount = \"\(current)\"\n")
    for section in sections {
      text.add("\n[[accounts]]\nname = \"\(section.name)\"\n")
      let credential = section.credential
      text.add("key = ")
      try text.add(try credential.anyOf(["apiKey"]), "apiKey", of: credential, as: .quoted)
      text.add("\nsecret = ")
      try text.add(
        try credential.required("apiSecretKey"), "apiSecretKey", of: credential, as: .quoted)
      text.add("\n")
      try text.setting("defaultZone", "zone", of: credential, as: .quoted)
    }
    return text.finish()
  }
}
