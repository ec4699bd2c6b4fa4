public import Configuration
import Documents
import Files

/// Finds where the files of a repository name its credentials.
public struct ReferenceScanner: Sendable {
  let selection: FileSelection
  let credentials: CredentialIndex
  let rules: [ReferenceRule]
  /// What a file must hold, one of them at least, to be worth more than a search.
  private let triggers: [[UInt8]]

  /// Creates a scanner.
  ///
  /// - Parameters:
  ///   - configuration: What is excluded, where the store is, and the repository's own rules.
  ///   - credentials: The credentials to look for.
  /// - Throws: ``ConfigurationError`` if one of the repository's own rules is wrong.
  public init(
    configuration: Configuration, credentials: [ReferencedCredential]
  ) throws(ConfigurationError) {
    selection = FileSelection(configuration)
    self.credentials = CredentialIndex(credentials)
    var rules = try ReferenceRule.builtIn()
    for rule in configuration.references.rules {
      rules.append(try ReferenceRule(rule, file: configuration.file))
    }
    self.rules = rules
    triggers = Set(rules.map(\.path.rarestKey)).sorted().map { Array($0.utf8) }
  }

  /// Whether a file is searched: not one of the store, of `node_modules`, `vendor`, `.terraform`,
  /// or of what `references.exclude` names.
  public func includes(_ path: String) -> Bool { selection.includes(path) }

  /// Finds the references in one file, in the order of the file.
  ///
  /// Those whose `credentialID` is `nil` can only mean a credential, but none has that name.
  ///
  /// - Parameters:
  ///   - text: The file's bytes; nothing is found in more than 1 MiB, or where the first 8 KiB
  ///     hold a NUL.
  ///   - path: The file, as a path from the repository's root.
  /// - Returns: The references, each place once.
  public func scan(_ text: Span<UInt8>, path: String) -> [Reference] {
    let hasURI = ByteSearch.first(CredentialURI.scheme, in: text) != nil
    let format = Format(path: path)
    let rules =
      format == .other || !triggers.contains { ByteSearch.first($0, in: text) != nil }
      ? [] : self.rules.filter { covers($0, path) }
    guard hasURI || !rules.isEmpty, text.count <= FileSelection.sizeLimit,
      !FileSelection.isBinary(text)
    else { return [] }
    var scan = FileScan(
      credentials: credentials, rules: rules, file: path, lines: LineIndex(text))
    if let documents = format.documents(of: text) {
      if !rules.isEmpty { scan.readDocuments(documents) }
      if hasURI { scan.readURIs(in: text, documents: documents) }
    } else {
      if !rules.isEmpty { scan.readLines(of: text) }
      if hasURI { scan.readURIs(in: text, documents: []) }
    }
    return scan.result(text)
  }

  private func covers(_ rule: ReferenceRule, _ path: String) -> Bool {
    rule.files.isEmpty || rule.files.contains { $0.matches(path) }
  }

  /// How a file is read, by its name.
  private enum Format {
    case yaml, json, template, other

    init(path: String) {
      let known: [(String, Format)] = [
        (".yaml", .yaml), (".yml", .yaml), (".json", .json), (".tpl", .template),
      ]
      self = known.first { path.hasSuffix($0.0) }?.1 ?? .other
    }

    /// The documents, or `nil` for text that is none, such as a Helm template.
    func documents(of text: Span<UInt8>) -> [Node]? {
      switch self {
      case .yaml: try? YAML.parse(text)
      case .json: (try? JSON.parse(text)).map { [$0] }
      case .template, .other: nil
      }
    }
  }
}
