internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// A Secret that Tekton puts into the git configuration of its tasks, because of an annotation.
struct TektonGitSecret: Artifact {
  let id = "tekton-git-secret"
  let title = "the Secret of a git login for Tekton's tasks"
  let optionNames = SecretManifest.optionNames + ["host"]

  func accepts(_ type: CredentialType) -> Bool {
    // A key works in the same way; its type does not list the artifact.
    type.artifacts.contains(id) || type.id == "ssh"
  }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    let given = try options.line("host", of: id)
    let kind: KubernetesSecretKind = credential.type.id == "ssh" ? .sshAuth : .basicAuth
    let host: String
    if let given {
      host = given
    } else if kind == .basicAuth {
      let address = try GitLogin.address(of: credential)
      host = "\(address.scheme)://\(address.hostAndPort)"
    } else {
      guard let own = credential.effectiveText("host") else {
        throw credential.invalid("has no host: set it, or give --option host=HOST")
      }
      host = own
    }
    var manifest = SecretManifest(
      id: id, type: kind.secretType,
      data: try kind.data(of: credentials, options: RenderOptions()))
    manifest.annotations = [Member("tekton.dev/git-0", .string(host))]
    return try manifest.yaml(for: credentials, options)
  }
}

/// The Secret with which Velero writes backups to a bucket.
struct VeleroCredentials: Artifact {
  let id = "velero-credentials"
  let title = "Velero's Secret with a key pair for its bucket"
  let optionNames = SecretManifest.optionNames

  func accepts(_ type: CredentialType) -> Bool {
    type.artifacts.contains(id) && AWSKeys.exist(in: type)
  }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let file = try AWSCredentials().render(credentials, options: RenderOptions())
    return try SecretManifest(id: id, data: [("cloud", Secret(file))])
      .yaml(for: credentials, options)
  }
}
