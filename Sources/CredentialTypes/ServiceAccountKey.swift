internal import Documents
internal import OpenSSL
internal import Secrets

/// The key files of Google's service accounts.
enum ServiceAccountKey {
  static func description(of format: Format) -> String {
    switch format {
    case .googleServiceAccount:
      "must be a service-account key: a JSON object with type, client_email and private_key"
    case .googleServiceAccountBase64:
      "must be a service-account key in base64, without line breaks"
    case .googleKeyFile:
      "must be the key file of a service account: a JSON object with type service_account,"
        + " project_id, client_email, and a private_key in PEM"
    }
  }

  static func fits(_ value: Node, _ format: Format) -> Bool {
    switch format {
    case .googleServiceAccount:
      if value.object != nil { return isKey(value) }
      return value.withText { isKey($0.bytes) } ?? false
    case .googleKeyFile:
      guard isKey(value), let project = value["project_id"], !project.isText("") else {
        return false
      }
      return value["private_key"]?.withText(isPrivateKey) ?? false
    case .googleServiceAccountBase64:
      return value.withText { text in
        guard let decoded = Base64.decodeSecret(text.bytes) else { return false }
        return isKey(decoded.bytes)
      } ?? false
    }
  }

  private static func isPrivateKey(_ text: borrowing SecretBytes) -> Bool {
    guard let block = try? TLSPrivateKey.block(inPEM: text.bytes) else { return false }
    return (try? TLSPrivateKey(pem: block.bytes, passphrase: nil)) != nil
  }

  private static func isKey(_ text: Span<UInt8>) -> Bool {
    guard let node = try? JSON.parse(text, strings: .secret) else { return false }
    return isKey(node)
  }

  private static func isKey(_ node: Node) -> Bool {
    node["type"]?.isText("service_account") == true && node["client_email"] != nil
      && node["private_key"] != nil
  }
}
