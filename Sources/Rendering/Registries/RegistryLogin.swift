internal import CredentialTypes
internal import Credentials
internal import Secrets

/// Logins to the registries that git hosts and clouds have beside everything else.
enum RegistryLogin {
  /// Whether a type's credentials log in to a registry that they do not name.
  static func isKnown(_ type: CredentialType) -> Bool {
    ["github", "gitlab", "google"].contains(type.id)
  }

  /// The registry that belongs to a host, or `nil` for one that keeps it elsewhere.
  static func server(of credential: OpenedCredential) -> String? {
    let host = credential.effectiveText("baseUrl").flatMap { ServiceAddress($0)?.host }
    switch (credential.type.id, host) {
    case ("github", "github.com"): return "ghcr.io"
    case ("gitlab", "gitlab.com"): return "registry.gitlab.com"
    default: return nil
    }
  }

  /// Google's registries take a key file for the password of `_json_key`.
  static func serviceAccount(of credential: OpenedCredential) throws(Failure) -> Secret {
    guard let data = credential.filled("data") else {
      throw credential.invalid("has no service account's key, which its registries need")
    }
    var login = SecretBuilder()
    login.append("_json_key:")
    login.append(data.bytes)
    return Secret(encoded(login.finish()))
  }

  private static func encoded(_ login: consuming SecretBytes) -> SecretBytes {
    Base64.encodeSecret(login.bytes)
  }
}
