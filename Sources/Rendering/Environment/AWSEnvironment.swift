internal import CredentialTypes
internal import Credentials
internal import Secrets

/// The variables that AWS's tools and SDKs read.
struct AWSEnvironment: Artifact {
  let id = "aws-env"
  let title = "AWS_* variables"
  let optionNames = NamedVariables.optionNames

  func accepts(_ type: CredentialType) -> Bool {
    type.artifacts.contains(id) && AWSKeys.exist(in: type)
  }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    try Self.variables(of: credentials[0]).lines(for: credentials[0], options, id)
  }

  static func variables(of credential: OpenedCredential) throws(Failure) -> NamedVariables {
    var variables = NamedVariables()
    for (name, fields) in AWSKeys.settings {
      guard let field = AWSKeys.field(fields, of: credential) else { continue }
      variables.add(name.uppercased(), field, of: credential)
    }
    let region = AWSKeys.region(of: credential)
    // Some SDKs know the one, some the other.
    for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
      variables.add(name, region, from: "region")
    }
    variables.add("AWS_ENDPOINT_URL_S3", text: AWSKeys.endpoint(of: credential), from: "endpoint")
    if credential.filled("secretKey") == nil {
      variables.add("AWS_ROLE_ARN", "assumeRoleArn", of: credential)
    }
    return variables
  }
}
