internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// The settings of Terraform's S3 backend, for `terraform init -backend-config=FILE`.
struct TerraformBackend: Artifact {
  let id = "terraform-s3-backend"
  let title = "settings of Terraform's S3 backend"
  let optionNames = ["key"]

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "bucket") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    let keys = try AWSKeys.required(of: credential)
    var text = ArtifactText(id)
    try text.setting("bucket", "bucket", of: credential, as: .hclTemplate)
    if let key = try options.line("key", of: id) {
      text.add("key = ")
      try text.add(text: key, "key", of: credential, as: .hclTemplate)
      text.add("\n")
    }
    try text.setting("region", "region", of: credential, as: .hclTemplate)
    text.add("access_key = ")
    try text.add(keys.access, "accessKey", of: credential, as: .hclTemplate)
    text.add("\nsecret_key = ")
    try text.add(keys.secret, "secretKey", of: credential, as: .hclTemplate)
    text.add("\n")
    try text.setting("token", "sessionToken", of: credential, as: .hclTemplate)
    if credential.effective("pathStyleAccessEnabled")?.bool == true {
      text.add("use_path_style = true\n")
    }
    if try text.setting(
      "endpoints", "endpoint", of: credential, as: .hclTemplate, separator: " = { s3 = ",
      end: " }\n")
    {
      // What is not AWS knows nothing of AWS's accounts and regions.
      for check in ["credentials_validation", "region_validation", "requesting_account_id"] {
        text.add("skip_\(check) = true\n")
      }
    }
    return text.finish()
  }
}
