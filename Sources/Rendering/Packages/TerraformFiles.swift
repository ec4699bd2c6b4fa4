internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// `~/.terraformrc`, or `credentials.tfrc.json`: a token a host.
struct TerraformFile: Artifact {
  let id: String
  let title = "Terraform's tokens for hosts"
  let takesSeveral = true

  static let ids = ["terraformrc", "terraform-credentials-json"]

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "hostname") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    var owners: [String: OpenedCredential] = [:]
    for credential in credentials {
      let host = credential.effectiveText("hostname") ?? "app.terraform.io"
      if let other = owners.updateValue(credential, forKey: host) {
        throw Failure(.conflict, "\(other.name) and \(credential.name) are both for \(host)")
      }
    }
    let hosts = owners.sorted { $0.key < $1.key }
    guard id == "terraformrc" else {
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
}
