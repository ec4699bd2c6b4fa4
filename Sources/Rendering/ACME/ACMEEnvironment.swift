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
  var optionNames: [String] {
    NamedVariables.optionNames + (client == .acmeSh ? ["key-file"] : ["storage-path"])
  }

  func accepts(_ type: CredentialType) -> Bool {
    type.artifacts.contains(id) && DNSProvider.exists(in: type)
  }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let provider = try DNSProvider(of: credentials[0])
    let all = client == .acmeSh ? ACMENames.acmeSh : ACMENames.lego
    if provider.id == "RFC2136", client == .acmeSh { return try updateKey(of: provider, options) }
    if provider.id == "ACME_DNS", client != .acmeSh { return try account(of: provider, options) }
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

  /// acme.sh reads a TSIG key from a file of its own, which is what `bind-key` makes.
  private func updateKey(of provider: DNSProvider, _ options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    guard let file = try options.line("key-file", of: id) else {
      throw Failure(
        .usage,
        "acme.sh reads a TSIG key from a file: render it as bind-key, and give --option"
          + " key-file=PATH")
    }
    guard let server = provider.text("nameserver"), let parts = URLText.splitPort(server) else {
      throw provider.credential.invalid("has a nameserver that is not HOST or HOST:PORT")
    }
    var variables = NamedVariables()
    variables.add("NSUPDATE_SERVER", text: parts.host, from: "nameserver")
    variables.add(
      "NSUPDATE_SERVER_PORT", text: parts.port.map { String($0) }, from: "nameserver")
    variables.add("NSUPDATE_KEY", text: file, from: "key-file")
    return try variables.lines(for: provider.credential, options, id, exporting: true)
  }

  /// lego keeps the accounts of acme-dns in a file.
  private func account(of provider: DNSProvider, _ options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    guard let file = try options.line("storage-path", of: id) else {
      throw Failure(
        .usage,
        "lego reads the accounts of acme-dns from a file: say which with --option storage-path=PATH"
      )
    }
    var variables = NamedVariables()
    variables.add("ACME_DNS_API_BASE", provider.value("host"), from: "host")
    variables.add("ACME_DNS_STORAGE_PATH", text: file, from: "storage-path")
    return try variables.lines(for: provider.credential, options, id)
  }
}
