internal import CredentialTypes
internal import Credentials
internal import Documents
internal import OpenSSL
internal import Secrets

/// The public halves of signing keys as a set of JSON Web Keys (RFC 7517), for those who check what
/// the keys have signed.
struct JWKS: Artifact {
  let id = "jwks-json"
  let title = "public keys as a set of JSON Web Keys"
  /// It holds public keys alone.
  let isPublic = true
  let takesSeveral = true

  /// The curves of RFC 7518, section 6.2.1.1, and the size of a coordinate in bytes.
  private static let curves = [
    "prime256v1": ("P-256", 32), "secp384r1": ("P-384", 48), "secp521r1": ("P-521", 66),
  ]

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "algorithm") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    var keys: [Node] = []
    for credential in credentials.sorted(by: { $0.name < $1.name }) {
      guard credential.effectiveText("keyType") != "passphrase" else {
        throw credential.invalid("has a shared secret, which is no public key to give out")
      }
      let key = try CertificateMaterial(of: credential).key()
      let found: [Member]?
      do throws(OpenSSLError) { found = try Self.members(of: key) } catch {
        throw credential.invalid("has a private key whose numbers cannot be read")
      }
      guard var members = found else {
        throw credential.invalid("has a private key that is neither RSA nor on a curve of JWS")
      }
      members.append(Member("use", .string("sig")))
      if let algorithm = credential.effectiveText("algorithm") {
        members.append(Member("alg", .string(algorithm)))
      }
      members.append(Member("kid", .string(try keyID(of: credential, members))))
      keys.append(.object(members))
    }
    return SecretJSON.write(.object([Member("keys", .array(keys))]), endsWithLineFeed: true)
  }

  private static func members(of key: TLSPrivateKey) throws(OpenSSLError) -> [Member]? {
    switch key.algorithm {
    case .rsa:
      // In the order that a thumbprint has them in, which is that of the alphabet.
      return [
        Member("e", number(try key.secretNumber("e"), size: 0)),
        Member("kty", .string("RSA")),
        Member("n", number(try key.secretNumber("n"), size: 0)),
      ]
    case .ec(let curve):
      guard let (name, size) = curves[curve] else { return nil }
      return [
        Member("crv", .string(name)), Member("kty", .string("EC")),
        Member("x", number(try key.secretNumber("qx"), size: size)),
        Member("y", number(try key.secretNumber("qy"), size: size)),
      ]
    case .ed25519, .other: return nil
    }
  }

  /// A number in big-endian bytes, with zeros before it up to a size.
  private static func number(_ bytes: borrowing SecretBytes, size: Int) -> Node {
    var padded = SecretBuilder(capacity: max(size, bytes.count))
    for _ in 0..<max(0, size - bytes.count) { padded.append(0) }
    padded.append(bytes)
    return Node(.secret(Secret(Base64.encodeSecretForURL(padded.bytes))))
  }

  /// The key's own name, or its thumbprint (RFC 7638).
  private func keyID(of credential: OpenedCredential, _ members: [Member]) throws(Failure)
    -> String
  {
    if let id = credential.effectiveText("keyId"), !id.isEmpty { return id }
    let required = members.filter { ["crv", "e", "kty", "n", "x", "y"].contains($0.key) }
    let line = Secret(SecretJSON.writeLine(.object(required)))
    do throws(OpenSSLError) {
      return try Self.thumbprint(of: line.bytes)
    } catch {
      throw Failure(.internalError, "cannot hash a key: \(error.operation) failed")
    }
  }

  private static func thumbprint(of line: borrowing SecretBytes) throws(OpenSSLError) -> String {
    let digest = try Digest.of(line.bytes.extracting(first: line.count - 1), .sha256)
    return Base64.encode(digest.span, padding: .none)
      .replacing("+", with: "-").replacing("/", with: "_")
  }
}
