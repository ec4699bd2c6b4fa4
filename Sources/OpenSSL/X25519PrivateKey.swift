private import COpenSSL
public import Secrets

/// An X25519 private key (RFC 7748), prepared once for any number of key agreements.
@safe
public final class X25519PrivateKey {
  /// The length of private keys, public keys and shared secrets, in bytes.
  public static let size = 32

  private let pointer: OpaquePointer
  /// The public key, 32 bytes.
  public let publicKey: [UInt8]

  /// Prepares a private key of 32 bytes, which need no clamping.
  ///
  /// - Throws: ``OpenSSLError`` with code `invalidLength` for another number of bytes.
  public init(_ bytes: Span<UInt8>) throws(OpenSSLError) {
    guard bytes.count == Self.size else { throw OpenSSLError(.invalidLength, in: "X25519") }
    let created = unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe EVP_PKEY_new_raw_private_key_ex(
        OpeningAlgorithms.context, "X25519", nil, bytes.baseAddress, bytes.count)
    }
    guard let pointer = unsafe created else {
      throw OpenSSLError(.internalFailure, in: "EVP_PKEY_new_raw_private_key_ex")
    }
    var publicKey = [UInt8](repeating: 0, count: Self.size)
    var count = publicKey.count
    guard unsafe EVP_PKEY_get_raw_public_key(pointer, &publicKey, &count) == 1 else {
      unsafe EVP_PKEY_free(pointer)
      throw OpenSSLError(.internalFailure, in: "EVP_PKEY_get_raw_public_key")
    }
    unsafe self.pointer = pointer
    self.publicKey = publicKey
  }

  deinit { unsafe EVP_PKEY_free(pointer) }

  /// Makes a key from fresh random bytes.
  ///
  /// - Throws: ``OpenSSLError`` if the system has no entropy to give.
  public static func generate() throws(OpenSSLError) -> X25519PrivateKey {
    let bytes = try RandomBytes.secret(count: size)
    return try X25519PrivateKey(bytes.bytes)
  }

  /// The secret shared with the owner of a public key, 32 bytes, or `nil` if the public
  /// key is a point of low order, with which everybody shares the same secret: zero.
  ///
  /// - Throws: ``OpenSSLError`` with code `invalidLength` for a key that is not 32 bytes.
  public func sharedSecret(with publicKey: Span<UInt8>) throws(OpenSSLError) -> SecretBytes? {
    guard publicKey.count == Self.size else { throw OpenSSLError(.invalidLength, in: "X25519") }
    let created = unsafe publicKey.withUnsafeBufferPointer { bytes in
      unsafe EVP_PKEY_new_raw_public_key_ex(
        OpeningAlgorithms.context, "X25519", nil, bytes.baseAddress, bytes.count)
    }
    guard let peer = unsafe created else {
      throw OpenSSLError(.internalFailure, in: "EVP_PKEY_new_raw_public_key_ex")
    }
    defer { unsafe EVP_PKEY_free(peer) }
    guard let context = unsafe EVP_PKEY_CTX_new_from_pkey(OpeningAlgorithms.context, pointer, nil)
    else {
      throw OpenSSLError(.internalFailure, in: "EVP_PKEY_CTX_new_from_pkey")
    }
    defer { unsafe EVP_PKEY_CTX_free(context) }
    try check(unsafe EVP_PKEY_derive_init(context), "EVP_PKEY_derive_init")
    // Not validated here: every 32 bytes are an X25519 key, and low order shows as zero.
    try check(unsafe EVP_PKEY_derive_set_peer_ex(context, peer, 0), "EVP_PKEY_derive_set_peer_ex")
    var agreed = false
    let secret = SecretBytes(count: Self.size) { output in
      agreed = unsafe output.withUnsafeMutableBufferPointer { output in
        var count = output.count
        return unsafe EVP_PKEY_derive(context, output.baseAddress, &count) == 1
      }
      // OpenSSL refuses a zero result itself; another provider might not.
      var combined: UInt8 = 0
      for index in output.indices { combined |= output[index] }
      agreed = agreed && combined != 0
    }
    guard agreed else {
      ERR_clear_error()
      return nil
    }
    return secret
  }
}

// An `EVP_PKEY` is reference counted atomically and locks its caches; this one never changes.
extension X25519PrivateKey: @unchecked Sendable {}
