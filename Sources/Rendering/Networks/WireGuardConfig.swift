internal import CredentialTypes
internal import Credentials
internal import Secrets

/// A configuration for `wg-quick`.
struct WireGuardConfig: Artifact {
  let id = "wireguard-conf"
  let title = "a configuration for wg-quick"
  let optionNames = ["keepalive", "dns"]

  /// `#` begins a comment anywhere.
  private static let form = ValueForm(forbidden: Set(text: "#"), isTrimmed: true)

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "peerPublicKey") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    var text = ArtifactText(id)
    text.add("[Interface]\nPrivateKey = ")
    try text.add(
      try credential.required("privateKey"), "privateKey", of: credential, as: Self.form)
    text.add("\nAddress = ")
    try text.add(try credential.anyOf(["address"]), "address", of: credential, as: Self.form)
    text.add("\n")
    if let servers = try options.line("dns", of: id) {
      text.add("DNS = ")
      try text.add(text: servers, "dns", of: credential, as: Self.form)
      text.add("\n")
    }
    text.add("\n[Peer]\nPublicKey = ")
    try text.add(
      try credential.anyOf(["peerPublicKey"]), "peerPublicKey", of: credential, as: Self.form)
    text.add("\n")
    for (key, field) in [
      ("PresharedKey", "presharedKey"), ("Endpoint", "endpoint"), ("AllowedIPs", "allowedIps"),
    ] {
      try text.setting(key, field, of: credential, as: Self.form)
    }
    if let seconds = options["keepalive"] {
      guard let number = Int(seconds), (0...65535).contains(number) else {
        throw Failure(
          .usage, "the option keepalive of \(id) must be a number of seconds from 0 to 65535")
      }
      text.add("PersistentKeepalive = \(number)\n")
    }
    return text.finish()
  }
}
