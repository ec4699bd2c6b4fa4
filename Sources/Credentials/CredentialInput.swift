public import CredentialTypes
public import Documents
internal import Secrets

/// What a user gives to create or change a credential, before it is checked against its type.
///
/// A property that is `nil` was not given.
public struct CredentialInput: Sendable {
  /// The account that a request names, to be held against the configuration's.
  public var accountID: String?
  /// The credential that a request names, by id.
  public var credentialID: String?
  /// The type, as an id or an alias.
  public var type: String?
  /// The name, or a free text that becomes both a name and a title.
  public var name: String?
  /// A free text to show instead of the name.
  public var title: String?
  /// A free text.
  public var description: String?
  /// What the credential is for.
  public var category: String?
  /// Which provider the credential is for.
  public var provider: String?
  /// The service that the credential belongs to.
  public var baseURL: String?
  /// Whether it applies where no credential is named.
  public var isDefault: Bool?
  /// The projects it is assigned to.
  public var projects: [String]?
  /// Who is responsible for it.
  public var owner: String?
  /// When the credential stops working.
  public var expiresAt: Timestamp?
  /// When the credential should have been replaced.
  public var rotateBy: Timestamp?
  /// The credential that this one belongs to.
  public var parent: String?
  /// Addresses of pages about it.
  public var links: [String]?
  /// The values by field id; texts may be secret.
  public var values: [Member] = []
  /// Fields whose values are to be removed.
  public var unset: [String] = []
  /// Fields whose values are to be made up.
  public var generated: [GenerationRequest] = []
  /// Whether a new private key goes into the file; if not, it is given back once.
  public var storesPrivateKey = true

  /// Whether null in the document removes what is stored, and objects are merged (RFC 7396).
  public var isMergePatch = false
  /// Properties that the document sets to null.
  public var cleared: [String] = []
  /// Whether a secret that is blank stands for the stored one, as in a form.
  public var keepsBlankSecrets = false
  /// The system whose request the document is; `nil` for one of our own.
  public var system: CompatibleSystem?
  /// The type once more, as Seqera Platform repeats it beside the fields.
  var discriminator: String?

  /// Creates an empty input.
  public init() {}

  /// Reads a whole JSON document.
  ///
  /// The document is `{"type", "name", "title", …, "data": {field: value}}`, or a request of
  /// another system, which is told by its members. Its bytes may hold secrets, so every text in
  /// it goes straight into secret memory. What `get --json` and `reveal --json` print is such a
  /// document.
  ///
  /// - Parameter text: The JSON document.
  /// - Throws: ``Failure`` with code `invalid` and every problem at once.
  public init(document text: Span<UInt8>) throws(Failure) {
    let root: Node
    do { root = try JSON.parse(text, strings: .secret) } catch {
      throw Failure(.invalid, "the document is not valid JSON: \(error)")
    }
    guard let members = root.object else {
      throw Failure(.invalid, "the document must be a JSON object with type, name and data")
    }
    let shape = RequestShape(of: members)
    system = shape.system
    let problems =
      switch shape {
      case .own: readOwn(root)
      case .seqera: readSeqera(root)
      case .infra0: readInfra0(root)
      case .nuvla: readNuvla(root)
      }
    guard problems.isEmpty else {
      throw Failure(
        .invalid, "the document has invalid members", details: problems.inDocumentOrder)
    }
  }

  /// Takes a name that was given beside the document.
  ///
  /// What the document calls the credential stays as its title, where that is a free text.
  ///
  /// - Parameter name: The name.
  public mutating func call(_ name: String) {
    if title == nil, let given = self.name,
      hasFreeName || CredentialName.problem(with: given) != nil
    {
      title = given
    }
    self.name = name
  }

  /// Settles what the credential is called.
  ///
  /// A name that is no valid name, as other systems allow, becomes the nearest valid one and
  /// is kept as the title.
  ///
  /// - Throws: ``Failure`` with code `invalid` for a path, a name that is too long, or one of
  ///   which nothing can be kept.
  public mutating func settleName() throws(Failure) {
    guard let given = name, let problem = CredentialName.problem(with: given) else { return }
    // Only a free text is made a name; what looks like a path, or like a name that is too long,
    // was meant as one.
    let isPath = given.contains("/")
    let isTooLong = given.utf8.count > CredentialName.segmentLimit && !given.contains(" ")
    guard !isPath, !isTooLong else {
      throw Failure(
        .invalid, "the name \(problem)", details: [Problem(problem, field: "name")])
    }
    guard let slug = CredentialName.slug(of: given) else {
      throw Failure(
        .invalid, "the name has no letter or digit to make a file name from; give another")
    }
    if title == nil { title = given }
    name = slug
  }
}

extension Node {
  /// The text of a value that is known not to be secret, such as a type or a name.
  public var plainText: String? {
    if let text = string { return text }
    guard let secret else { return nil }
    let bytes = secret.bytes.withSpan { span in span.indices.map { span[$0] } }
    return String(validating: bytes, as: UTF8.self)
  }
}
