internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// The DNS provider of a credential, with its settings under the names of `acme-wildcard`.
struct DNSProvider {
  let id: String
  let credential: OpenedCredential
  private let settings: [Member]

  /// Whether credentials of a type can tell how to set DNS records.
  static func exists(in type: CredentialType) -> Bool {
    [
      "acme-wildcard", "api-token", "azure-cloud", "cloud-token", "exoscale", "google", "tsig-key",
    ].contains(type.id)
  }

  /// - Throws: `Failure` with code `invalid` for a credential that lacks the settings.
  init(of credential: OpenedCredential) throws(Failure) {
    self.credential = credential
    switch credential.type.id {
    case "acme-wildcard":
      guard let id = credential.metadata.provider else {
        throw credential.invalid("has no provider: set it with credtree update")
      }
      self.id = id
      settings = credential.value("providerConfig")?.object ?? []
    case "tsig-key":
      id = "RFC2136"
      settings = Self.renamed(
        credential,
        [
          ("nameserver", "nameserver"), ("keyName", "tsigKeyName"), ("algorithm", "tsigAlgorithm"),
          ("secret", "tsigSecret"),
        ])
    case "exoscale":
      id = "EXOSCALE"
      settings = Self.renamed(credential, [("apiKey", "apiKey"), ("apiSecretKey", "apiSecretKey")])
    case "azure-cloud":
      id = "AZURE"
      settings = Self.renamed(
        credential,
        ["clientId", "clientSecret", "tenantId", "subscriptionId", "environment"].map { ($0, $0) })
    case "google":
      id = "GCP"
      settings = Self.renamed(
        credential, [("projectId", "project"), ("data", "serviceAccountJson")])
    default:
      id =
        Self.ids[credential.effectiveText("provider") ?? ""]
        ?? (credential.effectiveText("provider") ?? "").uppercased()
      guard !id.isEmpty else {
        throw credential.invalid("has no provider: set it with credtree update")
      }
      let names = ["CLOUDFLARE": "apiToken", "VULTR": "apiKey", "SCALEWAY": "secretKey"]
      settings = Self.renamed(
        credential, [("token", names[id] ?? "token"), ("projectId", "projectId")])
    }
  }

  /// Names of providers that are not their own in upper case.
  private static let ids = ["digital-ocean": "DIGITALOCEAN"]

  private static func renamed(_ credential: OpenedCredential, _ names: [(String, String)])
    -> [Member]
  {
    names.compactMap { from, to in credential.effective(from).map { Member(to, $0) } }
  }

  /// The value of a setting, or `nil` if it has none or an empty one.
  func value(_ setting: String) -> Secret? {
    guard let node = settings.first(where: { $0.key == setting })?.value,
      let value = FieldText.of(node), value.bytes.count > 0
    else { return nil }
    return value
  }

  /// The text of a setting that is no secret.
  func text(_ setting: String) -> String? {
    guard let value = value(setting) else { return nil }
    return Self.text(value.bytes)
  }

  private static func text(_ secret: borrowing SecretBytes) -> String? {
    String(validating: secret.bytes.indices.map { secret.bytes[$0] }, as: UTF8.self)
  }

  /// A failure that says that a program does not know the provider.
  func unknown(to artifact: String) -> Failure {
    credential.invalid("is for the DNS provider \(id), which \(artifact) has no settings for")
  }
}
