internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// An Issuer of cert-manager, and the Secret with what it logs in to the DNS provider with.
///
/// A ClusterIssuer's Secret is where cert-manager itself runs.
struct CertManagerIssuer: Artifact {
  let id = "cert-manager-issuer"
  let title = "an Issuer of cert-manager with its Secret"
  let optionNames = ["name", "namespace", "kind"]

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "providerConfig") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    let provider = try DNSProvider(of: credential)
    guard let solver = CertManagerSolver.all[provider.id] else { throw provider.unknown(to: id) }
    let kind = try options.choice("kind", of: ["Issuer", "ClusterIssuer"], for: id)
    let name = try resourceName(of: credential, options)
    let namespace = options["namespace"] ?? (kind == "ClusterIssuer" ? "cert-manager" : nil)
    if let namespace {
      guard !namespace.contains("."), KubernetesSecret.isName(namespace) else {
        throw Failure(.usage, "the option namespace of \(id) must be a name of a namespace")
      }
    }

    var data: [(key: String, value: Secret)] = []
    var settings: [Member] = []
    for (key, setting) in solver.settings {
      guard let value = provider.value(setting) else { continue }
      settings.append(Member(key, solver.node(value, text: provider.text(setting), setting)))
    }
    for (key, dataKey, setting) in solver.references {
      guard let value = provider.value(setting) else { continue }
      data.append((dataKey, value))
      settings.append(Member(key, Self.reference(name, dataKey)))
    }
    guard !settings.isEmpty else {
      throw credential.invalid("has no settings that cert-manager knows for \(provider.id)")
    }
    if provider.id == "WEBHOOK" {
      guard provider.value("groupName") != nil else { throw provider.unknown(to: id) }
      if let config = credential.value("providerConfig")?.object?.first(where: {
        $0.key == "config"
      }) {
        settings.append(Member("config", config.value))
      }
    }

    var acme: [Member] = []
    if let email = credential.effectiveText("email") {
      acme.append(Member("email", .string(email)))
    }
    if let keyID = credential.effectiveText("eabKeyId"),
      let key = credential.filled("eabHmacKey")
    {
      data.append(("eab-hmac-key", key))
      acme.append(
        Member(
          "externalAccountBinding",
          .object([
            Member("keyID", .string(keyID)),
            Member("keySecretRef", Self.reference(name, "eab-hmac-key")),
          ])))
    }
    acme.append(
      Member("privateKeySecretRef", .object([Member("name", .string("\(name)-account"))])))
    acme.append(Member("server", .string(credential.effectiveText("acmeServer") ?? "")))
    let dns: Node = .object([Member(solver.name, .object(settings))])
    acme.append(Member("solvers", .array([.object([Member("dns01", dns)])])))

    var output = SecretBuilder()
    if !data.isEmpty {
      data.sort { $0.key < $1.key }
      let encoded = data.map { Member($0.key, Node(.secret(KubernetesSecret.base64($0.value)))) }
      output.append(
        SecretYAML.write(
          .object([
            Member("apiVersion", .string("v1")), Member("data", .object(encoded)),
            Member("kind", .string("Secret")), Member("metadata", Self.metadata(name, namespace)),
            Member("type", .string("Opaque")),
          ])))
      output.append("---\n")
    }
    let place = kind == "ClusterIssuer" ? nil : namespace
    output.append(
      SecretYAML.write(
        .object([
          Member("apiVersion", .string("cert-manager.io/v1")), Member("kind", .string(kind)),
          Member("metadata", Self.metadata(name, place)),
          Member("spec", .object([Member("acme", .object(acme))])),
        ])))
    return output.finish()
  }

  private func resourceName(of credential: OpenedCredential, _ options: RenderOptions)
    throws(Failure) -> String
  {
    let own = String(credential.name.lowercased().map { $0 == "_" || $0 == "/" ? "-" : $0 })
    let name = options["name"] ?? own
    guard KubernetesSecret.isName(name), name.utf8.count < 240 else {
      throw Failure(
        .usage, "the option name of \(id) must be a DNS name: lower-case letters, digits, '-', '.'")
    }
    return name
  }

  private static func reference(_ name: String, _ key: String) -> Node {
    .object([Member("key", .string(key)), Member("name", .string(name))])
  }

  private static func metadata(_ name: String, _ namespace: String?) -> Node {
    var members = [
      Member("labels", .object([Member("app.kubernetes.io/managed-by", .string("credtree"))])),
      Member("name", .string(name)),
    ]
    if let namespace { members.append(Member("namespace", .string(namespace))) }
    return .object(members)
  }
}

/// What cert-manager calls a DNS provider and its settings.
struct CertManagerSolver {
  let name: String
  /// Keys in clear, and the settings that they hold.
  var settings: [(key: String, setting: String)] = []
  /// Keys that point into the Secret, the Secret's keys, and the settings that those hold.
  var references: [(key: String, dataKey: String, setting: String)] = []

  static let all: [String: CertManagerSolver] = [
    "CLOUDFLARE": CertManagerSolver(
      name: "cloudflare", settings: [("email", "email")],
      references: [
        ("apiTokenSecretRef", "api-token", "apiToken"), ("apiKeySecretRef", "api-key", "apiKey"),
      ]),
    "AWS_ROUTE53": CertManagerSolver(
      name: "route53",
      settings: [("region", "region"), ("hostedZoneID", "hostedZoneId"), ("role", "role")],
      references: [
        ("accessKeyIDSecretRef", "access-key-id", "accessKeyId"),
        ("secretAccessKeySecretRef", "secret-access-key", "secretAccessKey"),
      ]),
    "AZURE": CertManagerSolver(
      name: "azureDNS",
      settings: [
        ("clientID", "clientId"), ("subscriptionID", "subscriptionId"), ("tenantID", "tenantId"),
        ("resourceGroupName", "resourceGroup"), ("hostedZoneName", "hostedZoneName"),
        ("environment", "environment"),
      ], references: [("clientSecretSecretRef", "client-secret", "clientSecret")]),
    "GCP": CertManagerSolver(
      name: "cloudDNS", settings: [("project", "project"), ("hostedZoneName", "hostedZoneName")],
      references: [("serviceAccountSecretRef", "key.json", "serviceAccountJson")]),
    "WEBHOOK": CertManagerSolver(
      name: "webhook", settings: [("groupName", "groupName"), ("solverName", "solverName")]),
    "DIGITALOCEAN": CertManagerSolver(
      name: "digitalocean", references: [("tokenSecretRef", "access-token", "token")]),
    "RFC2136": CertManagerSolver(
      name: "rfc2136",
      settings: [
        ("nameserver", "nameserver"), ("tsigKeyName", "tsigKeyName"),
        ("tsigAlgorithm", "tsigAlgorithm"),
      ], references: [("tsigSecretSecretRef", "tsig-secret", "tsigSecret")]),
    "ACME_DNS": CertManagerSolver(
      name: "acmeDNS", settings: [("host", "host")],
      references: [("accountSecretRef", "acmedns.json", "accountJson")]),
  ]

  /// A setting in clear; algorithms of TSIG are written `HMACSHA512`.
  func node(_ value: Secret, text: String?, _ setting: String) -> Node {
    guard setting == "tsigAlgorithm", let text else { return Node(.secret(value)) }
    return .string(text.uppercased().filter { $0 != "-" && $0 != "." })
  }
}
