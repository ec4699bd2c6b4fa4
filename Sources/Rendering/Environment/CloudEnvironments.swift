internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// The variables of Azure's SDKs, or with the option `style`, those of Terraform.
struct AzureEnvironment: Artifact {
  let id = "azure-env"
  let title = "AZURE_* or ARM_* variables"
  let optionNames = NamedVariables.optionNames + ["style"]

  func accepts(_ type: CredentialType) -> Bool {
    isListed(by: type, having: "clientSecret", "batchKey")
  }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let style = try options.choice("style", of: ["azure", "terraform"], for: id)
    let prefix = style == "terraform" ? "ARM" : "AZURE"
    var variables = NamedVariables()
    for (name, field) in [
      ("CLIENT_ID", "clientId"), ("CLIENT_SECRET", "clientSecret"), ("TENANT_ID", "tenantId"),
      ("SUBSCRIPTION_ID", "subscriptionId"),
    ] {
      variables.add("\(prefix)_\(name)", field, of: credentials[0])
    }
    if style == "azure" {
      for (name, field) in [
        ("BATCH_ACCOUNT_NAME", "batchName"), ("BATCH_ACCOUNT_KEY", "batchKey"),
        ("STORAGE_ACCOUNT_NAME", "storageName"), ("STORAGE_ACCOUNT_KEY", "storageKey"),
      ] {
        variables.add("AZURE_\(name)", field, of: credentials[0])
      }
    } else {
      variables.add("ARM_ACCESS_KEY", "storageKey", of: credentials[0])
    }
    return try variables.lines(for: credentials[0], options, id)
  }
}

/// The variables of Google's SDKs, `gcloud`, and Terraform.
struct GoogleEnvironment: Artifact {
  let id = "gcp-env"
  let title = "GOOGLE_* and CLOUDSDK_* variables"
  let optionNames = NamedVariables.optionNames + ["key-file"]

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "projectId") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    var variables = NamedVariables()
    if let file = try options.line("key-file", of: id) {
      variables.add("GOOGLE_APPLICATION_CREDENTIALS", text: file, from: "key-file")
    } else if let data = credential.filled("data") {
      variables.add(
        "GOOGLE_CREDENTIALS", Secret(CompactJSON.flattened(data.bytes)), from: "data")
    }
    for name in ["CLOUDSDK_CORE_PROJECT", "GOOGLE_CLOUD_PROJECT"] {
      variables.add(name, "projectId", of: credential)
    }
    return try variables.lines(for: credential, options, id)
  }
}

/// `openrc`, which OpenStack's dashboard gives out, with its secrets filled in.
struct OpenRC: Artifact {
  let id = "openrc"
  let title = "exported OS_* variables"

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "authUrl") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    guard credential.filled("authUrl") != nil else {
      throw credential.invalid("has no authUrl: set it to the address of Keystone")
    }
    var variables = NamedVariables()
    variables.add("OS_AUTH_URL", "authUrl", of: credential)
    if credential.filled("applicationCredentialId") != nil {
      variables.add(
        "OS_AUTH_TYPE", text: "v3applicationcredential", from: "applicationCredentialId")
    }
    // A credential of an application has its project and user in it, and must not name them.
    for (name, field) in OpenStackNames.fields(of: credential) + [("region_name", "region")] {
      variables.add("OS_\(name.uppercased())", field, of: credential)
    }
    variables.add("OS_IDENTITY_API_VERSION", text: "3", from: "authUrl")
    return try variables.lines(for: credential, options, id, exporting: true)
  }
}

/// What OpenStack's clients call the fields.
enum OpenStackNames {
  static func fields(of credential: OpenedCredential) -> [(String, String)] {
    credential.filled("applicationCredentialId") == nil ? user : application
  }

  private static let application = [
    ("application_credential_id", "applicationCredentialId"),
    ("application_credential_secret", "applicationCredentialSecret"),
  ]

  private static let user = [
    ("username", "username"), ("password", "password"), ("project_name", "projectName"),
    ("user_domain_name", "userDomainName"), ("project_domain_name", "projectDomainName"),
  ]
}
