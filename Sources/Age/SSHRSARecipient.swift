internal import OpenSSL
public import Secrets

/// An SSH public key of type `ssh-rsa`, of 2048 to 8192 bits.
public struct SSHRSARecipient: Recipient {
  private static let label = Array("age-encryption.org/v1/ssh-rsa".utf8)

  /// The key as `ssh-rsa …`, without a comment.
  public let text: String
  let tag: String
  private let key: RSAKey

  init(_ publicKey: SSHPublicKey) throws(AgeError) {
    guard case .rsa(let modulus, let exponent) = publicKey.material else {
      throw AgeError(.invalidRecipient, "the SSH key is not of type ssh-rsa")
    }
    try publicKey.checkStrength(.invalidRecipient)
    text = publicKey.text
    tag = try publicKey.tag()
    key = try crypto { () throws(OpenSSLError) in
      try RSAKey(modulus: modulus.span, exponent: exponent.span)
    }
  }

  /// Encrypts a file key with the RSA key.
  ///
  /// - Throws: ``AgeError`` with code `internal` if OpenSSL fails.
  public func wrap(_ fileKey: borrowing SecretBytes) throws(AgeError) -> [Stanza] {
    do throws(OpenSSLError) {
      let body = try key.encrypt(fileKey.bytes, label: Self.label.span)
      return [Stanza(type: SSHPublicKey.rsa, arguments: [tag], body: body)]
    } catch {
      throw AgeError(.internal, "cannot encrypt to an ssh-rsa key: \(error)")
    }
  }

  /// Unwraps the file key from a stanza with this key's tag.
  func unwrap(_ stanza: Stanza, with key: RSAKey) throws(AgeError) -> Secret {
    guard stanza.body.count == key.size else {
      throw stanza.malformed("its body is not \(key.size) bytes")
    }
    let body = stanza.body
    let opened = try crypto { () throws(OpenSSLError) in
      try key.decrypt(body.span, label: Self.label.span)
    }
    guard let opened, opened.count == FileKey.size else {
      throw stanza.malformed("it has the tag of an SSH key but does not open with it")
    }
    return Secret(opened)
  }
}
