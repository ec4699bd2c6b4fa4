private import COpenSSL
public import Secrets

/// A private key read from PEM text in PKCS#1 or PKCS#8 form, encrypted or not.
public enum PEMPrivateKey: Sendable {
  /// An Ed25519 key, as its seed of 32 bytes.
  case ed25519(seed: Secret)
  /// An RSA key.
  case rsa(RSAKey)
  /// A key of another type.
  case other

  /// Reads a key, or returns `nil` if the text holds none that the passphrase opens.
  ///
  /// - Parameters:
  ///   - text: The PEM text.
  ///   - passphrase: The passphrase; empty for a key that is not encrypted.
  /// - Returns: The key.
  /// - Throws: ``OpenSSLError`` if OpenSSL fails.
  public static func read(_ text: Span<UInt8>, passphrase: Span<UInt8>) throws(OpenSSLError)
    -> PEMPrivateKey?
  {
    // Without a callback OpenSSL takes the passphrase as a C string. It must not be nil, or
    // OpenSSL asks on the terminal.
    for index in passphrase.indices where passphrase[index] == 0 { return nil }
    let terminated = SecretBytes(count: passphrase.count + 1) { output in
      for index in passphrase.indices { output[index] = passphrase[index] }
    }
    let created = unsafe text.withUnsafeBytes { text in
      unsafe BIO_new_mem_buf(text.baseAddress, CInt(text.count))
    }
    guard text.count > 0, let input = unsafe created else {
      throw OpenSSLError(.internalFailure, in: "BIO_new_mem_buf")
    }
    defer { unsafe BIO_free(input) }
    Self.nameOldCiphers()
    let read = unsafe terminated.bytes.withUnsafeBytes { passphrase in
      unsafe PEM_read_bio_PrivateKey(
        input, nil, nil, UnsafeMutableRawPointer(mutating: passphrase.baseAddress))
    }
    guard let key = unsafe read else {
      ERR_clear_error()
      return nil
    }
    if unsafe EVP_PKEY_is_a(key, "RSA") == 1 {
      return unsafe .rsa(RSAKey(takingOwnership: key))
    }
    defer { unsafe EVP_PKEY_free(key) }
    guard unsafe EVP_PKEY_is_a(key, "ED25519") == 1 else { return .other }
    let seed = try SecretBytes(count: Ed25519PublicKey.size) {
      (output: inout MutableSpan<UInt8>) throws(OpenSSLError) in
      let result = unsafe output.withUnsafeMutableBufferPointer { output in
        var count = output.count
        return unsafe EVP_PKEY_get_raw_private_key(key, output.baseAddress, &count)
      }
      try check(result, "EVP_PKEY_get_raw_private_key")
    }
    return .ed25519(seed: Secret(seed))
  }

  /// Makes known what an encrypted PKCS#1 key may name, also where OpenSSL started without tables.
  private static func nameOldCiphers() {
    unsafe EVP_add_cipher(EVP_des_cbc())
    unsafe EVP_add_cipher(EVP_des_ede3_cbc())
    unsafe EVP_add_cipher(EVP_aes_128_cbc())
    unsafe EVP_add_cipher(EVP_aes_192_cbc())
    unsafe EVP_add_cipher(EVP_aes_256_cbc())
  }
}
