internal import CredentialTypes
internal import Credentials
internal import Secrets

/// A profile for OpenVPN clients, with certificates and key inside.
struct OpenVPNProfile: Artifact {
  let id = "ovpn"
  let title = "a profile for OpenVPN clients"
  let optionNames = ["remote", "key-file", "key-format"]

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "remote") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    guard let remote = try options.line("remote", of: id) ?? credential.effectiveText("remote")
    else {
      throw credential.invalid("has no remote: set it to HOST PORT PROTOCOL")
    }
    let words = remote.split(separator: " ").map(String.init)
    guard (1...3).contains(words.count) else {
      throw Failure(.usage, "the remote of \(id) must be HOST PORT PROTOCOL")
    }
    let material = try CertificateMaterial(of: credential)
    var text = ArtifactText(id)
    text.add("client\ndev tun\nnobind\npersist-key\npersist-tun\nremote-cert-tls server\nremote ")
    try text.add(
      text: words.joined(separator: " "), "remote", of: credential,
      as: ValueForm(forbidden: Set(text: "\"'\\#;")))
    text.add("\n")
    let none = RenderOptions()
    if try material.hasAuthorities() {
      let trusted = try PEMArtifact(part: .ca).render(credentials, options: none)
      add("ca", Secret(trusted), to: &text)
    }
    // The intermediates go to the server with the client's own.
    let own = try PEMArtifact(part: .fullchain).render(credentials, options: none)
    add("cert", Secret(own), to: &text)
    if credential.filled("privateKey") != nil {
      var key = RenderOptions()
      key.values["key-format"] = options["key-format"]
      add("key", Secret(try PEMArtifact(part: .key).render(credentials, options: key)), to: &text)
    } else if let file = try options.line("key-file", of: id) {
      // The client made its key itself, and never gave it away.
      text.add("key \"")
      try text.add(
        text: file, "key-file", of: credential, as: ValueForm(forbidden: Set(text: "\"\\")))
      text.add("\"\n")
    } else {
      throw credential.invalid(
        "has no privateKey: set it, or say where the client has it with --option key-file=PATH")
    }
    return text.finish()
  }

  private func add(_ name: String, _ pem: Secret, to text: inout ArtifactText) {
    text.add("<\(name)>\n")
    text.add(finished: pem)
    text.add("</\(name)>\n")
  }
}
