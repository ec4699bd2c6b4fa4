internal import OpenSSL
internal import Secrets

/// An SSH public key of a type that age encrypts to.
struct SSHPublicKey: Hashable, Sendable {
  enum Material: Hashable {
    case ed25519([UInt8])
    case rsa(modulus: [UInt8], exponent: [UInt8])
  }

  static let ed25519 = "ssh-ed25519"
  static let rsa = "ssh-rsa"

  let material: Material
  /// The key in SSH's wire format, which its tag is made from.
  let wire: [UInt8]

  /// `ssh-ed25519` or `ssh-rsa`.
  var type: String {
    switch material {
    case .ed25519: Self.ed25519
    case .rsa: Self.rsa
    }
  }

  /// The key as it stands in a `.pub` file, without a comment.
  var text: String { "\(type) \(Base64.encode(wire.span))" }

  /// What tells a stanza's reader whether to try: four bytes of a hash of the key, in base64.
  func tag() throws(AgeError) -> String {
    let hash = try crypto { () throws(OpenSSLError) in try Digest.of(wire.span, .sha256) }
    return Base64.encode(hash.span.extracting(first: 4), padding: .none)
  }

  init(ed25519 key: [UInt8]) {
    var wire: [UInt8] = []
    SSHWriter.append(string: Array(Self.ed25519.utf8), to: &wire)
    SSHWriter.append(string: key, to: &wire)
    material = .ed25519(key)
    self.wire = wire
  }

  init(modulus: [UInt8], exponent: [UInt8]) {
    var wire: [UInt8] = []
    SSHWriter.append(string: Array(Self.rsa.utf8), to: &wire)
    SSHWriter.append(integer: exponent, to: &wire)
    SSHWriter.append(integer: modulus, to: &wire)
    material = .rsa(modulus: modulus, exponent: exponent)
    self.wire = wire
  }

  /// Reads a key in wire format, or returns `nil` if it is malformed or of another type.
  init?(wire: Span<UInt8>) {
    var reader = SSHReader(wire)
    guard let type = reader.string() else { return nil }
    if type.equals("ssh-ed25519") {
      guard let key = reader.string(), key.count == Ed25519PublicKey.size else { return nil }
      self.init(ed25519: Array(copying: key))
    } else if type.equals("ssh-rsa") {
      guard let exponent = reader.integer(), let modulus = reader.integer() else { return nil }
      self.init(modulus: Array(copying: modulus), exponent: Array(copying: exponent))
    } else {
      return nil
    }
    guard reader.remaining.count == 0 else { return nil }
  }

  /// Fails for an RSA key too weak, too slow or too odd to use.
  func checkStrength(_ code: AgeError.Code) throws(AgeError) {
    guard case .rsa(let modulus, let exponent) = material else { return }
    let bits = modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0)
    guard bits >= 2048 else {
      throw AgeError(code, "the ssh-rsa key has \(bits) bits: use one of at least 2048")
    }
    guard bits <= 8192 else {
      throw AgeError(code, "the ssh-rsa key has \(bits) bits: use one of at most 8192")
    }
    let value = exponent.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    guard exponent.count <= 3, value >= 3, value % 2 == 1 else {
      throw AgeError(code, "the ssh-rsa key has an exponent that is not a small odd number")
    }
  }
}
