internal import CredentialTypes
internal import Credentials
internal import Secrets

/// The JSON that GitHub's `azure/login` takes, on one line.
struct AzureSDKAuth: Artifact {
  let id = "azure-sdk-auth-json"
  let title = "the JSON of a service principal, for azure/login"

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "clientSecret") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    var text = ArtifactText(id)
    var separator = "{"
    for field in ["clientId", "clientSecret", "subscriptionId", "tenantId"]
    where credential.filled(field) != nil {
      text.add(separator)
      try text.setting(
        "\"\(field)\"", field, of: credential, as: .quoted, separator: ":", end: "")
      separator = ","
    }
    text.add("}\n")
    return text.finish()
  }
}

/// A storage account in one line.
struct AzureStorageConnection: Artifact {
  let id = "azure-storage-connection-string"
  let title = "an Azure storage account's connection string"

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "storageKey") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    let form = ValueForm(forbidden: Set(text: ";"))
    var text = ArtifactText(id)
    text.add("DefaultEndpointsProtocol=https;AccountName=")
    try text.add(try credential.anyOf(["storageName"]), "storageName", of: credential, as: form)
    text.add(";AccountKey=")
    try text.add(try credential.required("storageKey"), "storageKey", of: credential, as: form)
    text.add(";EndpointSuffix=core.windows.net\n")
    return text.finish()
  }
}
