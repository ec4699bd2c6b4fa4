internal import OpenSSL
internal import Secrets

/// A private key that SSH stanzas open with.
enum SSHPrivateKey: Sendable {
  case ed25519(X25519PrivateKey)
  case rsa(RSAKey)
}

/// An SSH private key whose public half is known, perhaps still locked with a passphrase.
struct SSHIdentity: Identity {
  private enum Recipient {
    case ed25519(SSHEd25519Recipient)
    case rsa(SSHRSARecipient)
  }

  private let recipient: Recipient
  private let privateKey: LockedValue<SSHPrivateKey>
  let mayAsk: Bool

  init(
    _ publicKey: SSHPublicKey, _ privateKey: LockedValue<SSHPrivateKey>, source: String,
    mayAsk: Bool = false
  ) throws(AgeError) {
    self.mayAsk = mayAsk
    do throws(AgeError) {
      recipient =
        switch publicKey.material {
        case .ed25519: .ed25519(try SSHEd25519Recipient(publicKey))
        case .rsa: .rsa(try SSHRSARecipient(publicKey))
        }
    } catch {
      throw AgeError(.invalidIdentity, "\(source): \(error.message)")
    }
    self.privateKey = privateKey
  }

  var recipientText: String? {
    switch recipient {
    case .ed25519(let recipient): recipient.text
    case .rsa(let recipient): recipient.text
    }
  }

  func unwrap(_ stanzas: [Stanza]) throws(AgeError) -> Secret? {
    for stanza in stanzas {
      if let fileKey = try unwrap(stanza) { return fileKey }
    }
    return nil
  }

  /// Compares the tag before it touches the private key, so that nobody is asked for the
  /// passphrase of a key that does not open the file.
  private func unwrap(_ stanza: Stanza) throws(AgeError) -> Secret? {
    switch recipient {
    case .ed25519(let recipient):
      guard stanza.type == SSHPublicKey.ed25519 else { return nil }
      guard stanza.arguments.count == 2 else { throw stanza.malformed("it takes 2 arguments") }
      guard stanza.arguments[0] == recipient.tag else { return nil }
      guard stanza.body.count == FileKey.sealedSize else {
        throw stanza.malformed("its body is not \(FileKey.sealedSize) bytes")
      }
      guard case .ed25519(let key) = try privateKey.get() else { return nil }
      return try recipient.unwrap(stanza, with: key)
    case .rsa(let recipient):
      guard stanza.type == SSHPublicKey.rsa else { return nil }
      guard stanza.arguments.count == 1 else { throw stanza.malformed("it takes 1 argument") }
      guard stanza.arguments[0] == recipient.tag else { return nil }
      guard case .rsa(let key) = try privateKey.get() else { return nil }
      return try recipient.unwrap(stanza, with: key)
    }
  }
}
