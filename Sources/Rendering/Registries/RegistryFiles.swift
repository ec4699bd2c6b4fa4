internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// Files that hold docker's logins in another place or under other names.
struct RegistryFile: Artifact {
  enum Form: String, CaseIterable {
    /// `~/.dockercfg`, which docker before 1.7 wrote: the logins without anything around them.
    case dockercfg
    /// `auth.json` of podman, buildah, and skopeo.
    case containersAuth = "containers-auth"
    /// `~/.config/helm/registry/config.json`.
    case helm = "helm-registry-config"
  }

  let form: Form
  var id: String { form.rawValue }
  var title: String {
    switch form {
    case .dockercfg: "docker's old ~/.dockercfg"
    case .containersAuth: "auth.json of podman, buildah, and skopeo"
    case .helm: "helm's registry/config.json"
    }
  }
  let takesSeveral = true
  let optionNames = ["default-wins"]

  func accepts(_ type: CredentialType) -> Bool {
    type.artifacts.contains(id) && (type.has("server") || type.has("url"))
  }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    var auths = try DockerConfig().logins(of: credentials, options: options)
    switch form {
    case .dockercfg:
      // Old daemons want an address, which is not looked at.
      auths = auths.map { entry in
        guard entry.value.object?.contains(where: { $0.key == "email" }) != true else {
          return entry
        }
        return Member(
          entry.key, .object((entry.value.object ?? []) + [Member("email", .string("none"))]))
      }
      return SecretJSON.write(.object(auths), endsWithLineFeed: true)
    case .containersAuth:
      auths = auths.map { entry in
        Member(entry.key == RegistryServer.dockerHubKey ? "docker.io" : entry.key, entry.value)
      }
      auths.sort { $0.key < $1.key }
    case .helm: break
    }
    return SecretJSON.write(.object([Member("auths", .object(auths))]), endsWithLineFeed: true)
  }
}
