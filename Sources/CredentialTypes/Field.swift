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

/// A text format with more structure than a pattern can say.
public enum Format: String, Hashable, Sendable, CaseIterable {
  /// The JSON key file of a Google service account.
  case googleServiceAccount = "google-service-account"
  /// The same in base64, on one line.
  case googleServiceAccountBase64 = "google-service-account-base64"
  /// The same in JSON, with a project and a private key that can be read.
  case googleKeyFile = "google-key-file"
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
  /// The schemes that a URL may have; empty for http and https.
  public var schemes: [String] = []
  /// How many bytes base64 stands for.
  public var decodedBytes: Int?
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
  /// Whether the program makes the value once and keeps it; it is never accepted as input.
  public let isMade: Bool
  /// Whether the value is only asked for and never stored.
  public let isInputOnly: Bool
  /// What stands in for a value that was not given.
  public let defaultValue: Node?
  /// Defaults that hold under a condition; the first that holds wins over ``defaultValue``.
  public let conditionalDefaults: [ConditionalDefault]
  /// Other names that input may use.
  public let aliases: [String]
  /// What a value must be like beyond its kind.
  public let limits: Limits
  /// The name for a person, or `nil` where the id says enough.
  public var label: String? = nil
  /// How a value is made up, where that takes more than random characters.
  public internal(set) var generator: FieldGenerator?
  /// How many characters a made-up value has, or bytes where it is base64 or base32.
  public internal(set) var generatedLength: Int?
  /// Whether a value is made up for a new credential that needs one and has none.
  public internal(set) var isMadeIfMissing = false

  /// Whether a line feed at the end of a file is not part of the value that the file gives.
  ///
  /// Text files end in one; passwords do not.
  public var isSingleLine: Bool {
    switch kind {
    case .text, .json, .any, .pemCertificate, .pemPrivateKey, .pemPublicKey, .pemRequest,
      .sshPrivateKey, .pgpPublicKey, .pgpPrivateKey:
      false
    default: true
    }
  }

  /// Whether input may hold a value for it.
  public var isInput: Bool { !isDerived && !isMade }
}

/// A default that depends on other fields, such as the kind of a registry on its server.
public struct ConditionalDefault: Hashable, Sendable {
  /// Where the default comes from.
  public enum Source: Hashable, Sendable {
    /// A value that the type names.
    case value(Node)
    /// The value of another field.
    case field(String)
  }

  /// What must hold, all of it.
  public let conditions: [Condition]
  /// Where the value comes from.
  public let source: Source
}

/// Fields that a credential names itself, for a type that takes any.
public struct OpenFields: Hashable, Sendable {
  /// What a name must match.
  public let names: Pattern
  /// What the values are.
  public let kind: Kind
  /// Who may see them.
  public let fieldClass: FieldClass
  /// How many there must be at least.
  public let least: Int

  /// The field with a name, or `nil` for a name that is not allowed.
  func field(_ name: String) -> Field? {
    guard names.matches(name), !FieldDefinition.isReserved(name, in: fieldClass) else {
      return nil
    }
    var limits = Limits()
    limits.maxBytes = FieldDefinition.mostBytes
    return Field(
      id: name, kind: kind, fieldClass: fieldClass, isRequired: false, isDerived: false,
      isMade: false, isInputOnly: false, defaultValue: nil, conditionalDefaults: [], aliases: [],
      limits: limits)
  }
}
