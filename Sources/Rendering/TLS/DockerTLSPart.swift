internal import CredentialTypes
internal import Credentials
internal import Secrets

/// A file of `DOCKER_CERT_PATH`, where docker wants exactly these three.
struct DockerTLSPart: Artifact {
  enum Part: String, CaseIterable {
    case ca, cert, key
    /// `DOCKER_HOST` and `DOCKER_TLS_VERIFY`.
    case env
  }

  let part: Part
  var id: String { "docker-tls-dir:\(part.rawValue)" }
  var title: String {
    switch part {
    case .env: "DOCKER_HOST and DOCKER_TLS_VERIFY"
    default: "\(part.rawValue).pem of DOCKER_CERT_PATH"
    }
  }
  var isPublic: Bool { part != .key }
  var optionNames: [String] { part == .env ? NamedVariables.optionNames + ["cert-path"] : [] }

  func accepts(_ type: CredentialType) -> Bool {
    type.artifacts.contains("docker-tls-dir") && type.has("cert")
  }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    guard part == .env else {
      var output = SecretBuilder()
      Self.append(try credential.requiredText(part.rawValue).bytes, to: &output)
      return output.finish()
    }
    let address = try credential.address("endpoint")
    var variables = NamedVariables()
    variables.add(
      "DOCKER_HOST", text: "tcp://\(address.host):\(address.port ?? 2376)", from: "endpoint")
    variables.add("DOCKER_TLS_VERIFY", text: "1", from: "endpoint")
    variables.add(
      "DOCKER_CERT_PATH", text: try options.line("cert-path", of: id), from: "cert-path")
    return try variables.lines(for: credential, options, id)
  }

  private static func append(_ pem: borrowing SecretBytes, to output: inout SecretBuilder) {
    output.append(pem)
    if pem.bytes[pem.count - 1] != 0x0A { output.append("\n") }
  }
}
