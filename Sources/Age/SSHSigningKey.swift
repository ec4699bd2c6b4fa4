internal import OpenSSL

/// A public key of SSH that checks signatures (RFC 4253 §6.6, RFC 5656 §3.1, RFC 8332, RFC 8709,
/// and OpenSSH's PROTOCOL.u2f).
struct SSHSigningKey: Hashable, Sendable {
  /// The key's type, which for all but RSA is the signature's too.
  let type: String
  private let key: SignatureKey
  /// The application that a key in hardware was made for; `nil` for other keys.
  private let application: [UInt8]?

  /// Reads a key in wire format, or returns `nil` if it is malformed or of another type.
  init?(wire: Span<UInt8>) {
    var reader = SSHReader(wire)
    guard let name = reader.string() else { return nil }
    type = String(copying: name)
    switch type {
    case "ssh-ed25519", "sk-ssh-ed25519@openssh.com":
      guard let bytes = reader.string(), bytes.count == Ed25519PublicKey.size else { return nil }
      key = .ed25519(Array(copying: bytes))
    case "ssh-rsa":
      guard let exponent = reader.integer(), let modulus = reader.integer(),
        // A shorter one can be broken, a longer one takes too long.
        (256...2048).contains(modulus.count)
      else { return nil }
      key = .rsa(modulus: Array(copying: modulus), exponent: Array(copying: exponent))
    case "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
      "sk-ecdsa-sha2-nistp256@openssh.com":
      guard let curveName = reader.string(), let point = reader.string() else { return nil }
      let curve: SignatureKey.Curve
      if curveName.equals("nistp256"), type.contains("-nistp256") {
        curve = .p256
      } else if curveName.equals("nistp384"), type.hasSuffix("-nistp384") {
        curve = .p384
      } else if curveName.equals("nistp521"), type.hasSuffix("-nistp521") {
        curve = .p521
      } else {
        return nil
      }
      guard point.count == curve.pointSize, point[0] == 4 else { return nil }
      key = .ecdsa(curve, point: Array(copying: point))
    default: return nil
    }
    if type.hasPrefix("sk-") {
      guard let name = reader.string() else { return nil }
      application = Array(copying: name)
    } else {
      application = nil
    }
    guard reader.remaining.count == 0 else { return nil }
  }

  /// Whether a signature in wire format is this key's over a message.
  func accepts(_ signature: [UInt8], of message: [UInt8]) throws(OpenSSLError) -> Bool {
    var reader = SSHReader(signature.span)
    guard let algorithm = reader.string(), let body = reader.string() else { return false }
    var message = message
    if let application {
      // The key signs what it was asked for together with how it was asked.
      // Whether somebody has to touch it was decided when it was made, as for git.
      guard let state = reader.bytes(5) else { return false }
      let stated = Array(copying: state)
      let (about, asked) = (
        try Digest.of(application.span, .sha256), try Digest.of(message.span, .sha256)
      )
      message = about + stated + asked
    }
    guard reader.remaining.count == 0 else { return false }
    switch key {
    case .ed25519:
      guard String(copying: algorithm) == type, body.count == 64 else { return false }
      return try key.accepts(body, of: message.span, hash: nil)
    case .rsa(let modulus, _):
      let hash: SignatureKey.Hash
      if algorithm.equals("rsa-sha2-512") {
        hash = .sha512
      } else if algorithm.equals("rsa-sha2-256") {
        hash = .sha256
      } else {
        return false
      }
      guard body.count <= modulus.count else { return false }
      let padded =
        [UInt8](repeating: 0, count: modulus.count - body.count) + Array(copying: body)
      return try key.accepts(padded.span, of: message.span, hash: hash)
    case .ecdsa(let curve, _):
      guard String(copying: algorithm) == type else { return false }
      var numbers = SSHReader(body)
      guard let r = numbers.integer(), let s = numbers.integer(), numbers.remaining.count == 0
      else { return false }
      let der = SignatureKey.derSignature(r: Array(copying: r), s: Array(copying: s))
      let hash: SignatureKey.Hash =
        switch curve {
        case .p256: .sha256
        case .p384: .sha384
        case .p521: .sha512
        }
      return try key.accepts(der.span, of: message.span, hash: hash)
    }
  }
}
