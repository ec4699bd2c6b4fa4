internal import OpenSSL
internal import Secrets

/// Apache's variant of MD5 crypt, `$apr1$`, which no library here has.
///
/// It is defined by `apr_md5_encode` in Apache's APR, whose steps are kept in their order: some
/// of them make no sense, and all of them change the result.
enum APR1 {
  private static let prefix = Array("$apr1$".utf8)

  /// Hashes a password of any length.
  ///
  /// - Parameters:
  ///   - password: The password.
  ///   - salt: 1 to 8 characters of crypt's alphabet.
  /// - Returns: `$apr1$`, the salt, `$`, and 22 characters.
  /// - Throws: ``OpenSSL/OpenSSLError`` if the system's OpenSSL configuration forbids MD5.
  static func hash(_ password: borrowing SecretBytes, salt: String) throws(OpenSSLError)
    -> SecretBytes
  {
    let salt = Array(salt.utf8.prefix(8))
    let digest = try stretch(
      try firstDigest(of: password, salt: salt), password: password, salt: salt)
    var output = SecretBuilder(capacity: 64)
    output.append(prefix.span)
    output.append(salt.span)
    output.append("$")
    for triple in [(0, 6, 12), (1, 7, 13), (2, 8, 14), (3, 9, 15), (4, 10, 5)] {
      append(
        UInt32(digest[triple.0]) << 16 | UInt32(digest[triple.1]) << 8 | UInt32(digest[triple.2]),
        characters: 4, to: &output)
    }
    append(UInt32(digest[11]), characters: 2, to: &output)
    return output.finish()
  }

  private static func firstDigest(of password: borrowing SecretBytes, salt: [UInt8])
    throws(OpenSSLError) -> [UInt8]
  {
    var inner = try Digest(.md5)
    try inner.update(password.bytes)
    try inner.update(salt.span)
    try inner.update(password.bytes)
    let mixed = try inner.finish()

    var outer = try Digest(.md5)
    try outer.update(password.bytes)
    try outer.update(prefix.span)
    try outer.update(salt.span)
    var left = password.count
    while left > 0 {
      try outer.update(mixed.span.extracting(first: min(16, left)))
      left -= 16
    }
    // One byte a bit of the length: a zero for a set bit, else the password's first byte.
    let zero: [UInt8] = [0]
    var bits = password.count
    while bits > 0 {
      if bits & 1 == 1 {
        try outer.update(zero.span)
      } else {
        try outer.update(password.bytes.extracting(first: 1))
      }
      bits >>= 1
    }
    return try outer.finish()
  }

  private static func stretch(
    _ digest: [UInt8], password: borrowing SecretBytes, salt: [UInt8]
  ) throws(OpenSSLError) -> [UInt8] {
    var digest = digest
    for round in 0..<1000 {
      var next = try Digest(.md5)
      if round & 1 == 1 { try next.update(password.bytes) } else { try next.update(digest.span) }
      if round % 3 != 0 { try next.update(salt.span) }
      if round % 7 != 0 { try next.update(password.bytes) }
      if round & 1 == 1 { try next.update(digest.span) } else { try next.update(password.bytes) }
      digest = try next.finish()
    }
    return digest
  }

  /// Appends six bits a character, the lowest first.
  private static func append(_ value: UInt32, characters: Int, to output: inout SecretBuilder) {
    var value = value
    for _ in 0..<characters {
      output.append(CryptBase64.alphabet[Int(value & 63)])
      value >>= 6
    }
  }
}
