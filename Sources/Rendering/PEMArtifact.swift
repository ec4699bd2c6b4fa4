public import CredentialTypes
public import Credentials
internal import OpenSSL
public import Secrets

/// A part of a TLS credential that servers and clients want in a file of its own.
public enum PEMPart: String, Hashable, Sendable, CaseIterable {
  /// The certificate alone.
  case cert
  /// The private key.
  case key
  /// The intermediates.
  case chain
  /// The certificate, then the intermediates, without a root.
  case fullchain
  /// What `fullchain` has, then the private key: HAProxy's form.
  case combined
  /// The certificates that a client trusts.
  case ca
}

/// TLS certificates and keys in PEM.
///
/// Every block ends in a line break: without one, `cat a b` gives a file that OpenSSL refuses.
public struct PEMArtifact: Artifact {
  /// The part.
  public let part: PEMPart

  /// Creates the artifact for a part.
  public init(part: PEMPart) { self.part = part }

  /// The name on the command line, such as `pem:fullchain`.
  public var id: String { "pem:\(part.rawValue)" }

  /// What it is, for a person.
  public var title: String {
    switch part {
    case .cert: "a TLS certificate alone"
    case .key: "the private key of a TLS certificate"
    case .chain: "the intermediates above a TLS certificate"
    case .fullchain: "a TLS certificate and its intermediates"
    case .combined: "a TLS certificate, its intermediates, and its private key"
    case .ca: "the certificates that clients trust"
    }
  }

  private var holdsKey: Bool { part == .key || part == .combined }

  /// Whether there is no private key in it.
  public var isPublic: Bool { !holdsKey }
  /// Trusted certificates can be put together, the rest belongs to one server.
  public var takesSeveral: Bool { part == .ca }
  /// `key-format`: `pkcs8`, `pkcs1`, or `sec1`.
  public var optionNames: [String] { holdsKey ? ["key-format"] : [] }

  /// Whether credentials of a type have what it takes; others only hold such a thing as well.
  public func accepts(_ type: CredentialType) -> Bool {
    type.artifacts.contains(id) && type.checks.contains { $0.check == .certificateChain }
  }

  /// Makes the file.
  public func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    var builder = SecretBuilder(capacity: 8192)
    var certificates: [X509Certificate] = []
    for credential in credentials {
      let found = try self.certificates(of: credential)
      for one in found where !certificates.contains(where: { $0.der == one.der }) {
        certificates.append(one)
      }
    }
    for certificate in certificates { builder.append(certificate.pem) }
    if holdsKey {
      let format = try keyFormat(options)
      for credential in credentials {
        try appendKey(of: credential, format, to: &builder)
      }
    }
    return builder.finish()
  }

  private func keyFormat(_ options: RenderOptions) throws(Failure) -> TLSPrivateKey.PEMFormat {
    guard let text = options["key-format"] else { return .pkcs8 }
    guard let format = TLSPrivateKey.PEMFormat(rawValue: text) else {
      let names = TLSPrivateKey.PEMFormat.allCases.map(\.rawValue).joined(separator: ", ")
      throw Failure(.usage, "the option key-format of \(id) must be one of \(names)")
    }
    return format
  }

  private func certificates(of credential: OpenedCredential) throws(Failure) -> [X509Certificate] {
    if part == .key { return [] }
    let chain = try chain(of: credential)
    switch part {
    case .cert: return [chain.leaf]
    case .fullchain, .combined: return chain.served
    case .key: return []
    case .chain:
      guard !chain.intermediates.isEmpty else {
        throw credential.invalid(
          "has no intermediate certificate, so there is no chain: use pem:fullchain, or set ca")
      }
      return chain.intermediates
    case .ca:
      guard !chain.trusted.isEmpty else {
        throw credential.invalid("has no certificate above its own: set ca with credtree update")
      }
      return chain.trusted
    }
  }

  func chain(of credential: OpenedCredential) throws(Failure) -> CertificateChain {
    let own = try Self.certificates(in: "certificate", of: credential)
    guard let leaf = own.first else { throw credential.invalid("has no certificate") }
    let above =
      credential.secret("ca") == nil ? [] : try Self.certificates(in: "ca", of: credential)
    return CertificateChain(leaf: leaf, candidates: own + above)
  }

  /// The certificates of a field.
  static func certificates(in field: String, of credential: OpenedCredential) throws(Failure)
    -> [X509Certificate]
  {
    let text = try credential.required(field)
    do throws(PEMError) {
      return try Self.certificates(inPEM: text.bytes)
    } catch {
      throw credential.invalid("has a \(field) that \(error.message)")
    }
  }

  private static func certificates(inPEM text: borrowing SecretBytes) throws(PEMError)
    -> [X509Certificate]
  {
    try X509Certificate.certificates(inPEM: text.bytes)
  }

  private func appendKey(
    of credential: OpenedCredential, _ format: TLSPrivateKey.PEMFormat,
    to builder: inout SecretBuilder
  ) throws(Failure) {
    let text = try credential.required("privateKey")
    do throws(PEMError) {
      let pem = try Self.key(
        inPEM: text.bytes, passphrase: credential.secret("passphrase"), as: format)
      builder.append(pem.bytes)
    } catch {
      throw credential.invalid("has a private key problem: \(error.message)")
    }
  }

  private static func key(
    inPEM text: borrowing SecretBytes, passphrase: Secret?, as format: TLSPrivateKey.PEMFormat
  ) throws(PEMError) -> SecretBytes {
    let block = try TLSPrivateKey.block(inPEM: text.bytes)
    return try TLSPrivateKey(pem: block.bytes, passphrase: passphrase).pem(format)
  }
}
