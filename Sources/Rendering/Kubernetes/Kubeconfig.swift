internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// `~/.kube/config`, with a cluster, a user, and a context for each credential.
///
/// A user has a token or a client certificate, not both: the token wins.
struct Kubeconfig: Artifact {
  let id = "kubeconfig"
  let title = "~/.kube/config with a context for each cluster"
  let takesSeveral = true
  let optionNames = ["name", "current"]

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "server") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let sections = try SectionNames.of(credentials, option: "name", options, id)
    let current = try options.line("current", of: id) ?? (sections.first?.name ?? "")
    guard sections.contains(where: { $0.name == current }) else {
      throw Failure(
        .usage, "the option current of \(id) must be the name of a credential that is rendered")
    }
    var (clusters, contexts, users): ([Node], [Node], [Node]) = ([], [], [])
    for section in sections {
      let name = Member("name", .string(section.name))
      let credential = section.credential
      clusters.append(.object([Member("cluster", .object(try cluster(credential))), name]))
      var context = [Member("cluster", .string(section.name))]
      if let namespace = credential.effectiveText("namespace") {
        context.append(Member("namespace", .string(namespace)))
      }
      context.append(Member("user", .string(section.name)))
      contexts.append(.object([Member("context", .object(context)), name]))
      users.append(.object([name, Member("user", .object(try user(credential)))]))
    }
    return SecretYAML.write(
      .object([
        Member("apiVersion", .string("v1")), Member("clusters", .array(clusters)),
        Member("contexts", .array(contexts)), Member("current-context", .string(current)),
        Member("kind", .string("Config")), Member("preferences", .object([])),
        Member("users", .array(users)),
      ]))
  }

  private func cluster(_ credential: OpenedCredential) throws(Failure) -> [Member] {
    guard let server = credential.effectiveText("server") else {
      throw credential.invalid("has no server: set it to the API server's address")
    }
    var members: [Member] = []
    let skips = credential.effective("insecureSkipTlsVerify")?.bool == true
    if let ca = credential.filled("caCertificate"), !skips {
      members.append(Member("certificate-authority-data", Self.base64(ca)))
    }
    if skips { members.append(Member("insecure-skip-tls-verify", .bool(true))) }
    return members + [Member("server", .string(server))]
  }

  private func user(_ credential: OpenedCredential) throws(Failure) -> [Member] {
    if let token = credential.filled("token") { return [Member("token", Node(.secret(token)))] }
    guard let certificate = credential.filled("certificate"),
      let key = credential.filled("privateKey")
    else {
      throw credential.invalid("has neither a token nor a certificate with a privateKey")
    }
    return [
      Member("client-certificate-data", Self.base64(certificate)),
      Member("client-key-data", Self.base64(key)),
    ]
  }

  private static func base64(_ value: Secret) -> Node {
    Node(.secret(KubernetesSecret.base64(value)))
  }
}
