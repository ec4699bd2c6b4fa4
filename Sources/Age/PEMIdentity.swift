internal import OpenSSL
internal import Secrets

/// SSH private keys in the PEM forms that are older than OpenSSH's own.
enum PEMIdentity {
  static func parse(_ contents: Span<UInt8>, passphrase: PassphraseSource) throws(AgeError)
    -> any Identity
  {
    let source = passphrase.source
    guard isEncrypted(contents) else {
      let empty: [UInt8] = []
      guard let identity = try read(contents, empty.span, source: source) else {
        throw AgeError(.invalidIdentity, "\(source): malformed PEM private key")
      }
      return identity
    }
    let copy = Array(copying: contents)
    return LockedPEMIdentity(
      identity: LockedValue { () throws(AgeError) in
        let secret = try passphrase.get()
        return try open(copy, secret.bytes, passphrase)
      })
  }

  private static func open(
    _ contents: [UInt8], _ secret: borrowing SecretBytes, _ passphrase: PassphraseSource
  ) throws(AgeError) -> any Identity {
    guard
      let identity = try read(contents.span, secret.bytes, source: passphrase.source)
    else { throw passphrase.wrong }
    return identity
  }

  private static func isEncrypted(_ contents: Span<UInt8>) -> Bool {
    if contents.starts(with: "-----BEGIN ENCRYPTED PRIVATE KEY") { return true }
    // RFC 1421's header, on the second line of what OpenSSL used to write.
    guard let end = contents.firstIndex(of: UInt8(ascii: "\n")) else { return false }
    return contents.extracting(end + 1..<contents.count).starts(with: "Proc-Type: 4,ENCRYPTED")
  }

  /// Reads a key, or returns `nil` if it is malformed or the passphrase is wrong.
  private static func read(_ contents: Span<UInt8>, _ passphrase: Span<UInt8>, source: String)
    throws(AgeError) -> (any Identity)?
  {
    let read: PEMPrivateKey?
    do throws(OpenSSLError) {
      read = try PEMPrivateKey.read(contents, passphrase: passphrase)
    } catch {
      throw AgeError(.internal, "cannot read \(source): \(error)")
    }
    switch read {
    case nil: return nil
    case .ed25519(let seed): return try ed25519(seed.bytes, source: source)
    case .rsa(let key):
      let publicKey = try crypto { () throws(OpenSSLError) in
        SSHPublicKey(modulus: try key.modulus(), exponent: try key.exponent())
      }
      return try SSHIdentity(
        publicKey, LockedValue { () throws(AgeError) in .rsa(key) }, source: source)
    case .other:
      throw AgeError(
        .unsupported, "\(source): a key of this type cannot be used: it must be Ed25519 or RSA")
    }
  }

  private static func ed25519(_ seed: borrowing SecretBytes, source: String) throws(AgeError)
    -> any Identity
  {
    let publicKey: SSHPublicKey
    let key: X25519PrivateKey
    do throws(OpenSSLError) {
      publicKey = SSHPublicKey(ed25519: try Ed25519PublicKey.of(seed: seed.bytes))
      key = try Ed25519PublicKey.x25519PrivateKey(seed: seed.bytes)
    } catch {
      throw AgeError(.internal, "cannot read \(source): \(error)")
    }
    return try SSHIdentity(
      publicKey, LockedValue { () throws(AgeError) in .ed25519(key) }, source: source)
  }
}

/// An encrypted PEM key, whose public half is as unreadable as the private one.
private struct LockedPEMIdentity: Identity {
  let identity: LockedValue<any Identity>

  var recipientText: String? { nil }
  var mayAsk: Bool { true }

  func unlockedRecipientTexts() throws(AgeError) -> [String] {
    try identity.get().unlockedRecipientTexts()
  }

  func unwrap(_ stanzas: [Stanza]) throws(AgeError) -> Secret? {
    // Without the public key there is no tag to compare, so any SSH stanza may be for it.
    let types = [SSHPublicKey.ed25519, SSHPublicKey.rsa]
    guard stanzas.contains(where: { types.contains($0.type) }) else { return nil }
    return try identity.get().unwrap(stanzas)
  }
}
