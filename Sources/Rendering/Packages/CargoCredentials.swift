internal import CredentialTypes
internal import Credentials
internal import Secrets

/// `~/.cargo/credentials.toml`: a token a registry.
struct CargoCredentials: Artifact {
  let id = "cargo-credentials"
  let title = "~/.cargo/credentials.toml with a token for each registry"
  let takesSeveral = true

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "registry") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    var owners: [String: OpenedCredential] = [:]
    for credential in credentials {
      let registry = credential.effectiveText("registry") ?? "crates-io"
      if let other = owners.updateValue(credential, forKey: registry) {
        throw Failure(
          .conflict, "\(other.name) and \(credential.name) are both for the registry \(registry)")
      }
    }
    var text = ArtifactText(id)
    for (registry, credential) in owners.sorted(by: { $0.key < $1.key }) {
      if !text.isEmpty { text.add("\n") }
      if registry == "crates-io" {
        text.add("[registry]\n")
      } else {
        text.add("[registries.")
        var form = ValueForm.quoted
        form.bare = Set.alphanumeric.union(Set(text: "_-"))
        try text.add(text: registry, "registry", of: credential, as: form)
        text.add("]\n")
      }
      try text.setting("token", "token", of: credential, as: .quoted)
    }
    return text.finish()
  }
}
