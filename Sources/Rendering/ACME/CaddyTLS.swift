internal import CredentialTypes
internal import Credentials
internal import Secrets

/// The `tls` directive with which Caddy gets certificates by DNS, with placeholders for variables; or
/// with the option `part=env` those variables.
struct CaddyTLS: Artifact {
  let id = "caddy-tls"
  let title = "Caddy's tls directive for a DNS provider, or its variables"
  let optionNames = NamedVariables.optionNames + ["part"]

  /// A setting of Caddy's module, the variable that it reads, and the setting that this holds.
  private typealias Setting = (name: String, variable: String, setting: String)

  /// Caddy's modules of https://github.com/caddy-dns; a setting without a name is the only
  /// argument.
  private static let modules: [String: (name: String, settings: [Setting])] = [
    "CLOUDFLARE": ("cloudflare", [("", "CF_API_TOKEN", "apiToken")]),
    "AWS_ROUTE53": (
      "route53",
      [
        ("access_key_id", "AWS_ACCESS_KEY_ID", "accessKeyId"),
        ("secret_access_key", "AWS_SECRET_ACCESS_KEY", "secretAccessKey"),
        ("session_token", "AWS_SESSION_TOKEN", "sessionToken"),
        ("region", "AWS_REGION", "region"),
        ("hosted_zone_id", "AWS_HOSTED_ZONE_ID", "hostedZoneId"),
      ]
    ),
    "DIGITALOCEAN": ("digitalocean", [("", "DO_AUTH_TOKEN", "token")]),
    "HETZNER": ("hetzner", [("", "HETZNER_API_TOKEN", "token")]),
    "OVH": (
      "ovh",
      [
        ("endpoint", "OVH_ENDPOINT", "endpoint"),
        ("application_key", "OVH_APPLICATION_KEY", "applicationKey"),
        ("application_secret", "OVH_APPLICATION_SECRET", "applicationSecret"),
        ("consumer_key", "OVH_CONSUMER_KEY", "consumerKey"),
      ]
    ),
    "EXOSCALE": (
      "exoscale",
      [
        ("api_key", "EXOSCALE_API_KEY", "apiKey"),
        ("api_secret", "EXOSCALE_API_SECRET", "apiSecretKey"),
      ]
    ),
    "RFC2136": (
      "rfc2136",
      [
        ("key_name", "RFC2136_TSIG_KEY", "tsigKeyName"),
        ("key_alg", "RFC2136_TSIG_ALGORITHM", "tsigAlgorithm"),
        ("key", "RFC2136_TSIG_SECRET", "tsigSecret"),
        ("server", "RFC2136_NAMESERVER", "nameserver"),
      ]
    ),
    "LINODE": ("linode", [("", "LINODE_TOKEN", "token")]),
    "VULTR": ("vultr", [("", "VULTR_API_KEY", "apiKey")]),
    "PORKBUN": (
      "porkbun",
      [
        ("api_key", "PORKBUN_API_KEY", "apiKey"),
        ("api_secret_key", "PORKBUN_SECRET_API_KEY", "secretApiKey"),
      ]
    ),
    "NAMECHEAP": (
      "namecheap",
      [("api_key", "NAMECHEAP_API_KEY", "apiKey"), ("user", "NAMECHEAP_API_USER", "apiUser")]
    ),
    "GANDI": ("gandi", [("", "GANDIV5_PERSONAL_ACCESS_TOKEN", "token")]),
    "DESEC": ("desec", [("token", "DESEC_TOKEN", "token")]),
    "POWERDNS": (
      "powerdns",
      [("server_url", "PDNS_API_URL", "apiUrl"), ("api_token", "PDNS_API_KEY", "apiKey")]
    ),
  ]

  func accepts(_ type: CredentialType) -> Bool {
    type.artifacts.contains(id) && DNSProvider.exists(in: type)
  }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    let provider = try DNSProvider(of: credential)
    guard let module = Self.modules[provider.id] else { throw provider.unknown(to: id) }
    let settings = module.settings.filter { provider.value($0.setting) != nil }
    guard !settings.isEmpty else {
      throw credential.invalid("has no settings that Caddy knows for \(provider.id)")
    }
    if try options.choice("part", of: ["caddyfile", "env"], for: id) == "env" {
      var variables = NamedVariables()
      for setting in settings {
        let value = Self.value(of: setting.setting, provider)
        variables.add(setting.variable, value, from: setting.setting)
      }
      return try variables.lines(for: credential, options, id)
    }
    guard options["dialect"] == nil, options["export"] == nil else {
      throw Failure(.usage, "the options dialect and export of \(id) are for part=env")
    }
    var text = ArtifactText(id)
    text.add("tls {\n\tdns \(module.name)")
    if module.settings.count == 1, settings[0].name.isEmpty {
      text.add(" {env.\(settings[0].variable)}\n")
    } else {
      text.add(" {\n")
      for setting in settings { text.add("\t\t\(setting.name) {env.\(setting.variable)}\n") }
      text.add("\t}\n")
    }
    text.add("}\n")
    return text.finish()
  }

  private static func value(of setting: String, _ provider: DNSProvider) -> Secret? {
    guard setting == "tsigAlgorithm" else { return provider.value(setting) }
    return Secret(FieldText.bytes(of: (provider.text(setting) ?? "hmac-sha512").lowercased()))
  }
}
