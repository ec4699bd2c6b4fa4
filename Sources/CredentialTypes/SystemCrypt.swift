private import CCrypt
public import Secrets

/// The system's library of password hashes.
public enum SystemCrypt {
  /// Hashes a password as a setting says, such as `$6$` and a salt.
  ///
  /// - Parameters:
  ///   - password: The password, without NUL.
  ///   - setting: The prefix of the hash with its cost and salt.
  /// - Returns: The hash with its setting, or `nil` if the library refuses.
  public static func hash(_ password: borrowing SecretBytes, setting: String) -> SecretBytes? {
    var phrase = SecretBuilder(capacity: password.count + 1)
    phrase.append(password.bytes)
    phrase.append(0)
    let terminated = phrase.finish()
    var isHashed = false
    // The work area holds the hash at its start, and is wiped with the memory.
    let area = SecretBytes(count: MemoryLayout<crypt_data>.size) { area in
      isHashed = unsafe area.withUnsafeMutableBytes { area in
        unsafe terminated.bytes.withUnsafeBytes { phrase in
          guard let phrase = unsafe phrase.baseAddress?.assumingMemoryBound(to: CChar.self) else {
            return false
          }
          return unsafe crypt_rn(phrase, setting, area.baseAddress, CInt(area.count)) != nil
        }
      }
    }
    guard isHashed else { return nil }
    var length = 0
    while length < area.count, area.bytes[length] != 0 { length += 1 }
    return SecretBytes(copying: area.bytes.extracting(first: length))
  }

  /// Hashes a password with bcrypt, written `$2y$`: the spelling of Apache, which all others
  /// take as well.
  ///
  /// - Parameters:
  ///   - password: At most 72 bytes, none of them NUL.
  ///   - salt: 16 bytes.
  ///   - cost: The power of two of rounds, from 4 to 17.
  /// - Returns: The hash, or `nil` if the library refuses.
  public static func bcrypt(_ password: borrowing SecretBytes, salt: [UInt8], cost: Int)
    -> SecretBytes?
  {
    let exponent = (cost < 10 ? "0" : "") + String(cost)
    return hash(password, setting: "$2y$\(exponent)$\(bcryptBase64(salt))")
  }

  /// 16 bytes in bcrypt's base64: the bits as in RFC 4648, the alphabet its own.
  private static func bcryptBase64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    var text: [UInt8] = []
    var accumulator: UInt32 = 0
    var bits = 0
    for byte in bytes {
      accumulator = accumulator << 8 | UInt32(byte)
      bits += 8
      while bits >= 6 {
        bits -= 6
        text.append(alphabet[Int(accumulator >> UInt32(bits) & 63)])
      }
    }
    if bits > 0 { text.append(alphabet[Int(accumulator << UInt32(6 - bits) & 63)]) }
    return String(decoding: text, as: UTF8.self)
  }
}
