internal import CredentialTypes
internal import Credentials
internal import Secrets

/// What restic needs to find its repository in a bucket.
struct ResticEnvironment: Artifact {
  let id = "restic-env"
  let title = "AWS_* variables and RESTIC_REPOSITORY"
  let optionNames = NamedVariables.optionNames + ["path", "password-file"]

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "bucket") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    guard let bucket = credential.effectiveText("bucket") else {
      throw credential.invalid("has no bucket, which a restic repository needs: set it")
    }
    let keys = try AWSKeys.required(of: credential)
    var variables = NamedVariables()
    variables.add("AWS_ACCESS_KEY_ID", keys.access, from: "accessKey")
    variables.add("AWS_SECRET_ACCESS_KEY", keys.secret, from: "secretKey")
    variables.add("AWS_SESSION_TOKEN", "sessionToken", of: credential)
    variables.add("AWS_DEFAULT_REGION", AWSKeys.region(of: credential), from: "region")
    let region = credential.effectiveText("region") ?? "us-east-1"
    let endpoint = AWSKeys.endpoint(of: credential) ?? "https://s3.\(region).amazonaws.com"
    let path = try options.line("path", of: id).map { "/\($0)" } ?? ""
    variables.add(
      "RESTIC_REPOSITORY", text: "s3:\(Self.trimmed(endpoint))/\(bucket)\(path)", from: "endpoint")
    variables.add(
      "RESTIC_PASSWORD_FILE", text: try options.line("password-file", of: id), from: "password-file"
    )
    return try variables.lines(for: credential, options, id)
  }

  /// An endpoint without a slash at its end.
  static func trimmed(_ url: String) -> String {
    url.hasSuffix("/") ? String(url.dropLast()) : url
  }
}
