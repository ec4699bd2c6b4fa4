internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// The part of Traefik's dynamic configuration that names certificates: with the options, files;
/// without them, the certificate and the key themselves, which Traefik takes as well.
struct TraefikDynamic: Artifact {
  let id = "traefik-dynamic"
  let title = "Traefik's dynamic configuration with certificates"
  let takesSeveral = true
  let optionNames = ["certificate-file", "key-file"]

  func accepts(_ type: CredentialType) -> Bool {
    type.artifacts.contains(id) && CertificateMaterial.hasKey(type)
  }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let certificate = try options.line("certificate-file", of: id)
    let key = try options.line("key-file", of: id)
    guard (certificate == nil) == (key == nil) else {
      throw Failure(.usage, "the options certificate-file and key-file of \(id) need each other")
    }
    guard certificate == nil || credentials.count == 1 else {
      throw Failure(.usage, "the options of \(id) are for one credential: render them one by one")
    }
    var entries: [Node] = []
    for credential in credentials.sorted(by: { $0.name < $1.name }) {
      let values: [Node]
      if let certificate, let key {
        values = [.string(certificate), .string(key)]
      } else {
        let none = RenderOptions()
        let chain = try PEMArtifact(part: .fullchain).render([credential], options: none)
        let own = try PEMArtifact(part: .key).render([credential], options: none)
        values = [Node(.secret(Secret(chain))), Node(.secret(Secret(own)))]
      }
      entries.append(
        .object([Member("certFile", values[0]), Member("keyFile", values[1])]))
    }
    return SecretYAML.write(
      .object([Member("tls", .object([Member("certificates", .array(entries))]))]))
  }
}
