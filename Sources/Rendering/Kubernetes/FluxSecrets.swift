internal import CredentialTypes
internal import Credentials
internal import Secrets

/// The Secret of a GitRepository of Flux.
struct FluxGitSecret: Artifact {
  let id = "flux-git-secret"
  let title = "the Secret of Flux's GitRepository"
  let optionNames = SecretManifest.optionNames + ["bearer"]

  func accepts(_ type: CredentialType) -> Bool { type.artifacts.contains(id) }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    let isBearer = try options.flag("bearer", of: id)
    var data: [SecretManifest.Entry] = []
    switch credential.type.id {
    case "ssh", "github-app":
      guard !isBearer else {
        throw Failure(.usage, "the option bearer of \(id) is for logins with a token")
      }
      data =
        credential.type.id == "ssh"
        ? try Self.key(of: credential)
        : try GitHubApp.data(of: credential, apiKey: "githubAppBaseURL")
    default:
      let password = try credential.required(GitLogin.passwordField(of: credential))
      if isBearer {
        data.append(("bearerToken", password))
      } else {
        data.append(("username", try credential.anyOf(["username"])))
        data.append(("password", password))
      }
    }
    return try SecretManifest(id: id, data: data).yaml(for: credentials, options)
  }

  /// Flux refuses a key without the hosts that it is for.
  private static func key(of credential: OpenedCredential) throws(Failure)
    -> [SecretManifest.Entry]
  {
    var data: [SecretManifest.Entry] = [("identity", try SSHPrivateKey.file(of: credential))]
    data.add("identity.pub", "publicKey", of: credential)
    guard let hosts = credential.filled("knownHosts") else {
      throw credential.invalid(
        "has no knownHosts: set it to what ssh-keyscan says, after comparing fingerprints")
    }
    data.append(("known_hosts", hosts))
    data.add("password", "passphrase", of: credential)
    return data
  }
}

/// The Secret of a HelmRepository of Flux: of its own kind for a registry, whose address begins
/// with `oci://`.
struct FluxHelmSecret: Artifact {
  let id = "flux-helm-secret"
  let title = "the Secret of Flux's HelmRepository"
  let optionNames = SecretManifest.optionNames

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "password") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    if credential.effectiveText("url")?.hasPrefix("oci://") == true {
      let file = try DockerConfig().render(credentials, options: RenderOptions())
      var manifest = SecretManifest(id: id, data: [(".dockerconfigjson", Secret(file))])
      manifest.type = "kubernetes.io/dockerconfigjson"
      return try manifest.yaml(for: credentials, options)
    }
    var data: [SecretManifest.Entry] = [
      ("username", try credential.required("username")),
      ("password", try credential.required("password")),
    ]
    data.add("ca.crt", "ca", of: credential)
    return try SecretManifest(id: id, data: data).yaml(for: credentials, options)
  }
}
