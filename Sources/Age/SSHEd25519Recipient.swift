internal import OpenSSL
public import Secrets

/// An SSH public key of type `ssh-ed25519`.
public struct SSHEd25519Recipient: Recipient {
  static let label = Array("age-encryption.org/v1/ssh-ed25519".utf8)

  /// The key as `ssh-ed25519 …`, without a comment.
  public let text: String
  let tag: String
  /// The key as an X25519 public key.
  let publicKey: [UInt8]
  /// A scalar made from the key, so that the same X25519 key elsewhere opens nothing.
  private let tweak: X25519PrivateKey

  init(_ key: SSHPublicKey) throws(AgeError) {
    guard case .ed25519(let point) = key.material else {
      throw AgeError(.invalidRecipient, "the SSH key is not of type ssh-ed25519")
    }
    let publicKey = try crypto { () throws(OpenSSLError) in
      try Ed25519PublicKey.x25519PublicKey(point.span)
    }
    guard let publicKey else {
      throw AgeError(.invalidRecipient, "the ssh-ed25519 key is not a point of its curve")
    }
    text = key.text
    tag = try key.tag()
    self.publicKey = publicKey
    tweak = try Self.tweak(key)
  }

  private static func tweak(_ key: SSHPublicKey) throws(AgeError) -> X25519PrivateKey {
    let empty: [UInt8] = []
    let wire = key.wire
    return try crypto { () throws(OpenSSLError) in
      let bytes = try HKDF.derive(from: empty.span, salt: wire.span, info: label.span)
      return try X25519PrivateKey(bytes.bytes)
    }
  }

  /// Wraps a file key with a key that a fresh random key agrees on with this one.
  ///
  /// - Throws: ``AgeError`` with code `invalidRecipient` for a point of low order.
  public func wrap(_ fileKey: borrowing SecretBytes) throws(AgeError) -> [Stanza] {
    let ephemeral = try crypto { () throws(OpenSSLError) in try X25519PrivateKey.generate() }
    let share = ephemeral.publicKey
    guard let key = try wrapKey(ephemeral, peer: publicKey, share: share) else {
      throw AgeError(.invalidRecipient, "the ssh-ed25519 key is not a usable key")
    }
    let body = try FileKey.seal(fileKey, with: key)
    let arguments = [tag, Base64.encode(share.span, padding: .none)]
    return [Stanza(type: SSHPublicKey.ed25519, arguments: arguments, body: body)]
  }

  /// The wrap key, or `nil` if `peer` has low order.
  func wrapKey(_ key: X25519PrivateKey, peer: [UInt8], share: [UInt8]) throws(AgeError)
    -> SecretBytes?
  {
    guard let shared = try agree(key, peer) else { return nil }
    // Anybody can compute the tweak. It keeps the key's use here apart from its other uses.
    guard let tweaked = try agree(tweak, shared.bytes) else { return nil }
    let salt = share + publicKey
    do throws(OpenSSLError) {
      return try HKDF.derive(from: tweaked.bytes, salt: salt.span, info: Self.label.span)
    } catch {
      throw AgeError(.internal, "cannot derive a wrap key: \(error)")
    }
  }

  /// Unwraps the file key from the stanzas with this key's tag.
  func unwrap(_ stanza: Stanza, with key: X25519PrivateKey) throws(AgeError) -> Secret {
    let share = try stanza.decodeArgument(1, count: X25519PrivateKey.size)
    guard let wrapKey = try wrapKey(key, peer: share, share: share) else {
      throw stanza.malformed("its share is a point of low order")
    }
    guard let fileKey = try FileKey.open(stanza.body.span, with: wrapKey) else {
      throw stanza.malformed("it has the tag of \(text) but does not open with that key")
    }
    return fileKey
  }
}
