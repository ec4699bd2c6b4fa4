internal import CredentialTypes
internal import Credentials
internal import Secrets

/// A `key` statement of BIND's `named.conf`, which `nsupdate -k` reads as well.
struct BindKey: Artifact {
  let id = "bind-key"
  let title = "a key statement for BIND and nsupdate"
  let takesSeveral = true

  /// BIND knows no escape that all its programs share.
  private static let form = ValueForm(quote: "\"", forbidden: Set(text: "\"\\"))

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "keyName") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    var owners: [String: String] = [:]
    var text = ArtifactText(id)
    for credential in credentials.sorted(by: { $0.name < $1.name }) {
      guard let name = credential.effectiveText("keyName") else {
        throw credential.invalid("has no keyName: set it with credtree update")
      }
      let plain = name.hasSuffix(".") ? String(name.dropLast()) : name
      if let other = owners.updateValue(credential.name, forKey: plain.lowercased()) {
        throw Failure(
          .conflict, "\(other) and \(credential.name) have the same keyName: name one of them")
      }
      text.add("key ")
      try text.add(text: plain, "keyName", of: credential, as: Self.form)
      let algorithm = (credential.effectiveText("algorithm") ?? "HMAC-SHA512").lowercased()
      text.add(" {\n\talgorithm \(algorithm);\n\tsecret ")
      try text.add(try credential.required("secret"), "secret", of: credential, as: Self.form)
      text.add(";\n};\n")
    }
    return text.finish()
  }
}
