internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// `~/.aws/config`: regions, endpoints, and roles, which is all that a profile has besides keys.
struct AWSConfig: Artifact {
  let id = "aws-config"
  let title = "~/.aws/config with regions, endpoints, and roles"
  /// Nothing in it is secret, but for a confidential field that it does not have.
  let isPublic = true
  let takesSeveral = true
  let optionNames = ["profile", "source-profile", "credential-source"]

  func accepts(_ type: CredentialType) -> Bool {
    isListed(by: type, having: "assumeRoleArn", "region", "endpoint")
  }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    var text = ArtifactText(id)
    for section in try SectionNames.of(
      credentials, option: "profile", fallback: "default", options, id)
    {
      let credential = section.credential
      let name = section.name == "default" ? "default" : "profile \(section.name)"
      text.add(text.isEmpty ? "[\(name)]\n" : "\n[\(name)]\n")
      if try text.setting("role_arn", "assumeRoleArn", of: credential, as: .awsINI) {
        try text.setting("external_id", "externalId", of: credential, as: .awsINI)
        text.add("role_session_name = credtree\n")
        text.add(try source(of: section, options))
      }
      try text.setting("region", "region", of: credential, as: .awsINI)
      if try text.setting("endpoint_url", "endpoint", of: credential, as: .awsINI),
        credential.effective("pathStyleAccessEnabled")?.bool == true
      {
        text.add("s3 =\n  addressing_style = path\n")
      }
    }
    return text.finish()
  }

  /// Where the keys come from that assume the role.
  private func source(of section: SectionNames.Section, _ options: RenderOptions) throws(Failure)
    -> String
  {
    if options["credential-source"] != nil {
      guard options["source-profile"] == nil else {
        throw Failure(
          .usage, "the options credential-source and source-profile of \(id) exclude each other")
      }
      let sources = ["Environment", "Ec2InstanceMetadata", "EcsContainer"]
      return try "credential_source = "
        + options.choice("credential-source", of: sources, for: id) + "\n"
    }
    if let profile = options["source-profile"] {
      return "source_profile = \(try SectionNames.word(profile, "source-profile", id))\n"
    }
    // The keys that may stand beside the role are in a profile of the same name.
    if section.credential.filled("accessKey") != nil { return "source_profile = \(section.name)\n" }
    return "credential_source = Environment\n"
  }
}
