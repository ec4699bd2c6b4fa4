internal import CredentialTypes
internal import Credentials
internal import Secrets

/// `~/.aws/credentials`: one profile a key pair.
///
/// A single credential becomes the profile `default`, unless the option `profile` names it.
struct AWSCredentials: Artifact {
  let id = "aws-credentials"
  let title = "~/.aws/credentials with a profile for each key pair"
  let takesSeveral = true
  let optionNames = ["profile"]

  func accepts(_ type: CredentialType) -> Bool {
    type.artifacts.contains(id) && AWSKeys.exist(in: type)
  }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    var text = ArtifactText(id)
    let sections = try SectionNames.of(
      credentials, option: "profile", fallback: "default", options, id)
    for section in sections {
      _ = try AWSKeys.required(of: section.credential)
      text.add(text.isEmpty ? "[\(section.name)]\n" : "\n[\(section.name)]\n")
      for (key, fields) in AWSKeys.settings {
        guard let field = AWSKeys.field(fields, of: section.credential) else { continue }
        try text.setting(key, field, of: section.credential, as: .awsINI)
      }
    }
    return text.finish()
  }
}
