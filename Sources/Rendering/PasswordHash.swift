internal import CredentialTypes
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
    case .bcrypt: SystemCrypt.bcrypt(password, salt: salt, cost: cost)
    case .sha512Crypt:
      SystemCrypt.hash(password, setting: "$6$" + Self.shaSetting(salt, cost))
    case .sha256Crypt:
      SystemCrypt.hash(password, setting: "$5$" + Self.shaSetting(salt, cost))
    case .apr1: try? APR1.hash(password, salt: CryptBase64.characters(of: salt))
    }
  }

  // 5000 rounds are what both functions do when none are named, and how other programs write it.
  private static func shaSetting(_ salt: [UInt8], _ rounds: Int) -> String {
    (rounds == 5000 ? "" : "rounds=\(rounds)$") + CryptBase64.characters(of: salt)
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
