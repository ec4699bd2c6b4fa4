internal import CredentialTypes
internal import Credentials
internal import Secrets

/// The part of `nextflow.config` that says how to log in, in Groovy.
struct NextflowConfig: Artifact {
  let id = "nextflow-config"
  let title = "the logins of a nextflow.config"

  /// What each type sets: a scope, and the names and fields in it.
  private static let scopes: [String: [(scope: String, names: [(String, String)])]] = [
    "aws": [
      ("aws", [("accessKey", "accessKey"), ("secretKey", "secretKey"), ("region", "region")])
    ],
    "azure": [
      (
        "azure.batch",
        [("accountName", "batchName"), ("accountKey", "batchKey"), ("location", "location")]
      ),
      ("azure.storage", [("accountName", "storageName"), ("accountKey", "storageKey")]),
    ],
    "azure-entra": [
      ("azure.batch", [("accountName", "batchName"), ("accountKey", "batchKey")]),
      ("azure.storage", [("accountName", "storageName"), ("accountKey", "storageKey")]),
      (
        "azure.activeDirectory",
        [
          ("servicePrincipalId", "clientId"), ("servicePrincipalSecret", "clientSecret"),
          ("tenantId", "tenantId"),
        ]
      ),
    ],
    "google": [("google", [("project", "projectId")])],
    "container-registry": [
      (
        "azure.registry",
        [("server", "server"), ("userName", "username"), ("password", "password")]
      )
    ],
  ]

  func accepts(_ type: CredentialType) -> Bool {
    type.artifacts.contains(id) && Self.scopes[type.id] != nil
  }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    var text = ArtifactText(id)
    for (scope, names) in Self.scopes[credential.type.id] ?? [] {
      for (name, field) in names {
        try text.setting("\(scope).\(name)", field, of: credential, as: .groovy)
      }
    }
    guard !text.isEmpty else { throw credential.invalid("has no value that \(id) would hold") }
    return text.finish()
  }
}
