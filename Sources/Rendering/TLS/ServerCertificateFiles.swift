internal import CredentialTypes
internal import Credentials
internal import OpenSSL
internal import Secrets

/// HAProxy's `crt` file: what `pem:combined` is.
struct HAProxyCertificate: Artifact {
  let id = "haproxy-crt"
  let title = "HAProxy's crt file: certificate, intermediates, and private key"
  let optionNames = ["key-format"]

  func accepts(_ type: CredentialType) -> Bool {
    type.artifacts.contains(id) && CertificateMaterial.hasLeaf(type)
      && CertificateMaterial.hasKey(type)
  }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    try PEMArtifact(part: .combined).render(credentials, options: options)
  }
}

/// A file of `/etc/docker/certs.d/HOST:PORT/`, in which docker takes whatever ends in `.crt` for an
/// authority, and so a client's certificate ends in `.cert`.
struct DockerRegistryPart: Artifact {
  enum Part: String, CaseIterable { case ca, cert, key }

  let part: Part
  var id: String { "docker-certs-d:\(part.rawValue)" }
  var title: String { "\(fileName) of /etc/docker/certs.d/HOST:PORT" }
  var isPublic: Bool { part != .key }
  var optionNames: [String] { part == .key ? ["key-format"] : [] }

  private var fileName: String {
    switch part {
    case .ca: "ca.crt"
    case .cert: "client.cert"
    case .key: "client.key"
    }
  }

  func accepts(_ type: CredentialType) -> Bool {
    guard type.artifacts.contains("docker-certs-d") else { return false }
    return part == .ca
      ? CertificateMaterial.hasAuthorities(type)
      : CertificateMaterial.hasLeaf(type) && CertificateMaterial.hasKey(type)
  }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let parts: [Part: PEMPart] = [.ca: .ca, .cert: .fullchain, .key: .key]
    return try PEMArtifact(part: parts[part] ?? .ca).render(credentials, options: options)
  }
}

/// A script that gives `docker` a context for a server with TLS.
///
/// The certificates are the files of `docker-tls-dir`, whose folder the option `cert-path` names.
struct DockerContext: Artifact {
  let id = "docker-context"
  let title = "a script that makes a docker context for a server with TLS"
  let isPublic = true
  let optionNames = ["name", "cert-path"]

  /// docker reads the setting as CSV, and without quotes inside.
  private static let part = ValueForm(forbidden: Set(text: "\",'"))

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "endpoint") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    let name = try SectionNames.of(credentials, option: "name", options, id)[0].name
    let folder = try options.line("cert-path", of: id) ?? "."
    let address = try credential.address("endpoint")
    var text = ArtifactText(id)
    text.add("#!/bin/sh\nset -eu\nexec docker context create \(name) --docker ")
    text.add("'host=tcp://\(address.host):\(address.port ?? 2376)")
    for part in ["ca", "cert", "key"] {
      text.add(",\(part)=")
      try text.add(text: folder, "cert-path", of: credential, as: Self.part)
      text.add("/\(part).pem")
    }
    text.add("'\n")
    return text.finish()
  }
}
