public import CredentialTypes
public import Credentials
internal import Documents
public import Secrets

/// All fields of credentials as one document, for programs that read JSON or YAML.
public struct FieldsDocument: Artifact {
  /// The format of the document.
  public enum Format: String, Hashable, Sendable, CaseIterable {
    /// JSON, indented with tabs.
    case json
    /// YAML, in which every text that could be read as something else is in quotes.
    case yaml
  }

  /// The format.
  public let format: Format

  /// Creates the artifact for a format.
  public init(format: Format) { self.format = format }

  /// The name on the command line: that of the format.
  public var id: String { format.rawValue }
  /// What it is, for a person.
  public var title: String { "all fields in \(format == .json ? "JSON" : "YAML")" }
  /// It holds secrets.
  public let isPublic = false
  /// Several are put under their names.
  public let takesSeveral = true
  /// `key`: put the fields of a single credential under a key.
  public let optionNames = ["key"]

  /// Every credential can be written so.
  public func accepts(_ type: CredentialType) -> Bool { true }

  /// Makes the document.
  public func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let sorted = credentials.sorted { $0.name < $1.name }
    var document: Node
    if sorted.count == 1 {
      document = .object(sorted[0].public + sorted[0].fields)
    } else {
      document = .object(sorted.map { Member($0.name, .object($0.public + $0.fields)) })
    }
    if let key = options["key"] { document = .object([Member(key, document)]) }
    switch format {
    case .json: return SecretJSON.write(document, endsWithLineFeed: true)
    case .yaml: return SecretYAML.write(document)
    }
  }
}
