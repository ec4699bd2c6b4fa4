internal import Documents
internal import OpenSSL
internal import Secrets

extension ShapeValidation {
  /// Refuses a key that does not belong to the first certificate beside it.
  mutating func checkKeyPair(certificate: String, key: String) {
    guard !isRefused(certificate), let leaf = certificates(in: certificate)?.first,
      let key = privateKey(in: key, passphrase: nil), !leaf.matches(key)
    else { return }
    complain("does not belong to the private key: their public keys differ", about: certificate)
  }

  /// Warns of certificates that cannot issue others.
  mutating func checkAuthorities(in field: String) {
    guard !isRefused(field), let certificates = certificates(in: field) else { return }
    if certificates.contains(where: { !$0.isAuthority }) {
      warn("holds a certificate that is not a certificate authority's", about: field)
    }
  }

  /// Holds a signing key against its algorithm and derives the public key.
  mutating func checkJWTKey() {
    guard let algorithm = values.effective("algorithm")?.decodedText, !isRefused("algorithm"),
      let key = privateKey(in: "privateKey", passphrase: nil)
    else { return }
    let fits =
      switch (algorithm.prefix(2), key.algorithm) {
      case ("RS", .rsa(let bits)), ("PS", .rsa(let bits)): bits >= 2048
      case ("ES", .ec(let curve)): curve == Self.curves[algorithm]
      default: false
      }
    guard fits else {
      let wanted =
        Self.curves[algorithm].map { "an EC key on \($0)" } ?? "an RSA key of 2048 bits or more"
      complain("must be \(wanted) for \(algorithm)", about: "privateKey")
      return
    }
    set("publicKey", (try? key.publicKeyPEM()).map { .string($0) })
  }

  /// The curves of RFC 7518, section 3.4, by OpenSSL's names.
  private static let curves = [
    "ES256": "prime256v1", "ES384": "secp384r1", "ES512": "secp521r1",
  ]

  /// Refuses account keys that certificate authorities do not take.
  mutating func checkACMEKey() {
    guard let key = privateKey(in: "accountKey", passphrase: nil) else { return }
    switch key.algorithm {
    case .rsa(let bits) where bits >= 2048: return
    case .ec(let curve) where Self.curves.values.contains(curve): return
    default:
      complain(
        "must be an RSA key of 2048 bits or more, or an EC key on P-256", about: "accountKey")
    }
  }

  /// Reads the project out of a service account's key file.
  mutating func deriveGoogleProject() {
    guard !values.isPresent("projectId"), !isRefused("data"),
      let project = values.given["data"]?["project_id"]?.decodedText
    else { return }
    set("projectId", .string(project))
  }

  /// Opens a key store, PKCS#12 or Java's own, with its password.
  mutating func checkKeystore() {
    guard !isRefused("keystore"), !isRefused("password"),
      let store = values.given["keystore"]?.secret, let password = values.given["password"]?.secret
    else { return }
    switch Self.open(store.bytes, password.bytes) {
    case .opens: break
    case .malformed: complain("is neither PKCS#12 nor a Java key store", about: "keystore")
    case .wrongPassword: complain("does not open the key store", about: "password")
    }
  }

  private static func open(_ store: borrowing SecretBytes, _ password: borrowing SecretBytes)
    -> PKCS12File.Answer
  {
    guard let binary = Base64.decodeSecret(store.bytes) else { return .malformed }
    if JavaKeystore.isOne(binary.bytes) {
      return JavaKeystore.isIntact(binary.bytes, password: password) ? .opens : .wrongPassword
    }
    return PKCS12File.check(binary.bytes, password: password)
  }
}

/// Java's own format of key stores, as far as its integrity goes.
enum JavaKeystore {
  private static let magic: [UInt8] = [0xFE, 0xED, 0xFE, 0xED]

  static func isOne(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count > 24 else { return false }
    return magic.indices.allSatisfy { bytes[$0] == magic[$0] }
  }

  /// Whether the hash at the end fits: SHA-1 over the password in UTF-16, a fixed phrase, and
  /// everything before the hash.
  static func isIntact(_ bytes: Span<UInt8>, password: borrowing SecretBytes) -> Bool {
    var prefix = SecretBuilder(capacity: password.count * 2 + 16)
    for index in password.bytes.indices {
      let byte = password.bytes[index]
      // Java takes passwords of ASCII alone for key stores.
      guard byte < 0x80 else { return false }
      prefix.append(0)
      prefix.append(byte)
    }
    prefix.append("Mighty Aphrodite")
    let start = prefix.finish()
    let body = bytes.extracting(first: bytes.count - 20)
    guard var digest = try? Digest(.sha1), (try? digest.update(start.bytes)) != nil,
      (try? digest.update(body)) != nil, let hash = try? digest.finish()
    else { return false }
    return ConstantTime.equal(hash.span, bytes.extracting(last: 20))
  }
}
