private import CCrypt
internal import OpenSSL
internal import Secrets

/// A way to hash a password for a file of users.
enum PasswordHash: String, CaseIterable {
  /// bcrypt, written `$2y$`: the spelling of Apache, which all others take as well.
  case bcrypt
  /// Apache's own, over MD5.
  case apr1
  /// SHA-512 crypt, `$6$`.
  case sha512Crypt = "sha512-crypt"
  /// SHA-256 crypt, `$5$`.
  case sha256Crypt = "sha256-crypt"

  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

  /// The costs that the hash takes, or `nil` if it has none.
  var costs: ClosedRange<Int>? {
    switch self {
    case .bcrypt: 4...17
    case .apr1: nil
    case .sha512Crypt, .sha256Crypt: 1000...5_000_000
    }
  }

  /// The cost where none was chosen: bcrypt's is a power of two, the others' a number of rounds.
  var defaultCost: Int { self == .bcrypt ? 10 : 5000 }

  /// The longest password that the hash uses whole, in bytes.
  var longestPassword: Int {
    switch self {
    case .bcrypt: 72
    // libcrypt takes passwords of up to 511 bytes; apr1 has no limit of its own.
    case .apr1, .sha512Crypt, .sha256Crypt: 511
    }
  }

  /// The number of random bytes for a salt.
  var saltSize: Int { self == .apr1 ? 8 : 16 }

  /// Hashes a password.
  ///
  /// - Parameters:
  ///   - password: At most ``longestPassword`` bytes, none of them NUL.
  ///   - salt: ``saltSize`` bytes.
  ///   - cost: A cost in ``costs``.
  /// - Returns: The hash with its prefix and salt, or `nil` if the system's library refuses.
  func hash(_ password: borrowing SecretBytes, salt: [UInt8], cost: Int) -> SecretBytes? {
    switch self {
    case .bcrypt:
      let exponent = (cost < 10 ? "0" : "") + String(cost)
      return Self.crypt(password, setting: "$2y$\(exponent)$\(Self.bcryptBase64(salt))")
    case .sha512Crypt: return Self.crypt(password, setting: "$6$" + Self.shaSetting(salt, cost))
    case .sha256Crypt: return Self.crypt(password, setting: "$5$" + Self.shaSetting(salt, cost))
    case .apr1: return try? APR1.hash(password, salt: CryptBase64.characters(of: salt))
    }
  }

  // 5000 rounds are what both functions do when none are named, and how other programs write it.
  private static func shaSetting(_ salt: [UInt8], _ rounds: Int) -> String {
    (rounds == 5000 ? "" : "rounds=\(rounds)$") + CryptBase64.characters(of: salt)
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

  private static func crypt(_ password: borrowing SecretBytes, setting: String) -> SecretBytes? {
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
}

/// The characters that crypt functions other than bcrypt write salts and hashes with.
enum CryptBase64 {
  static let alphabet = Array(
    "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

  /// One character for the lower six bits of each byte.
  static func characters(of bytes: [UInt8]) -> String {
    String(decoding: bytes.map { alphabet[Int($0 & 63)] }, as: UTF8.self)
  }
}
