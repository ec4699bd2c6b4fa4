internal import Documents
internal import Secrets

extension ShapeValidation {
  /// Opens a private key with its passphrase and derives the public key, or holds the one that
  /// was given against it.
  mutating func checkSSHKey() {
    var given: [UInt8]?
    if var text = values.given["publicKey"]?.decodedText, !isRefused("publicKey") {
      // A file of OpenSSH ends in a line break.
      while text.hasSuffix("\n") { text.removeLast() }
      set("publicKey", .string(text))
      given = Self.publicKey(in: text)
      if given == nil {
        complain("must be a line such as 'ssh-ed25519 AAAA… comment'", about: "publicKey")
        return
      }
    }
    guard !isRefused("privateKey"), let secret = values.given["privateKey"]?.secret,
      var key = Self.keyFile(secret.bytes)
    else { return }
    if let passphrase = values.given["passphrase"]?.secret, !isRefused("passphrase"),
      !key.isOpened(secret.bytes, by: passphrase)
    {
      complain("does not open the private key", about: "passphrase")
      return
    }
    guard let derived = key.publicKey, let type = SSHWire.type(of: derived) else { return }
    if given == nil {
      set("publicKey", .string("\(type) \(Base64.encode(derived.span))"))
    } else if given != derived {
      complain("does not belong to the private key", about: "publicKey")
    }
  }

  private static func keyFile(_ text: borrowing SecretBytes) -> SSHKeyFile? {
    SSHKeyFile(text.bytes)
  }

  /// The binary key in `type base64 [comment]`.
  private static func publicKey(in text: String) -> [UInt8]? {
    let words = text.split(separator: " ", maxSplits: 2)
    guard words.count >= 2, !text.contains(where: \.isNewline),
      let key = Base64.decode(String(words[1])),
      SSHWire.type(of: key) == String(words[0])
    else { return nil }
    return key
  }
}
