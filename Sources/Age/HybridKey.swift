internal import OpenSSL
internal import Secrets

/// ML-KEM-768 and X25519 together: who breaks one of them has gained nothing.
enum HybridKey {
  static let stanzaType = "mlkem768x25519"
  static let publicKeySize = MLKEM768.publicKeySize + X25519PrivateKey.size
  static let encapsulationSize = MLKEM768.ciphertextSize + X25519PrivateKey.size
  static let seedSize = 32
  static let hpke = HPKE(kem: 0x647A, info: Array("age-encryption.org/mlkem768x25519".utf8))
  private static let label = Array(#"\.//^\"#.utf8)

  static var unavailable: AgeError {
    AgeError(
      .unsupported,
      "post-quantum keys need ML-KEM, which this system's OpenSSL lacks: it came with version 3.5")
  }

  /// The shared secret of both parts.
  static func combine(
    _ quantumSecret: Span<UInt8>, _ classicSecret: Span<UInt8>, share: [UInt8], publicKey: [UInt8]
  ) throws(AgeError) -> SecretBytes {
    var input = SecretBuilder(capacity: 160)
    input.append(quantumSecret)
    input.append(classicSecret)
    input.append(share.span)
    input.append(publicKey.span)
    input.append(label.span)
    do throws(OpenSSLError) {
      return try SHA3.sha256(of: input.bytes)
    } catch {
      throw AgeError(.internal, "cannot hash a shared secret: \(error)")
    }
  }
}
