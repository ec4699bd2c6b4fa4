internal import CredentialTypes
internal import Credentials
internal import Secrets

/// The variables that an ACME client reads for a DNS provider.
struct ACMEEnvironment: Artifact {
  enum Client: String, CaseIterable {
    case lego = "lego-env"
    /// Traefik uses lego, and so its variables.
    case traefik = "traefik-acme-env"
    case acmeSh = "acme-sh-env"
  }

  let client: Client
  var id: String { client.rawValue }
  var title: String {
    switch client {
    case .lego: "the variables of lego's DNS providers"
    case .traefik: "the variables of Traefik's DNS providers"
    case .acmeSh: "the exported variables of acme.sh's DNS hooks"
    }
  }
  let optionNames = NamedVariables.optionNames

  func accepts(_ type: CredentialType) -> Bool {
    // acme.sh reads a TSIG key from a file of its own.
    type.artifacts.contains(id) && DNSProvider.exists(in: type)
      && (client != .acmeSh || type.id != "tsig-key")
  }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let provider = try DNSProvider(of: credentials[0])
    let all = client == .acmeSh ? ACMENames.acmeSh : ACMENames.lego
    guard let names = all[provider.id] else { throw provider.unknown(to: id) }
    var variables = NamedVariables()
    for (name, setting) in names {
      switch (provider.id, setting) {
      case ("RFC2136", "tsigAlgorithm"):
        // lego writes the names of algorithms as DNS does, with a dot at the end.
        let text = (provider.text(setting) ?? "hmac-sha512").lowercased()
        variables.add(name, text: text.hasSuffix(".") ? text : text + ".", from: setting)
      case ("AZURE", "environment"):
        let environments = [
          "AzureUSGovernmentCloud": "usgovernment", "AzureChinaCloud": "china",
        ]
        variables.add(
          name, text: environments[provider.text(setting) ?? ""] ?? "public", from: setting)
      default: variables.add(name, provider.value(setting), from: setting)
      }
    }
    return try variables.lines(
      for: credentials[0], options, id, exporting: client == .acmeSh)
  }
}
