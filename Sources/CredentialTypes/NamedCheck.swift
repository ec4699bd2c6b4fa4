internal import Documents

/// A check that needs more than data can say: it reads keys and certificates, compares fields,
/// or computes some from others.
public enum NamedCheck: String, Hashable, Sendable, CaseIterable {
  /// Certificates parse, belong to the private key, and are put in order; the readable
  /// facts are derived from the leaf.
  case certificateChain = "certificate-chain"
  /// A private key belongs to the first certificate of a field.
  case keyPair = "key-pair"
  /// The certificates are such that may issue others.
  case authorities
  /// The endpoint does not start with the bucket's name.
  case endpointWithoutBucket = "endpoint-without-bucket"
  /// A private key of OpenSSH is opened by its passphrase and fits its public key, which is
  /// derived where it was not given.
  case sshKey = "ssh-key"
  /// The key id is derived from an OpenPGP public key, whose private key must fit.
  case pgpKey = "pgp-key"
  /// The project is derived from the key file of a Google service account.
  case googleProject = "google-project"
  /// A key store is opened by its password.
  case keystore
  /// A signing key fits its algorithm; the public key is derived.
  case jwtKey = "jwt-key"
  /// An account key is one that certificate authorities take.
  case acmeKey = "acme-key"
  /// The expiry of a generated key is derived, and roles of sessions are dropped.
  case apiKey = "api-key"
  /// The public key of a WireGuard peer is derived.
  case wireguardKey = "wireguard-key"
  /// A password is hashed and then forgotten.
  case hashedPassword = "hashed-password"
}

/// A check and the fields that it looks at, where it does not always look at the same.
public struct TypeCheck: Hashable, Sendable {
  /// Which check.
  public let check: NamedCheck
  /// The ids of its fields; empty for a check that knows them itself.
  public let fields: [String]
}

extension CredentialType {
  /// Reads checks: a name, or `{"check": name, "fields": […]}`.
  static func checks(_ reader: inout DefinitionReader, of shape: Shape) -> [TypeCheck] {
    var checks: [TypeCheck] = []
    for (index, node) in reader.nodes("checks").enumerated() {
      var name = node.string
      var fields: [String] = []
      if name == nil {
        var inner = DefinitionReader(
          node, path: reader.name("checks[\(index)]"), allowed: ["check", "fields"])
        name = inner.requiredText("check")
        fields = inner.texts("fields")
        for id in fields where !shape.fields.contains(where: { $0.id == id }) {
          inner.complain("there is no field \(id)", about: "fields")
        }
        reader.add(inner.problems)
      }
      if let check = name.flatMap({ NamedCheck(rawValue: $0) }) {
        if check == .keyPair, fields.count != 2 {
          reader.complain("key-pair needs two fields: a certificate and its key", about: "checks")
        }
        checks.append(TypeCheck(check: check, fields: fields))
      } else {
        let all = NamedCheck.allCases.map(\.rawValue).joined(separator: ", ")
        reader.complain("must be among \(all)", about: "checks")
      }
    }
    return checks
  }
}

extension ShapeValidation {
  mutating func run(_ check: TypeCheck, at now: Timestamp) {
    switch check.check {
    case .certificateChain: checkCertificateChain(at: now)
    case .keyPair where check.fields.count == 2:
      checkKeyPair(certificate: check.fields[0], key: check.fields[1])
    case .keyPair: break
    case .authorities: for field in check.fields { checkAuthorities(in: field) }
    case .endpointWithoutBucket: checkEndpointHasNoBucket()
    case .sshKey: checkSSHKey()
    case .pgpKey: checkPGPKey()
    case .googleProject: deriveGoogleProject()
    case .keystore: checkKeystore()
    case .jwtKey: checkJWTKey()
    case .acmeKey: checkACMEKey()
    case .apiKey: completeAPIKey(at: now)
    case .wireguardKey: deriveWireguardKey()
    case .hashedPassword: hashPassword()
    }
  }
}
