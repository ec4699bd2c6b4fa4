internal import Age
internal import OpenSSL
internal import Secrets

/// Writes new private keys in OpenSSH's own format (`PROTOCOL.key`).
enum OpenSSHKeyWriter {
  /// A key as `ssh-keygen` would write it.
  ///
  /// - Parameters:
  ///   - key: An RSA, Ed25519, or NIST curve key.
  ///   - comment: What the key is for; it is encrypted along with the key.
  ///   - passphrase: What locks the key, or `nil` for one that is not locked.
  /// - Returns: The file, with a line break at its end.
  /// - Throws: `OpenSSLError` if there is no entropy, or for a key of another kind.
  static func text(of key: TLSPrivateKey, comment: String, passphrase: Secret?)
    throws(OpenSSLError) -> SecretBytes
  {
    guard let wire = SSHWire.publicKey(of: key) else {
      throw OpenSSLError.unsupportedKey
    }
    let section = try section(of: key, comment: comment, isLocked: passphrase != nil)
    var file = SecretBuilder(capacity: 4096)
    file.append("openssh-key-v1\0")
    if let passphrase {
      let locked = try lock(section, passphrase.bytes)
      append(SSHPassphrase.Locked.cipher, to: &file)
      append("bcrypt", to: &file)
      append(locked.salt.count + 8, to: &file)
      append(locked.salt.span, to: &file)
      append(Int(SSHPassphrase.Locked.rounds), to: &file)
      append(1, to: &file)
      append(wire.span, to: &file)
      append(locked.section.bytes, to: &file)
    } else {
      for text in ["none", "none", ""] { append(text, to: &file) }
      append(1, to: &file)
      append(wire.span, to: &file)
      append(section, to: &file)
    }
    return armor(file.bytes)
  }

  private static func lock(_ section: borrowing SecretBytes, _ passphrase: borrowing SecretBytes)
    throws(OpenSSLError) -> SSHPassphrase.Locked
  { try SSHPassphrase.lock(section.bytes, passphrase) }

  /// The part of the file that a passphrase locks.
  private static func section(of key: TLSPrivateKey, comment: String, isLocked: Bool)
    throws(OpenSSLError) -> SecretBytes
  {
    var section = SecretBuilder(capacity: 4096)
    // The same number twice tells whether a passphrase was right.
    let check = try RandomBytes.public(count: 4)
    section.append(check.span)
    section.append(check.span)
    switch key.algorithm {
    case .ed25519:
      let wire = SSHWire.publicKey(of: key) ?? []
      let publicKey = Array(wire.suffix(Ed25519PublicKey.size))
      append("ssh-ed25519", to: &section)
      append(publicKey.span, to: &section)
      append(publicKey.count * 2, to: &section)
      section.append(try key.seed())
      section.append(publicKey.span)
    case .ec:
      // The public part has the same three fields in front.
      let wire = SSHWire.publicKey(of: key) ?? []
      section.append(wire.span)
      append(integer: try key.secretNumber("priv"), to: &section)
    case .rsa:
      append("ssh-rsa", to: &section)
      for name in ["n", "e", "d", "rsa-coefficient1", "rsa-factor1", "rsa-factor2"] {
        append(integer: try key.secretNumber(name), to: &section)
      }
    case .other: throw OpenSSLError.unsupportedKey
    }
    append(comment, to: &section)
    let blockSize = isLocked ? AESCipher.blockSize : 8
    var padding: UInt8 = 1
    while section.count % blockSize != 0 {
      section.append(padding)
      padding += 1
    }
    return section.finish()
  }

  private static func append(_ number: Int, to output: inout SecretBuilder) {
    for shift in [24, 16, 8, 0] { output.append(UInt8(truncatingIfNeeded: number >> shift)) }
  }

  private static func append(_ bytes: Span<UInt8>, to output: inout SecretBuilder) {
    append(bytes.count, to: &output)
    output.append(bytes)
  }

  private static func append(_ secret: borrowing SecretBytes, to output: inout SecretBuilder) {
    append(secret.bytes, to: &output)
  }

  private static func append(_ text: String, to output: inout SecretBuilder) {
    append(text.utf8.count, to: &output)
    output.append(text)
  }

  /// A positive integer as SSH writes it (RFC 4251, section 5): never with its first bit set.
  private static func append(
    integer: borrowing SecretBytes, to output: inout SecretBuilder
  ) {
    let needsZero = integer.count > 0 && integer.bytes[0] & 0x80 != 0
    append(integer.count + (needsZero ? 1 : 0), to: &output)
    if needsZero { output.append(0) }
    output.append(integer)
  }

  private static func armor(_ bytes: Span<UInt8>) -> SecretBytes {
    let base64 = Base64.encodeSecret(bytes)
    var text = SecretBuilder(capacity: base64.count + 200)
    text.append("-----BEGIN OPENSSH PRIVATE KEY-----\n")
    for index in base64.bytes.indices {
      text.append(base64.bytes[index])
      if index % 70 == 69 || index + 1 == base64.count { text.append("\n") }
    }
    text.append("-----END OPENSSH PRIVATE KEY-----\n")
    return text.finish()
  }
}
