internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// A Certificate of cert-manager, which asks the issuer of `cert-manager-issuer` for what the
/// credential is for.
struct CertManagerCertificate: Artifact {
  let id = "cert-manager-certificate"
  let title = "a Certificate of cert-manager"
  /// It holds names alone.
  let isPublic = true
  let optionNames = ["name", "namespace", "secret-name", "issuer", "kind"]

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "commonName") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    guard let commonName = credential.effectiveText("commonName") else {
      throw credential.invalid("has no commonName: set it with credtree update")
    }
    let own = SecretManifest.plainName(credential.name)
    let name = try Self.name(options["name"] ?? own, "name", id)
    let secretName = try Self.name(options["secret-name"] ?? "\(name)-tls", "secret-name", id)
    let issuer = try Self.name(options["issuer"] ?? own, "issuer", id)
    let kind = try options.choice("kind", of: ["Issuer", "ClusterIssuer"], for: id)
    var names = [commonName]
    for node in credential.effective("altNames")?.array ?? [] {
      if let other = node.string, !names.contains(other) { names.append(other) }
    }
    var metadata = [
      Member("labels", .object([Member("app.kubernetes.io/managed-by", .string("credtree"))])),
      Member("name", .string(name)),
    ]
    if let namespace = try SecretManifest.namespace(options, id) {
      metadata.append(Member("namespace", .string(namespace)))
    }
    let reference = [Member("kind", Node.string(kind)), Member("name", .string(issuer))]
    return SecretYAML.write(
      .object([
        Member("apiVersion", .string("cert-manager.io/v1")),
        Member("kind", .string("Certificate")), Member("metadata", .object(metadata)),
        Member(
          "spec",
          .object([
            Member("commonName", .string(commonName)),
            Member("dnsNames", .array(names.map(Node.string))),
            Member("issuerRef", .object(reference)), Member("secretName", .string(secretName)),
          ])),
      ]))
  }

  private static func name(_ text: String, _ option: String, _ id: String) throws(Failure)
    -> String
  {
    guard KubernetesSecret.isName(text) else {
      throw Failure(
        .usage,
        "the option \(option) of \(id) must be a DNS name: lower-case letters, digits, '-', '.'")
    }
    return text
  }
}
