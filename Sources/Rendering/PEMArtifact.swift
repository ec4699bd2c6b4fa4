public import CredentialTypes
public import Credentials
internal import Documents
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
    guard type.artifacts.contains(id) else { return false }
    return switch part {
    case .cert, .chain, .fullchain: CertificateMaterial.hasLeaf(type)
    case .key: CertificateMaterial.hasKey(type)
    case .combined: CertificateMaterial.hasLeaf(type) && CertificateMaterial.hasKey(type)
    case .ca: CertificateMaterial.hasAuthorities(type)
    }
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
    let material = try CertificateMaterial(of: credential)
    if part == .ca {
      let trusted = try material.trusted()
      guard !trusted.isEmpty else {
        throw credential.invalid("has no certificate above its own: set ca with credtree update")
      }
      return trusted
    }
    let chain = try material.chain()
    switch part {
    case .cert: return [chain.leaf]
    case .fullchain, .combined: return chain.served
    case .chain:
      guard !chain.intermediates.isEmpty else {
        throw credential.invalid(
          "has no intermediate certificate, so there is no chain: use pem:fullchain, or set ca")
      }
      return chain.intermediates
    case .key, .ca: return []
    }
  }

  /// The certificates of a field.
  static func certificates(in field: String, of credential: OpenedCredential) throws(Failure)
    -> [X509Certificate]
  {
    guard let text = PEMText.joined(credential.value(field)) else {
      throw credential.invalid("has no \(field): set it with credtree update")
    }
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
    let key = try CertificateMaterial(of: credential).key()
    do throws(PEMError) {
      let pem = try key.pem(format)
      builder.append(pem.bytes)
    } catch {
      throw credential.invalid("has a key problem: \(error.message)")
    }
  }
}

/// PEM texts of fields that hold one or a list of them.
enum PEMText {
  /// The text, or those of a list one after the other, each with a line break at its end.
  static func joined(_ value: Node?) -> Secret? {
    guard let value else { return nil }
    guard let list = value.array else { return FieldText.of(value) }
    var output = SecretBuilder()
    for element in list {
      guard let text = FieldText.of(element) else { continue }
      append(text.bytes, to: &output)
    }
    return output.count == 0 ? nil : Secret(output.finish())
  }

  /// Appends a text with one line break at its end.
  static func append(_ text: borrowing SecretBytes, to output: inout SecretBuilder) {
    output.append(text)
    if text.count > 0, text.bytes[text.count - 1] != 0x0A { output.append("\n") }
  }
}
