internal import Documents
internal import OpenSSL
internal import Secrets

extension ShapeValidation {
  /// Makes a value that is made once and then kept: an identifier that nobody can guess.
  mutating func make(_ field: String) {
    guard let uuid = Self.randomUUID() else {
      complain("cannot be made: there is no randomness", about: field)
      return
    }
    set(field, .string(uuid))
  }

  /// A random UUID (RFC 9562, version 4).
  private static func randomUUID() -> String? {
    guard var bytes = try? RandomBytes.public(count: 16) else { return nil }
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    let hex = Array(Hex.encode(bytes.span))
    return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(hex[$0]) }
      .joined(separator: "-")
  }

  /// Makes a key and its digest, once, and whatever else such a credential says of itself.
  ///
  /// The roles of sessions are dropped. How long a key lives is settled when it is made.
  mutating func completeAPIKey(at now: Timestamp) {
    if values.isPresent("digest") {
      let before = former.first { $0.key == "ttl" }?.value.int ?? 0
      if let ttl = values.effective("ttl")?.int, ttl != before, !isRefused("ttl") {
        complain("is settled when the key is made: change it with 'credtree rotate'", about: "ttl")
      }
    } else {
      set("expiry", remade.contains("digest") ? nil : values.given["expiry"])
      makeAPIKey()
    }
    if let creator, !values.isPresent("identity") { set("identity", .string(creator)) }
    if let roles = values.given["roles"]?.array {
      let kept = roles.filter { $0.string?.hasPrefix("session/") != true }
      set("roles", kept.isEmpty ? nil : .array(kept))
    }
    guard !isRefused("ttl"), !values.isPresent("expiry"), let ttl = values.effective("ttl")?.int,
      ttl > 0
    else { return }
    guard let end = now.later(bySeconds: Int64(ttl)) else {
      complain("must not last beyond the year 9999: 0 is for ever", about: "ttl")
      return
    }
    set("expiry", .string(end.description))
  }

  private mutating func makeAPIKey() {
    guard let key = try? APIKeySecret.make(), let salt = try? RandomBytes.public(count: 16),
      let digest = APIKeySecret.digest(of: key, salt: salt)
    else {
      complain("cannot be made: there is no randomness", about: "digest")
      return
    }
    set("digest", Node(.secret(Secret(digest))))
    secretKey = Secret(key)
  }

  /// Hashes a password that was given; the password itself is not stored.
  mutating func hashPassword() {
    guard !isRefused("password") else { return }
    guard let password = values.given["password"]?.secret else {
      if !values.isPresent("hash") { complain("is missing", about: "password") }
      return
    }
    guard Self.isStrong(password.bytes) else {
      complain(
        "password must contain at least one uppercase character, one lowercase character, "
          + "one digit, one special character, and at least 8 characters in total",
        about: "password")
      return
    }
    guard let salt = try? RandomBytes.public(count: 16),
      let hash = SystemCrypt.bcrypt(password.bytes, salt: salt, cost: 10)
    else {
      complain("cannot be hashed by this system's library", about: "password")
      return
    }
    set("hash", Node(.secret(Secret(hash))))
  }

  private static func isStrong(_ password: borrowing SecretBytes) -> Bool {
    var (upper, lower, digit, special, characters) = (false, false, false, false, 0)
    for index in password.bytes.indices {
      let byte = password.bytes[index]
      switch byte {
      case 65...90: upper = true
      case 97...122: lower = true
      case 48...57: digit = true
      default: special = true
      }
      // Continuation bytes of UTF-8 belong to the character before.
      if byte & 0xC0 != 0x80 { characters += 1 }
    }
    return upper && lower && digit && special && characters >= 8
  }
}
