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
  let optionNames = [
    "name", "namespace", "kind", "server", "email", "resource-group", "zone", "ingress-class",
  ]

  private static let letsEncrypt = "https://acme-v02.api.letsencrypt.org/directory"

  func accepts(_ type: CredentialType) -> Bool { type.artifacts.contains(id) }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    let kind = try options.choice("kind", of: ["Issuer", "ClusterIssuer"], for: id)
    let name = try resourceName(of: credential, options)
    let namespace =
      try SecretManifest.namespace(options, id) ?? (kind == "ClusterIssuer" ? "cert-manager" : nil)
    var data: [SecretManifest.Entry] = []
    let solvers = try solvers(for: credential, name: name, &data, options)

    var acme: [Member] = []
    if let email = try options.line("email", of: id) ?? credential.effectiveText("email") {
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
    // An account that exists is in the same Secret; any other is made by cert-manager.
    var account = [Member("name", Node.string("\(name)-account"))]
    if credential.filled("accountKey") != nil {
      let key = try PEMArtifact(part: .key).render([credential], options: RenderOptions())
      data.append(("tls.key", Secret(key)))
      acme.append(Member("disableAccountKeyGeneration", .bool(true)))
      account = [Member("key", .string("tls.key")), Member("name", .string(name))]
    }
    acme.append(Member("privateKeySecretRef", .object(account)))
    let server =
      try options.line("server", of: id) ?? credential.effectiveText("acmeServer")
      ?? credential.effectiveText("server") ?? Self.letsEncrypt
    acme.append(Member("server", .string(server)))
    if !solvers.isEmpty { acme.append(Member("solvers", .array(solvers))) }

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

  /// How names are proved, and what goes into the Secret for it.
  private func solvers(
    for credential: OpenedCredential, name: String, _ data: inout [SecretManifest.Entry],
    _ options: RenderOptions
  ) throws(Failure) -> [Node] {
    if let ingress = try options.line("ingress-class", of: id) {
      guard credential.type.id == "acme-account" else {
        throw Failure(.usage, "the option ingress-class of \(id) is for an acme-account")
      }
      let http = Node.object([
        Member("ingress", .object([Member("ingressClassName", .string(ingress))]))
      ])
      return [.object([Member("http01", http)])]
    }
    // An account alone: its solvers are for the reader to add.
    if credential.type.id == "acme-account" { return [] }
    let provider = try DNSProvider(of: credential)
    guard let solver = CertManagerSolver.all[provider.id] else { throw provider.unknown(to: id) }
    var settings: [Member] = []
    for (key, setting) in solver.settings {
      guard let value = provider.value(setting) else { continue }
      settings.append(Member(key, solver.node(value, text: provider.text(setting), setting)))
    }
    for (option, key) in [("resource-group", "resourceGroupName"), ("zone", "hostedZoneName")] {
      guard let value = try options.line(option, of: id) else { continue }
      guard solver.settings.contains(where: { $0.key == key }) else {
        throw Failure(.usage, "the option \(option) of \(id) is not for \(provider.id)")
      }
      settings.removeAll { $0.key == key }
      settings.append(Member(key, .string(value)))
    }
    if provider.id == "AZURE", !settings.contains(where: { $0.key == "resourceGroupName" }) {
      throw Failure(
        .usage,
        "\(credential.name) does not say where its zone is: give --option resource-group=NAME")
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
      if let config = Self.webhookConfig(of: credential) {
        settings.append(Member("config", config))
      }
    }
    return [.object([Member("dns01", .object([Member(solver.name, .object(settings))]))])]
  }

  /// The settings that a webhook takes from the Issuer, which has no reference for them.
  private static func webhookConfig(of credential: OpenedCredential) -> Node? {
    credential.value("providerConfig")?["config"]
  }

  /// Warns of settings that anyone who may read the Issuer can read.
  func warnings(_ credentials: [OpenedCredential]) -> [String] {
    credentials.filter { Self.webhookConfig(of: $0)?.object?.isEmpty == false }.map {
      "\($0.name) has a config for a webhook, which cert-manager keeps in the Issuer in clear: put"
        + " what is secret there into a Secret that the webhook reads, and keep this file out of git"
    }
  }

  private func resourceName(of credential: OpenedCredential, _ options: RenderOptions)
    throws(Failure) -> String
  {
    let name = options["name"] ?? SecretManifest.plainName(credential.name)
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
