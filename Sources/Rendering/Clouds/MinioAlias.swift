internal import CredentialTypes
internal import Credentials
internal import Secrets

/// The variable that gives MinIO's `mc` an alias.
struct MinioAlias: Artifact {
  let id = "mc-alias"
  let title = "MC_HOST_NAME for MinIO's mc"
  let optionNames = ["alias", "export"]

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "bucket") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    let keys = try AWSKeys.required(of: credential)
    let name = try SectionNames.of(credentials, option: "alias", options, id)[0].name
    let alias = String(name.map { $0 == "-" || $0 == "." ? "_" : $0 })
    let region = credential.effectiveText("region") ?? "us-east-1"
    let endpoint = credential.effectiveText("endpoint") ?? "https://s3.\(region).amazonaws.com"
    guard let address = ServiceAddress(endpoint) else {
      throw credential.invalid("has an endpoint that is no URL with a host")
    }
    var text = ArtifactText(id)
    text.add(try options.flag("export", of: id) ? "export " : "")
    text.add("MC_HOST_\(alias)=\(address.scheme)://")
    try text.add(keys.access, "accessKey", of: credential, as: .percent)
    text.add(":")
    try text.add(keys.secret, "secretKey", of: credential, as: .percent)
    if let token = credential.filled("sessionToken") {
      text.add(":")
      try text.add(token, "sessionToken", of: credential, as: .percent)
    }
    text.add("@\(address.hostAndPort)\n")
    return text.finish()
  }
}
