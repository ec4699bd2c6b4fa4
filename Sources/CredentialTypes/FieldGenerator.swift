public import Documents
public import OpenSSL
public import Secrets

/// How a value is made up that is more than random characters.
public enum FieldGenerator: String, Hashable, Sendable, CaseIterable {
  /// A private key of OpenSSH, of the kind that the field `keyType` says.
  case sshKey = "ssh-key"
  /// A private key of WireGuard (X25519), in base64.
  case wireguardKey = "wireguard-key"
  /// A private key in PEM for what the field `algorithm` says (RFC 7518).
  case jwtKey = "jwt-key"
  /// A private key on P-256 in PEM, as certificate authorities take for an account.
  case acmeKey = "acme-key"
}

/// A key that was made up, and what goes with it.
public struct GeneratedKey: Sendable {
  /// The private key.
  public let privateKey: Secret
  /// The public key as SSH writes it, for a pair of SSH keys.
  public let publicKey: String?
}

extension FieldGenerator {
  /// A new key.
  ///
  /// - Parameters:
  ///   - type: The credential's type.
  ///   - values: The other fields of the credential, which say what kind of key it is.
  ///   - comment: What the key is for, where its format has room for that.
  /// - Returns: The key.
  /// - Throws: `OpenSSLError` if there is no entropy, or the fields ask for no such key.
  public func make(for type: CredentialType, among values: [Member], comment: String)
    throws(OpenSSLError) -> GeneratedKey
  {
    func text(_ field: String) -> String? {
      type.effectiveValue(of: field, in: values)?.decodedText
    }
    switch self {
    case .sshKey:
      let key = try TLSPrivateKey.make(Self.sshAlgorithm(text("keyType")))
      let passphrase = values.first { $0.key == "passphrase" }?.value.secret
      let file = try OpenSSHKeyWriter.text(of: key, comment: comment, passphrase: passphrase)
      let wire = SSHWire.publicKey(of: key) ?? []
      let line = SSHWire.type(of: wire).map { "\($0) \(Base64.encode(wire.span))" }
      return GeneratedKey(privateKey: Secret(file), publicKey: line)
    case .wireguardKey:
      return GeneratedKey(privateKey: Secret(try Self.wireguardKey()), publicKey: nil)
    case .jwtKey:
      return try Self.pem(.make(Self.jwtAlgorithm(text("algorithm") ?? "RS256")))
    case .acmeKey: return try Self.pem(.make(.ec(curve: "prime256v1")))
    }
  }

  private static func sshAlgorithm(_ type: String?) -> TLSPrivateKey.Algorithm {
    switch type {
    case "rsa-3072": .rsa(bits: 3072)
    case "rsa-4096": .rsa(bits: 4096)
    case "ecdsa-p256": .ec(curve: "prime256v1")
    default: .ed25519
    }
  }

  private static func jwtAlgorithm(_ name: String) -> TLSPrivateKey.Algorithm {
    switch name {
    case "ES256": .ec(curve: "prime256v1")
    case "ES384": .ec(curve: "secp384r1")
    case "ES512": .ec(curve: "secp521r1")
    default: .rsa(bits: 3072)
    }
  }

  private static func pem(_ key: TLSPrivateKey) throws(OpenSSLError) -> GeneratedKey {
    do { return GeneratedKey(privateKey: Secret(try key.pem()), publicKey: nil) } catch {
      throw OpenSSLError.unsupportedKey
    }
  }

  /// 32 random bytes, clamped as `wg genkey` does.
  private static func wireguardKey() throws(OpenSSLError) -> SecretBytes {
    let random = try RandomBytes.secret(count: X25519PrivateKey.size)
    let key = SecretBytes(count: random.count) { output in
      for index in output.indices { output[index] = random.bytes[index] }
      output[0] &= 248
      output[31] = output[31] & 127 | 64
    }
    return Base64.encodeSecret(key.bytes)
  }
}

extension Field {
  /// How many characters, or bytes of base64 and base32, a made-up value has unless something
  /// else is said.
  public var standardLength: Int {
    if let generatedLength { return generatedLength }
    if let bytes = limits.decodedBytes { return bytes }
    return kind == .base32 ? 20 : max(32, limits.minBytes ?? 0)
  }

  /// Whether a made-up value consists of random bytes, and not of characters of an alphabet.
  public var isGeneratedAsBytes: Bool { [.base64, .base64url, .base32].contains(kind) }

  /// Whether a value can be made up: a password can, a certificate cannot.
  public var canBeGenerated: Bool {
    guard fieldClass == .secret, isInput, !isInputOnly else { return false }
    if generator != nil || isGeneratedAsBytes { return true }
    guard kind == .string, limits.format == nil, limits.choices.isEmpty else { return false }
    // What has a form of its own, such as a token with a checksum, is not random.
    let sample = String(repeating: "abcdefghijkmnopqrstuvwxyzABCDEF23", count: 130)
    return LimitCheck.refusal(of: .string(String(sample.prefix(standardLength))), by: limits)
      == nil
  }
}

extension CredentialType {
  /// Whether the program makes a field by itself and can make it anew: an external id, or the
  /// key behind a digest.
  public func canBeRemade(_ id: String) -> Bool {
    guard field(id)?.isMade == true else { return false }
    if id == "digest", checks.contains(where: { $0.check == .apiKey }) { return true }
    return rules.contains { rule in
      rule.demands.contains { demand in
        if case .make(let ids) = demand { return ids.contains(id) }
        return false
      }
    }
  }
}

extension ShapeValidation {
  /// Derives the public key of a WireGuard peer from its private one.
  mutating func deriveWireguardKey() {
    guard !isRefused("privateKey"), let secret = values.given["privateKey"]?.secret,
      let key = Self.publicKey(of: secret.bytes)
    else { return }
    set("publicKey", .string(Base64.encode(key.span)))
  }

  private static func publicKey(of secret: borrowing SecretBytes) -> [UInt8]? {
    guard let bytes = Base64.decodeSecret(secret.bytes) else { return nil }
    return try? X25519PrivateKey(bytes.bytes).publicKey
  }
}
