#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Gets OpenSSL's algorithms ready while the program does something else.
public enum AlgorithmPreparation {
  /// Fetches what opening a credential needs, on a thread of its own.
  ///
  /// The first use of each kind of algorithm makes OpenSSL look through all of that kind, which
  /// takes a program that opens one file as long as everything else that it does.
  public static func start() {
    var thread = pthread_t()
    let started = unsafe pthread_create(
      &thread, nil,
      { _ in
        AlgorithmPreparation.fetch()
        return nil
      }, nil)
    if started == 0 { pthread_detach(thread) }
  }

  private static func fetch() {
    _ = ChaCha20Poly1305.cipher
    let key = [UInt8](repeating: 1, count: X25519PrivateKey.size)
    // The generator of the curve is a public key as good as any.
    let point = [9] + [UInt8](repeating: 0, count: X25519PrivateKey.size - 1)
    _ = try? X25519PrivateKey(key.span).sharedSecret(with: point.span)
    _ = try? HKDF.extract(from: key.span, salt: key.span)
    _ = AES256GCM.cipher
    _ = FetchedDigest.sha512
    _ = FetchedDigest.sha256
  }
}
