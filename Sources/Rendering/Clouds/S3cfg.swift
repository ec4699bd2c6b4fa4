internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// `~/.s3cfg` for s3cmd.
struct S3cfg: Artifact {
  let id = "s3cfg"
  let title = "~/.s3cfg for s3cmd"

  /// s3cmd puts a variable where a value begins with `$`, and takes off double quotes.
  private static let form = ValueForm(forbiddenAtStart: Set(text: "$\""), isTrimmed: true)

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "bucket") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    let keys = try AWSKeys.required(of: credential)
    var text = ArtifactText(id)
    text.add("[default]\naccess_key = ")
    try text.add(keys.access, "accessKey", of: credential, as: Self.form)
    text.add("\nsecret_key = ")
    try text.add(keys.secret, "secretKey", of: credential, as: Self.form)
    text.add("\n")
    try text.setting("access_token", "sessionToken", of: credential, as: Self.form)
    try text.setting("bucket_location", "region", of: credential, as: Self.form)
    if credential.effectiveText("endpoint") != nil {
      let address = try credential.address("endpoint")
      let host = address.hostAndPort
      let isPath = credential.effective("pathStyleAccessEnabled")?.bool == true
      text.add("host_base = \(host)\n")
      text.add("host_bucket = \(isPath ? host : "%(bucket)s.\(host)")\n")
      text.add("use_https = \(address.scheme == "https" ? "True" : "False")\n")
    }
    text.add("signature_v2 = False\n")
    return text.finish()
  }
}
