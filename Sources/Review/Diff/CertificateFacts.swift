public import Documents
internal import OpenSSL
internal import Secrets

/// What a reviewer wants to know of a certificate; all of it is public.
public struct CertificateFacts: Hashable, Sendable {
  /// One fact.
  public struct Fact: Hashable, Sendable {
    /// Its name in JSON: `subject`, `issuer`, `serial`, `altNames`, `notBefore`, `notAfter`,
    /// `keyType`, or `fingerprint`.
    public let name: String
    /// The value as text.
    public let value: String
  }

  /// The subject's name (RFC 4514).
  public let subject: String
  /// The issuer's name (RFC 4514).
  public let issuer: String
  /// The serial number, in hexadecimal digits.
  public let serial: String
  /// The subject alternative names, in the certificate's order.
  public let altNames: [String]
  /// When it starts to be valid.
  public let notBefore: Timestamp?
  /// When it stops being valid.
  public let notAfter: Timestamp?
  /// The kind of its public key, such as `EC P-256`.
  public let keyType: String
  /// SHA-256 over the certificate, in hexadecimal digits.
  public let fingerprint: String
  /// SHA-256 over its public key, in hexadecimal digits.
  public let keyFingerprint: String

  /// The facts in the order in which people read them.
  public var facts: [Fact] {
    var facts = [
      Fact(name: "subject", value: subject), Fact(name: "issuer", value: issuer),
      Fact(name: "serial", value: serial),
    ]
    if !altNames.isEmpty {
      facts.append(Fact(name: "altNames", value: altNames.joined(separator: ", ")))
    }
    if let notBefore { facts.append(Fact(name: "notBefore", value: notBefore.description)) }
    if let notAfter { facts.append(Fact(name: "notAfter", value: notAfter.description)) }
    facts.append(Fact(name: "keyType", value: keyType))
    facts.append(Fact(name: "fingerprint", value: fingerprint))
    return facts
  }

  /// So much text is looked through for certificates; no chain is longer.
  private static let limit = 256 * 1024

  /// The certificates in a public value, its own first; none for any other value.
  public static func all(in value: Node?) -> [CertificateFacts] {
    guard let text = value?.string, text.utf8.count <= limit, text.contains("-----BEGIN ")
    else { return [] }
    let bytes = Array(text.utf8)
    guard let certificates = try? X509Certificate.certificates(inPEM: bytes.span) else {
      return []
    }
    return certificates.compactMap { CertificateFacts($0) }
  }

  private init?(_ certificate: X509Certificate) {
    guard let digest = try? certificate.fingerprint(),
      let keyDigest = try? certificate.keyFingerprint()
    else { return nil }
    subject = certificate.subject
    issuer = certificate.issuer
    serial = certificate.serialNumber
    altNames = certificate.altNames
    notBefore = certificate.notBefore.map { Timestamp(secondsSince1970: $0) }
    notAfter = certificate.notAfter.map { Timestamp(secondsSince1970: $0) }
    keyType = certificate.keyKind
    fingerprint = Hex.encode(digest.span)
    keyFingerprint = Hex.encode(keyDigest.span)
  }
}
