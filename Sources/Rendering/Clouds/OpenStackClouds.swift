internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// `clouds.yaml` with a cloud for each credential.
struct OpenStackClouds: Artifact {
  let id = "openstack-clouds-yaml"
  let title = "clouds.yaml with a cloud for each credential"
  let takesSeveral = true
  let optionNames = ["cloud"]

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "authUrl") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    var clouds: [Member] = []
    for section in try SectionNames.of(credentials, option: "cloud", options, id) {
      let credential = section.credential
      guard let url = credential.filled("authUrl") else {
        throw credential.invalid("has no authUrl: set it to the address of Keystone")
      }
      var auth = [Member("auth_url", Node(.secret(url)))]
      for (name, field) in OpenStackNames.fields(of: credential) {
        guard let value = credential.filled(field) else { continue }
        auth.append(Member(name, Node(.secret(value))))
      }
      var cloud = [Member("auth", .object(auth))]
      if credential.filled("applicationCredentialId") != nil {
        cloud.append(Member("auth_type", .string("v3applicationcredential")))
      }
      if let region = credential.filled("region") {
        cloud.append(Member("region_name", Node(.secret(region))))
      }
      cloud.append(Member("identity_api_version", .int(3)))
      clouds.append(Member(section.name, .object(cloud)))
    }
    return SecretYAML.write(.object([Member("clouds", .object(clouds))]))
  }
}
