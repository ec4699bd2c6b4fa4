internal import CredentialTypes
internal import Credentials
internal import Secrets

/// The trust policy of the role that a credential takes, to be pasted where the role is.
struct AWSTrustPolicy: Artifact {
  let id = "aws-trust-policy"
  let title = "the trust policy of an IAM role, in JSON"
  /// It holds names alone.
  let isPublic = true

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "assumeRoleArn") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    let text = SetupSnippet.text(
      of: credential.type, values: credential.public, name: credential.name)
    guard let text else {
      throw credential.invalid("has no assumeRoleArn, and so there is no role that trusts it")
    }
    return FieldText.bytes(of: text)
  }
}
