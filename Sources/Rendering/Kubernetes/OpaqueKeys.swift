internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Secrets

/// The keys of an Opaque Secret: those that its readers look for, or else the names of the fields.
enum OpaqueKeys {
  /// What the readers of some types' Secrets call a field: Flux and cert-manager look for nothing
  /// else.
  private static let names: [String: [String: String]] = [
    "ca-certificate": ["certificates": "ca.crt"],
    "gpg-key": ["privateKey": "sops.asc"],
    "acme-account": ["accountKey": "tls.key"],
    "webhook-secret": ["secret": "token"],
  ]

  static func entries(of credential: OpenedCredential) throws(Failure) -> [SecretManifest.Entry] {
    if credential.type.id == "secret-file" {
      return [(try PlainFile.name(of: credential), try PlainFile.contents(of: credential))]
    }
    var entries: [SecretManifest.Entry] = []
    let known = names[credential.type.id] ?? [:]
    for member in credential.public + credential.fields {
      guard let value = FieldText.of(member.value) else { continue }
      entries.append((known[member.key] ?? member.key, value))
    }
    return entries
  }
}
