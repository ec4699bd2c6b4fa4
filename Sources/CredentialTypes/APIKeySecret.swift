internal import OpenSSL
public import Secrets

/// The secret half of an API key that the program makes: five groups of six characters.
///
/// The format is Nuvla's: 30 characters out of 56 that look like no other, about 174 bits.
public enum APIKeySecret {
  private static let alphabet = Array(
    "23456789abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ".utf8)
  private static let groups = 5
  private static let groupSize = 6

  /// A new secret, such as `k3rTzQ.9dHmWx.2pLsVb.YnC7ge.fJ4uRa`.
  ///
  /// - Throws: `OpenSSLError` if the system has no entropy to give.
  static func make() throws(OpenSSLError) -> SecretBytes {
    // Bytes at or above the largest multiple of the alphabet's size are drawn again, so that no
    // character is likelier than another.
    let bound = 256 - 256 % alphabet.count
    var result = SecretBuilder(capacity: 64)
    var count = 0
    while count < groups * groupSize {
      let random = try RandomBytes.secret(count: 64)
      for index in random.bytes.indices where count < groups * groupSize {
        let byte = Int(random.bytes[index])
        guard byte < bound else { continue }
        if count > 0, count % groupSize == 0 { result.append(UInt8(ascii: ".")) }
        result.append(alphabet[byte % alphabet.count])
        count += 1
      }
    }
    return result.finish()
  }

  /// What is stored of a secret: a bcrypt hash of its characters.
  static func digest(of secret: borrowing SecretBytes, salt: [UInt8]) -> SecretBytes? {
    // A secret of 174 random bits needs no slow hash; the fewest rounds are enough.
    SystemCrypt.bcrypt(characters(of: secret), salt: salt, cost: 4)
  }

  /// Whether a secret is the one that a digest was made of.
  ///
  /// Characters that are in no secret, such as the dots and blanks around it, do not count.
  public static func fits(_ secret: borrowing SecretBytes, digest: borrowing SecretBytes) -> Bool {
    let characters = characters(of: secret)
    guard characters.count == groups * groupSize else { return false }
    return StoredHash.fits(characters, digest)
  }

  private static func characters(of secret: borrowing SecretBytes) -> SecretBytes {
    var result = SecretBuilder(capacity: secret.count)
    for index in secret.bytes.indices {
      let byte = secret.bytes[index]
      if alphabet.contains(byte) { result.append(byte) }
    }
    return result.finish()
  }
}

/// A hash of a password, as it is stored: `$2y$10$…` and whatever else the system's library knows.
public enum StoredHash {
  /// Whether a password is the one that a hash was made of; compared in constant time.
  ///
  /// - Parameters:
  ///   - password: The password; one with a NUL fits nothing.
  ///   - hash: The hash with its setting.
  /// - Returns: Whether it is.
  public static func fits(_ password: borrowing SecretBytes, _ hash: borrowing SecretBytes) -> Bool
  {
    for index in password.bytes.indices where password.bytes[index] == 0 { return false }
    // The hash begins with its setting, and the library reads no more of it than that. It is
    // in the program's own file, sealed, so that its text may be handed over as a string.
    let setting = String(
      decoding: hash.bytes.indices.map { hash.bytes[$0] }.prefix(settingSize), as: UTF8.self)
    guard let computed = SystemCrypt.hash(password, setting: setting) else { return false }
    return computed.constantTimeEquals(hash)
  }

  /// The length of bcrypt's setting in bytes: `$2y$10$` and 22 characters of salt.
  private static let settingSize = 29
}
