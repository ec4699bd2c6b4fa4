internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// `~/.boto` for boto 2 and gsutil, which Python's ConfigParser reads with its `%(name)s`.
struct Boto: Artifact {
  let id = "boto"
  let title = "~/.boto for boto 2 and gsutil"

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "bucket") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    let keys = try AWSKeys.required(of: credential)
    // gsutil has names of its own for Google's keys of the same form.
    let isGoogle = credential.effectiveText("flavour") == "gcs"
    let prefix = isGoogle ? "gs" : "aws"
    var text = ArtifactText(id)
    text.add("[Credentials]\n\(prefix)_access_key_id = ")
    try text.add(keys.access, "accessKey", of: credential, as: .pythonINI)
    text.add("\n\(prefix)_secret_access_key = ")
    try text.add(keys.secret, "secretKey", of: credential, as: .pythonINI)
    text.add("\n")
    try text.setting("aws_security_token", "sessionToken", of: credential, as: .pythonINI)
    if credential.effectiveText("endpoint") != nil {
      let address = try credential.address("endpoint")
      let service = isGoogle ? "gs" : "s3"
      text.add("\(service)_host = \(address.host)\n")
      if let port = address.port { text.add("\(service)_port = \(port)\n") }
      text.add("\n[Boto]\nis_secure = \(address.scheme == "https" ? "True" : "False")\n")
      if credential.effective("pathStyleAccessEnabled")?.bool == true {
        text.add("\n[s3]\ncalling_format = boto.s3.connection.OrdinaryCallingFormat\n")
      }
    }
    return text.finish()
  }
}
