internal import CredentialTypes
internal import Credentials
internal import Secrets

/// `~/.nextflow/scm`: a provider a login, in Groovy.
struct NextflowSCM: Artifact {
  let id = "nextflow-scm"
  let title = "~/.nextflow/scm with git logins"
  let takesSeveral = true
  let optionNames = ["provider"]

  /// Nextflow's names of platforms, and its own servers', which need no address.
  private static let platforms: [String: (id: String, server: String)] = [
    "github": ("github", "https://github.com"), "gitlab": ("gitlab", "https://gitlab.com"),
    "bitbucket": ("bitbucket", "https://bitbucket.org"), "gitea": ("gitea", ""),
    "azure-repos": ("azurerepos", "https://dev.azure.com"), "codecommit": ("codecommit", ""),
  ]

  func accepts(_ type: CredentialType) -> Bool {
    type.artifacts.contains(id) && Self.platforms[type.id] != nil
  }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    var text = ArtifactText(id)
    text.add("providers {\n")
    let single = credentials.count == 1 ? Self.platforms[credentials[0].type.id] : nil
    for section in try SectionNames.of(
      credentials, option: "provider", fallback: single?.id, options, id)
    {
      let credential = section.credential
      guard let platform = Self.platforms[credential.type.id] else { continue }
      // A name that is no word of Groovy's is in quotes.
      text.add("  '\(section.name)' {\n")
      text.add("    platform = '\(platform.id)'\n")
      let server = credential.effectiveText("baseUrl").map(ResticEnvironment.trimmed)
      if let server, server != platform.server {
        text.add("    server = ")
        try text.add(text: server, "baseUrl", of: credential, as: .groovy)
        text.add("\n")
      }
      let field = try GitLogin.passwordField(of: credential)
      for (key, field) in [("user", "username"), ("password", field), ("token", "token")] {
        try text.setting(key, field, of: credential, as: .groovy, indent: "    ")
      }
      text.add("  }\n")
    }
    text.add("}\n")
    return text.finish()
  }
}
