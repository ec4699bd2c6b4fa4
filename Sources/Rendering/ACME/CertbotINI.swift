internal import CredentialTypes
internal import Credentials
internal import Secrets

/// The credentials file of a DNS plugin of certbot.
///
/// certbot reads it with ConfigObj, for which `#` and `,` mean something outside of quotes, and
/// which has no escape inside of them.
struct CertbotINI: Artifact {
  let id = "certbot-ini"
  let title = "the credentials file of certbot's DNS plugins"

  private static let bare = Set.alphanumeric.union(Set(text: "_-./:@+=~!*()|^&;?"))

  func accepts(_ type: CredentialType) -> Bool {
    type.artifacts.contains(id) && DNSProvider.exists(in: type)
  }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let provider = try DNSProvider(of: credentials[0])
    guard let names = ACMENames.certbot[provider.id] else { throw provider.unknown(to: id) }
    var text = ArtifactText(id)
    for (name, setting) in names {
      guard var value = provider.value(setting) else { continue }
      if provider.id == "RFC2136", setting == "nameserver" {
        try addServer(of: provider, to: &text)
        continue
      }
      if provider.id == "RFC2136", setting == "tsigAlgorithm" {
        let algorithm = (provider.text(setting) ?? "").uppercased()
        value = Secret(FieldText.bytes(of: algorithm))
      }
      text.add("\(name) = ")
      try text.add(value, setting, of: credentials[0], as: Self.form(for: value.bytes))
      text.add("\n")
    }
    if provider.id == "AZURE" {
      let zone = provider.text("hostedZoneName") ?? ""
      let group = provider.text("resourceGroup") ?? ""
      let subscription = provider.text("subscriptionId") ?? ""
      text.add("dns_azure_zone1 = ")
      try text.add(
        text: "\(zone):/subscriptions/\(subscription)/resourceGroups/\(group)", "resourceGroup",
        of: credentials[0], as: ValueForm(forbidden: Set(text: "#,\"'")))
      text.add("\n")
    }
    guard !text.isEmpty else { throw credentials[0].invalid("has no value that \(id) would hold") }
    return text.finish()
  }

  /// The plugin wants the port of a server in a key of its own.
  private func addServer(of provider: DNSProvider, to text: inout ArtifactText) throws(Failure) {
    guard let server = provider.text("nameserver"), let parts = URLText.splitPort(server) else {
      throw provider.credential.invalid("has a nameserver that is not HOST or HOST:PORT")
    }
    text.add("dns_rfc2136_server = \(parts.host)\n")
    if let port = parts.port { text.add("dns_rfc2136_port = \(port)\n") }
  }

  /// The quotes that a value does not have itself.
  private static func form(for value: borrowing SecretBytes) -> ValueForm {
    if !SecretText.contains(UInt8(ascii: "\""), in: value) {
      return ValueForm(quote: "\"", bare: bare)
    }
    if !SecretText.contains(UInt8(ascii: "'"), in: value) { return ValueForm(quote: "'") }
    return ValueForm(
      quote: "\"\"\"", forbiddenAtEnd: Set(text: "\""), forbiddenTexts: ["\"\"\""])
  }
}
