public import Documents

/// Who may see a field, and where it is stored.
public enum FieldClass: String, Hashable, Sendable {
  /// In clear text: in the file, in diffs, in lists.
  case `public`
  /// Encrypted; shown by `get` to whoever can open the file.
  case confidential
  /// Encrypted; shown only by the commands made for it.
  case secret
}

/// What values a field takes.
public enum Kind: Hashable, Sendable {
  /// Text in UTF-8.
  case string
  /// One of the field's choices.
  case choice
  /// True or false.
  case bool
  /// A whole number.
  case int
  /// An http or https URL.
  case url
  /// An email address.
  case email
  /// A DNS name, possibly with a wildcard as its left-most label.
  case dnsName
  /// A moment in RFC 3339.
  case datetime
  /// A JSON object; a text that holds one is read.
  case json
  /// Base64 with the URL alphabet, without padding.
  case base64url
  /// A container registry: `host[:port][/path]` or a URL.
  case registry
  /// One or more certificates in PEM.
  case pemCertificate
  /// A private key in PEM.
  case pemPrivateKey
  /// Several values of one kind.
  indirect case list(Kind)

  private static let names: [(name: String, kind: Kind)] = [
    ("string", .string), ("enum", .choice), ("bool", .bool), ("int", .int), ("url", .url),
    ("email", .email), ("dnsname", .dnsName), ("datetime", .datetime), ("json", .json),
    ("base64url", .base64url), ("registry", .registry), ("pem-certificate", .pemCertificate),
    ("pem-private-key", .pemPrivateKey),
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
    case .list, .json, .pemCertificate, .pemPrivateKey: false
    default: true
    }
  }

  /// The name that type files use.
  public var name: String {
    if case .list(let element) = self { return "list<\(element.name)>" }
    return Self.names.first { $0.kind == self }?.name ?? "string"
  }
}

/// A text format with more structure than a pattern can say.
public enum Format: String, Hashable, Sendable, CaseIterable {
  /// The JSON key file of a Google service account.
  case googleServiceAccount = "google-service-account"
  /// The same in base64, on one line.
  case googleServiceAccountBase64 = "google-service-account-base64"
}

/// What a value must be like beyond its kind.
public struct Limits: Hashable, Sendable {
  /// The fewest bytes of a text.
  public var minBytes: Int?
  /// The most bytes of a text.
  public var maxBytes: Int?
  /// The least whole number.
  public var min: Int?
  /// The greatest whole number.
  public var max: Int?
  /// What the whole text must match.
  public var pattern: Pattern?
  /// What the whole text must not match.
  public var notPattern: Pattern?
  /// The only values allowed; empty for any.
  public var choices: [String] = []
  /// A format with structure of its own.
  public var format: Format?
  /// What is allowed, in words, for a message.
  public var hint: String?
}

/// One field of a credential type, or of a provider's configuration.
public struct Field: Hashable, Sendable {
  /// The name in files and on the command line.
  public let id: String
  /// What values it takes.
  public let kind: Kind
  /// Who may see it.
  public let fieldClass: FieldClass
  /// Whether a credential without it is refused; one with a default is filled in.
  public let isRequired: Bool
  /// Whether the program computes it; it is never accepted as input.
  public let isDerived: Bool
  /// What stands in for a value that was not given.
  public let defaultValue: Node?
  /// Defaults that hold under a condition; the first that holds wins over ``defaultValue``.
  public let conditionalDefaults: [ConditionalDefault]
  /// Other names that input may use.
  public let aliases: [String]
  /// What a value must be like beyond its kind.
  public let limits: Limits

  /// Whether a line feed at the end of a file is not part of the value that the file gives.
  ///
  /// Text files end in one; passwords do not.
  public var isSingleLine: Bool {
    switch kind {
    case .pemCertificate, .pemPrivateKey, .json: false
    default: true
    }
  }
}

/// A default that depends on other fields, such as the kind of a registry on its server.
public struct ConditionalDefault: Hashable, Sendable {
  /// What must hold, all of it.
  public let conditions: [Condition]
  /// The value.
  public let value: Node
}
