internal import Secrets

/// Recipients given as text.
public enum Recipients {
  /// The longest recipient, in bytes.
  public static let longestText = 8 * 1024

  /// Reads `age1…`, a plugin's `age1NAME1…`, or an SSH public key of type `ssh-ed25519` or
  /// `ssh-rsa`, whose comment is dropped.
  ///
  /// No plugin is looked for before something is encrypted.
  ///
  /// - Throws: ``AgeError`` with code `invalidRecipient` for text that is none of these,
  ///   `unsupported` for other types of SSH key. The message never quotes the text
  ///   of what may be a private key.
  public static func parse(_ text: String) throws(AgeError) -> any Recipient {
    let bytes = Array(text.utf8)
    return try parse(bytes.span)
  }

  static func parse(_ text: Span<UInt8>) throws(AgeError) -> any Recipient {
    guard text.count <= longestText else {
      throw AgeError(.invalidRecipient, "the recipient is longer than \(longestText) bytes")
    }
    if text.starts(with: "AGE-SECRET-KEY-") || text.starts(with: "AGE-PLUGIN-") {
      throw AgeError(
        .invalidRecipient,
        "this is a private key, not a recipient: give the public key, which starts with age1")
    }
    if text.starts(with: "-----BEGIN ") {
      throw AgeError(
        .invalidRecipient, "this is a private key file, not a recipient: give the public key")
    }
    if text.starts(with: "age1pq1") {
      return try HybridRecipient(parsing: text)
    }
    if text.starts(with: "age1") {
      guard let prefix = Bech32.prefix(of: text), prefix != "age" else {
        return try X25519Recipient(parsing: text)
      }
      guard let recipient = PluginRecipient(parsing: text) else {
        throw AgeError(.unsupported, "recipients that start with \(prefix)1 are not supported")
      }
      return recipient
    }
    if text.starts(with: "ssh-") || text.starts(with: "ecdsa-") || text.starts(with: "sk-") {
      return try parseSSH(text)
    }
    throw AgeError(
      .invalidRecipient,
      "unknown kind of recipient: it must start with age1, ssh-ed25519 or ssh-rsa"
    )
  }

  private static func parseSSH(_ line: Span<UInt8>) throws(AgeError) -> any Recipient {
    let space = UInt8(ascii: " ")
    let typeEnd = line.firstIndex(of: space) ?? line.count
    let type = line.extracting(first: typeEnd)
    guard type.equals("ssh-ed25519") || type.equals("ssh-rsa") else {
      throw AgeError(
        .unsupported, "SSH keys of this type cannot be encrypted to: use ssh-ed25519 or ssh-rsa")
    }
    let start = min(typeEnd + 1, line.count)
    let end = line.firstIndex(of: space, from: start) ?? line.count
    guard let wire = Base64.decode(line.extracting(start..<end)),
      let key = SSHPublicKey(wire: wire.span), String(copying: type) == key.type
    else { throw AgeError(.invalidRecipient, "malformed SSH public key: copy the whole line") }
    return switch key.material {
    case .ed25519: try SSHEd25519Recipient(key)
    case .rsa: try SSHRSARecipient(key)
    }
  }
}
