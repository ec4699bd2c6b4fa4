public import Configuration
import Documents
import Files
private import OpenSSL

/// Finds where the files of a repository name its credentials.
public struct ReferenceScanner: Sendable {
  /// What was found in one file.
  public struct Outcome: Hashable, Sendable {
    /// The references, in the order of the file; those whose `credentialID` is `nil` can only
    /// mean a credential, but none has that name.
    public var references: [Reference] = []
    /// Secrets that seem to lie in clear, where they were asked for.
    public var exposures: [PlainSecret] = []
    /// Where the file stops being what its name says.
    public var problem: ParseProblem?

    /// Whether the file is too large, or no text, and was not searched.
    public var isUnsearched = false

    /// Whether there is nothing to tell.
    public var isEmpty: Bool {
      references.isEmpty && exposures.isEmpty && problem == nil && !isUnsearched
    }
  }

  let selection: FileSelection
  private(set) var resolver: Resolver
  let rules: [ReferenceRule]
  let environments: [TextPattern]
  let looksForSecrets: Bool
  /// Whether ``PlainSecret/marks`` are wanted.
  let marksSecrets: Bool
  /// Which files are worth more than a search.
  private var sieve: FileSieve
  let generators: [GeneratorRule]
  /// The names and ids of the credentials.
  private let words: [String]
  private var namesAreWords: Bool

  /// Creates a scanner.
  ///
  /// - Parameters:
  ///   - configuration: What is excluded, where the store is, what outputs make, and the
  ///     repository's own rules.
  ///   - credentials: The credentials to look for.
  ///   - looksForSecrets: Whether secrets in clear are looked for too.
  ///   - marksSecrets: Whether each of them has marks that tell it from others; answers with
  ///     marks must not be kept.
  /// - Throws: ``ConfigurationError`` if one of the repository's own rules is wrong.
  public init(
    configuration: Configuration, credentials: [ReferencedCredential],
    looksForSecrets: Bool = false, marksSecrets: Bool = false
  ) throws(ConfigurationError) {
    let set = try RuleSet(configuration.references, file: configuration.file)
    selection = FileSelection(configuration)
    resolver = Resolver(credentials, outputs: configuration.outputs, rules: set)
    rules = set.rules
    environments = set.environments
    self.looksForSecrets = looksForSecrets
    self.marksSecrets = marksSecrets
    generators = set.generators
    words = credentials.flatMap { [$0.id, $0.name] }
    // Where rules of one's own have regular expressions, a name may be in the middle of a word.
    namesAreWords = !configuration.references.rules.contains { $0["regex"] != nil }
    fingerprint = Self.fingerprint(configuration, credentials, looksForSecrets)
    sieve = FileSieve([], rules: [])
    sieve = newSieve()
  }

  /// The same with what files say about names that others have made of them.
  func knowing(_ names: [GeneratorRule.Names]) -> ReferenceScanner {
    guard !names.isEmpty else { return self }
    var scanner = self
    var writer = CacheWriter()
    for each in names {
      scanner.resolver.artifacts.add(each)
      for text in [each.file, each.refType, each.prefix, each.suffix] { writer.write(text) }
      for item in each.items {
        writer.write(item.name)
        writer.write(item.namespace)
        for source in item.sources { writer.write(source) }
        writer.write("")
      }
      writer.write("")
    }
    // What is put before a name may make it the end of a longer word.
    if !scanner.resolver.artifacts.affixes.isEmpty { scanner.namesAreWords = false }
    scanner.fingerprint = Self.digest(of: [fingerprint, writer.bytes])
    scanner.sieve = scanner.newSieve()
    return scanner
  }

  private func newSieve() -> FileSieve {
    let names = words.map { TokenSearch.Word(text: $0, isWhole: namesAreWords) }
    let made = resolver.artifacts.tokens.map { TokenSearch.Word(text: $0) }
    return FileSieve(
      names + made,
      rules: rules.filter { rule in
        switch rule.refType {
        case .credential, .wildcard: true
        case .finding: looksForSecrets
        case .image: resolver.looksAtImages
        case .name: !rule.trigger.isEmpty
        case .environment, .definition: false
        }
      })
  }

  /// What tells this scanner's answers from those of another.
  public private(set) var fingerprint: [UInt8]

  /// A digest of several texts.
  static func digest(of texts: [[UInt8]]) -> [UInt8] {
    var writer = CacheWriter()
    for text in texts { writer.write(text.count) }
    let bytes = writer.bytes + texts.joined()
    return (try? Digest.of(bytes.span, .sha256)) ?? []
  }

  private static func fingerprint(
    _ configuration: Configuration, _ credentials: [ReferencedCredential], _ looksForSecrets: Bool
  ) -> [UInt8] {
    var writer = CacheWriter()
    writer.write(looksForSecrets)
    writer.write(configuration.store)
    for glob in configuration.references.exclude { writer.write(glob.pattern) }
    for nodes in [configuration.references.rules, configuration.references.disabled] {
      writer.write(String(decoding: JSON.write(.array(nodes)), as: UTF8.self))
    }
    for output in configuration.outputs {
      writer.write(output.artifact)
      writer.write(output.path)
      writer.write("\(String(describing: output.selection))")
      writer.write(String(decoding: JSON.write(.object(output.options)), as: UTF8.self))
    }
    for credential in credentials {
      for text in [credential.id, credential.name, credential.type] { writer.write(text) }
      for list in [
        credential.fields, credential.artifacts, credential.projects, credential.hosts,
      ] {
        writer.write(list.count)
        for text in list { writer.write(text) }
      }
      writer.write(credential.provider)
      writer.write(credential.isDefaultRegistry)
    }
    return digest(of: [RuleSet.fingerprint, writer.bytes])
  }

  /// Whether a file is searched: not a JSON file of the store, not one of `node_modules`, `vendor`, `.terraform`,
  /// not what an output makes, and not what `references.exclude` names.
  public func includes(_ path: String) -> Bool { selection.includes(path) }

  /// Finds the references in one file, in the order of the file.
  ///
  /// - Parameters:
  ///   - text: The file's bytes; nothing is found in more than 1 MiB, or where the first 8 KiB
  ///     hold a NUL.
  ///   - path: The file, as a path from the repository's root.
  /// - Returns: The references, each place once.
  public func scan(_ text: Span<UInt8>, path: String) -> [Reference] {
    outcome(of: text, path: path).references
  }

  /// Finds everything in one file; see ``scan(_:path:)``.
  public func outcome(of text: Span<UInt8>, path: String) -> Outcome {
    guard text.count <= FileSelection.sizeLimit, !FileSelection.isBinary(text) else {
      return Outcome(isUnsearched: true)
    }
    guard sieve.holds(text, path: path) else { return Outcome() }
    let rules = self.rules.filter { $0.covers(path) }
    guard !rules.isEmpty else { return Outcome() }
    let bytes = unsafe text.withUnsafeBytes { unsafe Array($0) }
    var scan = FileScan(
      bytes, file: path, rules: rules, scanner: self, looksForSecrets: looksForSecrets)
    scan.run()
    return Outcome(
      references: scan.references, exposures: scan.exposures, problem: scan.problem)
  }
}
