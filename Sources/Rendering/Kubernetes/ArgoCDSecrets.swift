internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// A Secret from which Argo CD learns how to log in to a repository, or with `kind=repo-creds` to
/// all repositories whose addresses begin with `url`.
struct ArgoCDRepositorySecret: Artifact {
  let id = "argocd-repo-secret"
  let title = "Argo CD's Secret for a git or Helm repository"
  let optionNames = SecretManifest.optionNames + ["url", "kind", "project"]

  func accepts(_ type: CredentialType) -> Bool { type.artifacts.contains(id) }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    let kind = try options.choice("kind", of: ["repository", "repo-creds"], for: id)
    var data: [SecretManifest.Entry] = []
    switch credential.type.id {
    case "helm-repository":
      data.add("type", text: "helm")
      data.add("name", text: SectionNames.plain(credential.name))
      let url = try address(of: credential, options)
      // A registry is named without a scheme.
      let isRegistry = url.hasPrefix("oci://")
      data.add("url", text: isRegistry ? String(url.dropFirst("oci://".count)) : url)
      if isRegistry { data.add("enableOCI", text: "true") }
      data.append(("username", try credential.required("username")))
      data.append(("password", try credential.required("password")))
    case "ssh":
      data.add("type", text: "git")
      data.add("url", text: try address(of: credential, options))
      data.append(("sshPrivateKey", try SSHPrivateKey.file(of: credential)))
    case "github-app":
      data.add("type", text: "git")
      data.add("url", text: try address(of: credential, options))
      data += try GitHubApp.data(of: credential, apiKey: "githubAppEnterpriseBaseUrl")
    default:
      data.add("type", text: "git")
      data.add("url", text: try address(of: credential, options))
      data.append(("username", try credential.anyOf(["username"])))
      data.append(("password", try credential.required(GitLogin.passwordField(of: credential))))
    }
    data.add("project", text: try options.line("project", of: id))
    var manifest = SecretManifest(id: id, data: data)
    manifest.labels = [Member("argocd.argoproj.io/secret-type", .string(kind))]
    return try manifest.yaml(for: credentials, options)
  }

  /// The address of the repository: the option, or what the credential says.
  private func address(of credential: OpenedCredential, _ options: RenderOptions) throws(Failure)
    -> String
  {
    if let url = try options.line("url", of: id) { return url }
    for field in ["url", "repositoryUrl", "baseUrl"] {
      if let url = credential.effectiveText(field), !url.isEmpty { return url }
    }
    throw credential.invalid(
      "does not say for which repository it is: give --option url=ssh://git@HOST/PATH")
  }
}

/// A Secret from which Argo CD learns how to log in to a cluster.
struct ArgoCDClusterSecret: Artifact {
  let id = "argocd-cluster-secret"
  let title = "Argo CD's Secret for a cluster"
  let optionNames = SecretManifest.optionNames + ["cluster"]

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "server") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    guard let server = credential.effectiveText("server") else {
      throw credential.invalid("has no server: set it to the API server's address")
    }
    var config: [Member] = []
    var client: [Member] = []
    if let token = credential.filled("token") {
      config.append(Member("bearerToken", Node(.secret(token))))
    } else if let certificate = credential.filled("certificate"),
      let key = credential.filled("privateKey")
    {
      client.append(Member("certData", Self.base64(certificate)))
      client.append(Member("keyData", Self.base64(key)))
    } else {
      throw credential.invalid("has neither a token nor a certificate with a privateKey")
    }
    let skips = credential.effective("insecureSkipTlsVerify")?.bool == true
    client.insert(Member("insecure", .bool(skips)), at: 0)
    if let ca = credential.filled("caCertificate"), !skips {
      client.append(Member("caData", Self.base64(ca)))
    }
    config.append(Member("tlsClientConfig", .object(client)))
    var data: [SecretManifest.Entry] = []
    data.add(
      "name", text: try options.line("cluster", of: id) ?? SectionNames.plain(credential.name))
    data.add("server", text: server)
    data.append(("config", Secret(SecretJSON.writeLine(.object(config)))))
    var manifest = SecretManifest(id: id, data: data)
    manifest.labels = [Member("argocd.argoproj.io/secret-type", .string("cluster"))]
    return try manifest.yaml(for: credentials, options)
  }

  private static func base64(_ value: Secret) -> Node {
    Node(.secret(KubernetesSecret.base64(value)))
  }
}

extension [SecretManifest.Entry] {
  /// Adds a text under a key, if there is one.
  mutating func add(_ key: String, text: String?) {
    if let text { add(key, text: text) }
  }
}
