internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

extension KubernetesSecretKind {
  typealias Entry = SecretManifest.Entry

  /// The keys of the Secret and their values, before base64.
  ///
  /// - Throws: `Failure` with code `invalid` for a credential that lacks what a key holds.
  func data(of credentials: [OpenedCredential], options: RenderOptions) throws(Failure) -> [Entry] {
    switch self {
    case .dockerConfigJSON:
      let file = try DockerConfig().render(credentials, options: options)
      return [(".dockerconfigjson", Secret(file))]
    case .dockerCfg:
      let file = try RegistryFile(form: .dockercfg).render(credentials, options: options)
      return [(".dockercfg", Secret(file))]
    case .bootstrapToken:
      return try BootstrapToken(of: credentials[0]).data(options, "k8s-secret:\(rawValue)")
    case .ingressHtpasswd:
      let file = try Htpasswd().render(credentials, options: options)
      // ingress-nginx looks for `auth`, and Traefik for `users`.
      return [(options["key"] ?? "auth", Secret(file))]
    case .tls: return try tls(of: credentials[0])
    case .basicAuth:
      let credential = credentials[0]
      var entries: [Entry] = []
      if credential.type.field("username") != nil, let user = credential.filled("username") {
        entries.append(("username", user))
      }
      let field = try GitLogin.passwordField(of: credential)
      entries.append(("password", try credential.required(field)))
      return entries
    case .sshAuth:
      let credential = credentials[0]
      var entries: [Entry] = [("ssh-privatekey", try credential.required("privateKey"))]
      // Tekton and Flux look here.
      if let hosts = credential.filled("knownHosts") { entries.append(("known_hosts", hosts)) }
      return entries
    case .serviceAccountToken:
      let credential = credentials[0]
      var entries: [Entry] = [("token", try credential.required("token"))]
      if let ca = credential.filled("caCertificate") { entries.append(("ca.crt", ca)) }
      if let namespace = credential.filled("namespace") { entries.append(("namespace", namespace)) }
      return entries
    case .opaque: return try OpaqueKeys.entries(of: credentials[0])
    }
  }

  private func tls(of credential: OpenedCredential) throws(Failure) -> [Entry] {
    let none = RenderOptions()
    var entries: [Entry] = [
      ("tls.crt", Secret(try PEMArtifact(part: .fullchain).render([credential], options: none))),
      ("tls.key", Secret(try PEMArtifact(part: .key).render([credential], options: none))),
    ]
    if try CertificateMaterial(of: credential).hasAuthorities() {
      let trusted = try PEMArtifact(part: .ca).render([credential], options: none)
      entries.append(("ca.crt", Secret(trusted)))
    }
    return entries
  }
}
