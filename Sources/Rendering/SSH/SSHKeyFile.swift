internal import CredentialTypes
internal import Credentials
internal import OpenSSL
internal import Secrets

/// A private key for ssh: LF line ends, and one at its end, without which ssh refuses it.
struct SSHPrivateKey: Artifact {
  let id = "ssh-private-key"
  let title = "an SSH private key file"

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "privateKey") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let key = try credentials[0].requiredText("privateKey")
    return Self.normalised(key.bytes)
  }

  /// The file, for another one that it is a part of.
  static func file(of credential: OpenedCredential) throws(Failure) -> Secret {
    let key = try credential.requiredText("privateKey")
    return Secret(normalised(key.bytes))
  }

  private static func normalised(_ key: borrowing SecretBytes) -> SecretBytes {
    var output = SecretBuilder(capacity: key.count + 1)
    append(key, to: &output)
    return output.finish()
  }

  private static func append(_ key: borrowing SecretBytes, to output: inout SecretBuilder) {
    var last = key.count
    while last > 0, key.bytes[last - 1] == 0x0A || key.bytes[last - 1] == 0x0D { last -= 1 }
    for index in 0..<last where key.bytes[index] != 0x0D { output.append(key.bytes[index]) }
    output.append("\n")
  }
}

/// A public key, as in `~/.ssh/id_ed25519.pub`.
struct SSHPublicKey: Artifact {
  let id = "ssh-public-key"
  let title = "an SSH public key file"
  let isPublic = true

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "publicKey") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    var text = ArtifactText(id)
    try text.addKey(of: credentials[0])
    return text.finish()
  }
}

/// `~/.ssh/authorized_keys`: a public key a line.
struct AuthorizedKeys: Artifact {
  let id = "authorized-keys"
  let title = "~/.ssh/authorized_keys with a line for each key"
  let isPublic = true
  let takesSeveral = true
  let optionNames = ["options"]

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "publicKey") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let limits = try options.line("options", of: id).map { "\($0) " } ?? ""
    var text = ArtifactText(id)
    for credential in credentials.sorted(by: { $0.name < $1.name }) {
      text.add(limits)
      try text.addKey(of: credential)
    }
    return text.finish()
  }
}

/// Lines of `~/.ssh/known_hosts`, each once.
struct KnownHosts: Artifact {
  let id = "known-hosts"
  let title = "~/.ssh/known_hosts"
  let isPublic = true
  let takesSeveral = true

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "knownHosts") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    var lines: [String] = []
    for credential in credentials {
      guard let hosts = credential.effectiveText("knownHosts"), !hosts.isEmpty else {
        throw credential.invalid(
          "has no knownHosts: set it to what ssh-keyscan says, after comparing fingerprints")
      }
      for line in hosts.split(whereSeparator: \.isNewline).map(String.init) {
        guard line.split(separator: " ").count >= 3 || line.hasPrefix("#") else {
          throw credential.invalid("has knownHosts with a line that is not HOST TYPE KEY")
        }
        if !lines.contains(line) { lines.append(line) }
      }
    }
    var text = ArtifactText(id)
    for line in lines.sorted() { text.add("\(line)\n") }
    return text.finish()
  }
}

extension ArtifactText {
  /// Appends a public key with the credential's name as its comment, unless it has one.
  fileprivate mutating func addKey(of credential: OpenedCredential) throws(Failure) {
    guard let key = credential.effectiveText("publicKey") else {
      throw credential.invalid("has no publicKey: set it with credtree update")
    }
    let parts = key.split(whereSeparator: \.isWhitespace)
    guard parts.count >= 2 else { throw credential.invalid("has a publicKey that is not TYPE KEY") }
    let comment = parts.count > 2 ? parts[2...].joined(separator: " ") : credential.name
    add("\(parts[0]) \(parts[1]) \(comment)\n")
  }
}
