internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// `~/.terraformrc`, or `credentials.tfrc.json`: a token a host.
struct TerraformFile: Artifact {
  let id: String
  let title = "Terraform's tokens for hosts"
  let takesSeveral = true

  /// The last one is what a free token's type calls `terraformrc`.
  static let ids = ["terraformrc", "terraform-credentials-json", "terraform-credentials"]

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "hostname", "baseUrl") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    var owners: [String: OpenedCredential] = [:]
    for credential in credentials {
      let host = try Self.host(of: credential)
      if let other = owners.updateValue(credential, forKey: host) {
        throw Failure(.conflict, "\(other.name) and \(credential.name) are both for \(host)")
      }
    }
    let hosts = owners.sorted { $0.key < $1.key }
    if id == "terraform-credentials-json" {
      var members: [Member] = []
      for (host, credential) in hosts {
        let token = Node(.secret(try credential.required("token")))
        members.append(Member(host, .object([Member("token", token)])))
      }
      return SecretJSON.write(
        .object([Member("credentials", .object(members))]), endsWithLineFeed: true)
    }
    var text = ArtifactText(id)
    for (host, credential) in hosts {
      text.add("credentials \"\(host)\" {\n")
      try text.setting("token", "token", of: credential, as: .hcl, indent: "  ")
      text.add("}\n")
    }
    return text.finish()
  }

  private static func host(of credential: OpenedCredential) throws(Failure) -> String {
    guard credential.type.has("baseUrl") else {
      return credential.effectiveText("hostname") ?? "app.terraform.io"
    }
    return try credential.address("baseUrl").hostAndPort
  }
}
