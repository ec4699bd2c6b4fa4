/// What values a field takes.
public enum Kind: Hashable, Sendable {
  /// Text in UTF-8, on one line where it comes from a file.
  case string
  /// Text in UTF-8 with its line breaks.
  case text
  /// One of the field's choices.
  case choice
  /// True or false.
  case bool
  /// A whole number.
  case int
  /// A URL, of the field's schemes or of http and https.
  case url
  /// A host name or an IP address.
  case host
  /// A host, or a host and a port.
  case hostPort
  /// An email address.
  case email
  /// A DNS name, possibly with a wildcard as its left-most label.
  case dnsName
  /// A UUID (RFC 9562).
  case uuid
  /// The name of a resource of Amazon Web Services.
  case arn
  /// A moment in RFC 3339.
  case datetime
  /// A JSON object; a text that holds one is read.
  case json
  /// Any JSON value.
  case any
  /// Base64 (RFC 4648, section 4) with padding; stored without line breaks.
  case base64
  /// Base64 with the URL alphabet, without padding.
  case base64url
  /// Base32 (RFC 4648, section 6); stored in upper case, without blanks and padding.
  case base32
  /// A container registry: `host[:port][/path]` or a URL.
  case registry
  /// One or more certificates in PEM.
  case pemCertificate
  /// A private key in PEM.
  case pemPrivateKey
  /// A public key in PEM.
  case pemPublicKey
  /// A certificate signing request in PEM.
  case pemRequest
  /// A private key of OpenSSH, in its own format or in PEM.
  case sshPrivateKey
  /// An armored OpenPGP public key.
  case pgpPublicKey
  /// An armored OpenPGP private key.
  case pgpPrivateKey
  /// Several values of one kind.
  indirect case list(Kind)

  private static let names: [(name: String, kind: Kind)] = [
    ("string", .string), ("text", .text), ("enum", .choice), ("bool", .bool), ("int", .int),
    ("url", .url), ("host", .host), ("hostport", .hostPort), ("email", .email),
    ("dnsname", .dnsName), ("uuid", .uuid), ("arn", .arn), ("datetime", .datetime),
    ("json", .json), ("any", .any), ("base64", .base64), ("base64url", .base64url),
    ("base32", .base32), ("registry", .registry), ("pem-certificate", .pemCertificate),
    ("pem-private-key", .pemPrivateKey), ("pem-public-key", .pemPublicKey),
    ("pem-csr", .pemRequest), ("ssh-private-key", .sshPrivateKey),
    ("pgp-public-key", .pgpPublicKey), ("pgp-private-key", .pgpPrivateKey),
  ]

  /// The names that type files use, without lists.
  static var allNames: [String] { names.map(\.name) }

  /// The kind with a name that type files use, such as `list<dnsname>`.
  init?(named name: String) {
    if name.hasPrefix("list<"), name.hasSuffix(">") {
      guard let element = Kind(named: String(name.dropFirst(5).dropLast())) else { return nil }
      guard Kind.canBeListed(element) else { return nil }
      self = .list(element)
      return
    }
    guard let found = Self.names.first(where: { $0.name == name }) else { return nil }
    self = found.kind
  }

  private static func canBeListed(_ kind: Kind) -> Bool {
    switch kind {
    case .list, .json, .any, .pemPrivateKey, .sshPrivateKey, .pgpPublicKey, .pgpPrivateKey: false
    default: true
    }
  }

  /// The name that type files use.
  public var name: String {
    if case .list(let element) = self { return "list<\(element.name)>" }
    return Self.names.first { $0.kind == self }?.name ?? "string"
  }
}
